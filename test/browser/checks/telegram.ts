import assert from 'node:assert/strict';
import { drawPng } from '../../simulator/openai/png.ts';
import type { Check } from '../check.ts';

const picture = (name: string, shows: string) => ({
  name,
  mimeType: 'image/png',
  buffer: drawPng(320, 240, shows),
});

/** What people do in Telegram's window. */
export const telegram: readonly Check[] = [
  {
    name: 'telegram: what to try, an answer that grows, code with its language',
    async run({ telegram, shot, page }) {
      await shot('telegram-first');
      await telegram.root.getByRole('button', { name: 'Show me some code' }).click();
      assert.equal(await telegram.field.inputValue(), 'Show me some code');
      await page.keyboard.press('Enter');
      await telegram.answers('Here is a small example').locator('pre', { hasText: 'greet' }).waitFor();
      await telegram
        .answers(/Call it with/)
        .getByRole('button', { name: 'Again' })
        .waitFor();
      await shot('telegram-code');
    },
  },
  {
    name: 'telegram: a reply, a question that is edited, reactions, a deletion',
    async run({ telegram, page }) {
      await telegram.become('Cleo');
      const first = await telegram.ask('say one', /one/);
      await telegram.pick(first, 'Reply');
      await telegram.root.locator('.about', { hasText: 'Reply to Parley' }).waitFor();
      await telegram.say('say two');
      await telegram.answers(/two/).last().waitFor();
      // The arrow takes up one's last words.
      await telegram.field.press('ArrowUp');
      assert.equal(await telegram.field.inputValue(), 'say two');
      await telegram.say('say three');
      await telegram.answers(/three/).last().waitFor();
      assert.equal(await telegram.own('say two').count(), 0);
      const own = telegram.own('say one');
      await telegram.pick(own, '👍');
      await own.getByText('👍').waitFor();
      await telegram.pick(own, 'Delete');
      await own.waitFor({ state: 'detached' });
      await telegram.field.press('ArrowUp');
      await page.keyboard.press('Escape');
      assert.equal(await telegram.field.inputValue(), '');
    },
  },
  {
    name: 'telegram: another version by a button, and a forward',
    async run({ telegram, stage }) {
      await telegram.become('Inés');
      stage.openai.script((_, n) => (n === 0 ? 'The **first** version.' : 'The *second* version.'));
      const answer = await telegram.ask('How many versions?', 'The first version.');
      await answer.locator('b, strong', { hasText: 'first' }).waitFor();
      await telegram.press(answer, /Otra|Again/);
      await telegram.answers('The second version.').locator('i, em', { hasText: 'second' }).waitFor();
      await telegram.pick(telegram.answers('The second version.').last(), 'Forward');
      await telegram.root.page().getByRole('menuitem', { name: 'Plans' }).click();
      await telegram.root.locator('.chat-title', { hasText: 'Plans' }).waitFor();
      await telegram.rows.filter({ hasText: 'The second version.' }).waitFor();
    },
  },
  {
    name: 'telegram: an album, a file, a voice',
    async run({ telegram, shot, page }) {
      await telegram.become('Ben');
      const files = [picture('lamp.png', 'a lamp'), picture('boat.png', 'a boat'), picture('gull.png', 'a gull')];
      await telegram.root.locator('input[type=file]').setInputFiles(files);
      await telegram.root.locator('.chip').nth(2).waitFor();
      await telegram.say('What do you see?');
      await telegram.answers('Here is what I see').last().waitFor();
      assert.equal(await telegram.own('What do you see?').locator('img').count(), 3);
      await shot('telegram-album');
      await telegram.root.locator('[data-picture]').first().click();
      await page.locator('.lightbox img').waitFor();
      await shot('picture');
      await page.keyboard.press('Escape');
      await telegram.root.getByRole('button', { name: 'Record a voice message' }).click();
      await telegram.root.locator('.rec-time', { hasText: '0:01' }).waitFor();
      await shot('telegram-recording');
      await telegram.root.getByRole('button', { name: 'Send the recording' }).click();
      const answer = telegram.answers(/sound of/).last();
      await answer.waitFor();
      await shot('telegram-voice');
      // The bot asks for other words, and the field is one for a reply to it.
      await telegram.press(answer, /Fix text/);
      await telegram.root.locator('.about', { hasText: 'Reply to Parley' }).waitFor();
      await telegram.ask('say what I meant', 'what I meant');
    },
  },
  {
    name: 'telegram: a group, where a mention asks; a topic; somebody who may not',
    async run({ telegram, shot }) {
      await telegram.become('Ben');
      await telegram.open('Book club');
      await telegram.say('nobody is asked here');
      await telegram.ask('@parley_bot say hello everybody', 'hello everybody');
      await telegram.become('Cleo');
      await telegram.open('Book club');
      await telegram.answers('nobody is asked here').waitFor();
      await shot('telegram-group');
      await telegram.become('Ada');
      await telegram.open('Photos');
      await telegram.ask('@parley_bot say in a topic', 'in a topic');
      await telegram.become('Sam');
      await telegram.ask('let me in', 'telegram:700106');
    },
  },
];
