import assert from 'node:assert/strict';
import type { Check } from '../check.ts';

const words = Array.from({ length: 60 }, (_, n) => `wave ${n}`).join(', ');

/** The promise, seen: one answer or one error, whatever is broken meanwhile. */
export const promise: readonly Check[] = [
  {
    name: 'promise: killed in mid-answer and started again, the same bubble finishes',
    async run({ telegram, stage, page, shot }) {
      await telegram.become('李华');
      const waves = { text: words, tokensPerSecond: 30 };
      stage.openai.script(({ messages }) => (messages.at(-1)?.text.includes('waves') ? waves : undefined));
      await telegram.say('Count the waves');
      const answer = telegram.answers(/wave \d/);
      await answer.filter({ hasText: 'wave 9' }).waitFor();
      await page.getByRole('button', { name: 'kill -9' }).click();
      await page.getByText('The bot is dead').first().waitFor();
      await shot('killed');
      // What is written meanwhile waits.
      await telegram.say('say and this');
      await page.getByRole('button', { name: 'Start it again' }).click();
      await answer.filter({ hasText: 'wave 59' }).waitFor();
      assert.equal(await answer.count(), 1);
      await telegram.answers(/wave 59/).waitFor();
      stage.openai.script(() => undefined);
      await shot('started-again');
    },
  },
  {
    name: 'promise: an answer is stopped while it grows',
    async run({ telegram, stage }) {
      await telegram.become('Ben');
      stage.openai.script(() => ({ text: words, tokensPerSecond: 15 }));
      await telegram.say('Count slowly');
      const answer = telegram.answers(/wave 2/).last();
      await answer.waitFor();
      await telegram.press(answer, /Stop/);
      await telegram
        .answers(/Stopped/)
        .last()
        .waitFor();
    },
  },
  {
    name: 'promise: what is broken on purpose can be seen, and mended',
    async run({ discord, page, shot }) {
      await page.getByRole('tab', { name: 'Break it' }).click();
      const limit = page.getByRole('switch', { name: 'Too many requests (429)' });
      await limit.click();
      await page.locator('[role=switch][aria-checked=true]').waitFor();
      await discord.become('Cleo');
      await discord.open('ideas');
      await discord.ask('@Parley say in spite of it', 'in spite of it');
      await shot('broken');
      await limit.click();
      await page.locator('[role=switch][aria-checked=true]').waitFor({ state: 'detached' });
      await page.getByRole('tab', { name: 'Calls' }).click();
      const refused = page.locator('.call[data-failed]').first();
      await refused.locator('summary').click();
      await refused.getByText('retry_after').first().waitFor();
      await shot('calls');
      await page.getByRole('tab', { name: 'Model' }).click();
      await page.locator('.call', { hasText: '/v1/responses' }).first().locator('summary').click();
      await page.getByText('in spite of it').last().waitFor();
    },
  },
];
