import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesIn } from '../simulator/openai/heard.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Batches of many prompts, from the file that somebody sends to the file that they get. */

const LIMIT_MS = 15_000;

const csv = (count: number) => Buffer.from(`word\n${Array.from({ length: count }, (_, at) => `=w${at}`).join('\n')}\n`);
const table = (count: number) => ({ kind: 'file' as const, name: 'words.csv', mime: 'text/csv', bytes: csv(count) });

/** Lines of the table that comes back. */
const answersIn = (text: string) => text.replace('\ufeff', '').trim().split('\r\n');

describe.each(Object.entries(platforms))('on %s', (_, platform: Platform) => {
  let bot: BotProcess;
  beforeAll(async () => {
    bot = await startBotProcess({ TELEGRAM_CHAT_RATE: '0', OPENAI_API: 'responses' }, { platforms: [platform.name] });
    await platform.ready(bot);
  });
  afterAll(() => bot.close());

  /** A chat of its own, and the prompts that are asked from here on. */
  function open(script: Parameters<BotProcess['openai']['script']>[0]) {
    const driver = platform.open(bot);
    const begun = bot.openai.requests.length;
    bot.openai.script(script);
    const asked = () => bot.openai.requests.slice(begun).map((request) => messagesIn(request).at(-1)?.text ?? '');
    const file = async () => {
      await expect.poll(() => driver.documents().length, { timeout: LIMIT_MS }).toBe(1);
      await driver.idle();
      return driver.documents()[0] ?? ['', ''];
    };
    return { driver, asked, file };
  }

  it('are asked line by line, and come back as a file of the same form', async () => {
    const { driver, asked, file } = open(({ messages }) => `re ${messages.at(-1)?.text}`);
    driver.send('/batch Say {word} twice', [table(5)]);
    const [name, text] = await file();
    expect(name).toBe('words-answers.csv');
    expect(answersIn(text)).toEqual([
      'word,answer,error',
      ...[0, 1, 2, 3, 4].map((at) => `'=w${at},re Say =w${at} twice,`),
    ]);
    expect(asked().toSorted()).toEqual([0, 1, 2, 3, 4].map((at) => `Say =w${at} twice`));
    const [begun, done] = driver.texts();
    expect(begun).toMatch(/5 of 5 done|\*\*5\*\* of \*\*5\*\* done/);
    expect(done).toMatch(/Your batch is done: 5 answered, 0 failed/);
    expect(driver.texts()).toHaveLength(2);
  }, 60_000);

  it.runIf(isTried(0, platform.adopts))('that cannot be begun say why', async () => {
    const { driver, asked } = open(() => 'never');
    driver.send('/batch Say {wort}', [table(2)]);
    await driver.until((texts) => texts.length === 1);
    expect(driver.texts()[0]).toMatch(/names .?wort.?, but the file has no such column/);
    await driver.idle();
    expect(asked()).toEqual([]);
  });

  it.runIf(isTried(1, platform.adopts))(
    'are stopped by their button, with what is done',
    async () => {
      const { driver, asked, file } = open(({ messages }) => ({
        text: 're',
        firstTokenMs: messages.at(-1)?.text === '=w0' || messages.at(-1)?.text === '=w1' ? 0 : 60_000,
      }));
      driver.send('/batch', [table(9)]);
      await expect.poll(() => asked().length, { timeout: LIMIT_MS }).toBe(4);
      driver.press('■ Stop');
      const [, text] = await file();
      expect(answersIn(text).filter((line) => line.endsWith(',re,'))).toHaveLength(2);
      expect(answersIn(text).filter((line) => line.endsWith(',,Not asked.'))).toHaveLength(7);
      expect(asked()).toHaveLength(4);
      expect(driver.texts().at(-1)).toMatch(/was stopped: 2 answered, 0 failed, 7 not asked/);
    },
    60_000,
  );

  it.runIf(isTried(0, platform.adopts))(
    'go on after kills: each line is asked once in effect, and the file comes once',
    async () => {
      const { driver, asked, file } = open(({ messages }) => ({
        text: `re ${messages.at(-1)?.text}`,
        firstTokenMs: 150,
      }));
      driver.send('/batch', [table(12)]);
      const kills = isWhole ? [3, 8] : [5];
      for (const at of kills) {
        await expect.poll(() => asked().length, { timeout: LIMIT_MS, interval: 5 }).toBeGreaterThanOrEqual(at);
        await bot.kill();
        bot.start();
        await platform.ready(bot);
      }
      const [, text] = await file();
      expect(answersIn(text).slice(1)).toEqual(Array.from({ length: 12 }, (_each, at) => `'=w${at},re =w${at},`));
      // Two lines are under way at a time: no more can be asked again for a kill.
      expect(asked().length).toBeLessThanOrEqual(12 + 2 * kills.length);
      expect(driver.documents()).toHaveLength(1);
    },
    120_000,
  );
});
