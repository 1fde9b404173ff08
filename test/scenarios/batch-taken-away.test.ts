import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysBeside } from '../support/beside.ts';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { isTried } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Batches whose question is taken away, whose asker is forgotten, or may ask no more. */

const words = Array.from({ length: 6 }, (_, at) => `w${at}`).join('\n');
const file = { kind: 'file' as const, name: 'words.txt', mime: 'text/plain', bytes: Buffer.from(words) };
const LIMIT = { timeout: 15_000 };

describe.each(Object.entries(platforms))('on %s', (_, platform: Platform) => {
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot({ settings: { OPENAI_API: 'responses' }, platforms: [platform.name] });
  });
  afterAll(() => bot.close());

  /** Begins a batch of whose lines two are answered, and two are under way. */
  async function begin() {
    const driver = platform.open(bot);
    const begun = bot.openai.requests.length;
    bot.openai.script(({ messages }) => ({
      text: 're',
      firstTokenMs: /w[01]/.test(messages.at(-1)?.text ?? '') ? 0 : 60_000,
    }));
    const said = driver.send('/batch', [file]);
    const asked = () => bot.openai.requests.length - begun;
    await expect.poll(asked, LIMIT).toBe(4);
    expect(keysBeside(bot.store, 'batch')).toHaveLength(7);
    return { driver, said, asked };
  }

  it.runIf(isTried(0, platform.adopts))(
    'end without a word when their question is deleted, and nothing is left of them',
    async () => {
      const { driver, said, asked } = await begin();
      said.takeAway();
      await expect.poll(() => keysBeside(bot.store, 'batch'), LIMIT).toEqual([]);
      await driver.idle();
      expect([asked(), driver.documents()]).toEqual([4, []]);
    },
  );

  it.runIf(isTried(1, platform.adopts))(
    'end without a word when their asker is forgotten, and nothing is left of them',
    async () => {
      const { driver, asked } = await begin();
      driver.say('/privacy what=forget');
      const begun = driver.texts().length;
      await driver.until((texts) => texts.length > begun);
      driver.press('Yes, forget me');
      await expect.poll(() => keysBeside(bot.store, 'batch'), LIMIT).toEqual([]);
      await driver.idle();
      expect([asked(), driver.documents()]).toEqual([4, []]);
    },
  );

  it.runIf(isTried(2, platform.adopts))(
    'end when their asker may not use them any more, who is told so instead of getting the answers',
    async () => {
      const { driver, asked } = await begin();
      await bot.restart({ ACCESS: 'allowlist' });
      await driver.until((texts) => /not allowed to answer here/.test(texts.at(-1) ?? ''));
      await driver.idle();
      expect([asked(), driver.documents()]).toEqual([4, []]);
    },
  );
});
