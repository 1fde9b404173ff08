import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, itWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Batches that are left to the service, from the file that somebody sends to the file that they get. */

const LIMIT_MS = 30_000;
const WORDS = ['one', 'two', 'three', 'four'];
const table = {
  kind: 'file',
  name: 'words.csv',
  mime: 'text/csv',
  bytes: Buffer.from(`word\n${WORDS.join('\n')}\n`),
} as const;
const LATER = '/batch when=later Say {word}';

type Call = Parameters<Parameters<BotProcess['openai']['rule']>[0]['match']>[0];
const isCreation = ({ method, path }: Call) => method === 'POST' && path === '/v1/batches';

// They do the same on each platform: one of them tells.
const tried = Object.entries(platforms).filter(([, platform]) => isTried(0, platform.adopts));

describe.each(tried)('on %s', (_, platform: Platform) => {
  let bot: BotProcess;
  beforeAll(async () => {
    bot = await startBotProcess({ TELEGRAM_CHAT_RATE: '0', OPENAI_API: 'responses' }, { platforms: [platform.name] });
    await platform.ready(bot);
    bot.openai.script(({ messages }) => `re ${messages.at(-1)?.text}`);
  });
  afterAll(() => bot.close());

  /** A chat of its own, and the batches that are made from here on. */
  function open() {
    const driver = platform.open(bot);
    const { batches, files } = bot.openai.batches;
    const before = batches.length;
    bot.openai.batches.plan({ atOnce: true });
    const file = async () => {
      await expect.poll(() => driver.documents().length, { timeout: LIMIT_MS }).toBe(1);
      await driver.idle();
      return (driver.documents()[0]?.[1] ?? '').replace('\ufeff', '').trim().split('\r\n');
    };
    return { driver, file, made: () => batches.slice(before), files };
  }

  const answers = ['word,answer,error', ...WORDS.map((word) => `${word},re Say ${word},`)];
  const send = (driver: ReturnType<Platform['open']>) => driver.send(LATER, [table]);

  it.runIf(isTried(0, platform.adopts))(
    'go to the service as one, and come back as a file in order; nothing stays there',
    async () => {
      const { driver, file, made, files } = open();
      const asked = bot.openai.requests.length;
      send(driver);
      await driver.until((texts) => texts.some((text) => text.includes('half the price')));
      expect(await file()).toEqual(answers);
      expect(made().map(({ status, lines }) => [status, lines.length])).toEqual([['completed', WORDS.length]]);
      expect(bot.openai.requests.slice(asked).filter(({ path }) => path === '/v1/responses')).toEqual([]);
      await expect.poll(() => files.map(({ name }) => name), { timeout: LIMIT_MS }).toEqual([]);
    },
    90_000,
  );

  it.runIf(isTried(1, platform.adopts))(
    'are cancelled at the service when they are stopped',
    async () => {
      const { driver, file, made } = open();
      bot.openai.batches.plan({ stays: 'in_progress', answers: 0 });
      send(driver);
      await expect.poll(() => made()[0]?.status, { timeout: LIMIT_MS }).toBe('in_progress');
      driver.press('■ Stop');
      await expect.poll(() => made()[0]?.status, { timeout: LIMIT_MS }).toBe('cancelling');
      expect((await file()).slice(1)).toEqual(WORDS.map((word) => `${word},,Not asked.`));
    },
    90_000,
  );

  const kills: [string, (call: Call) => boolean, 'before' | 'after'][] = [
    ['while the file is sent', ({ method, path }) => method === 'POST' && path === '/v1/files', 'after'],
    ['before the batch is made', isCreation, 'before'],
    ['after the batch is made, before that is known', isCreation, 'after'],
    ['while it is looked at', ({ method, path }) => method === 'GET' && path.startsWith('/v1/batches/'), 'before'],
    ['while its answers are read', ({ path }) => path.endsWith('/content'), 'after'],
    ['while its files are deleted', ({ method }) => method === 'DELETE', 'after'],
  ];

  itWhole.each(kills)(
    'are found again after a kill %s, made once, and the file comes once',
    async (_where, match, when) => {
      const { driver, file, made, files } = open();
      let killed: Promise<unknown> | undefined;
      bot.openai.rule({
        ...{ match, times: 1, drop: when },
        [when]: () => {
          killed = bot.kill();
          return killed;
        },
      });
      send(driver);
      await expect.poll(() => killed !== undefined, { timeout: LIMIT_MS, interval: 5 }).toBe(true);
      await killed;
      bot.start();
      await platform.ready(bot);
      expect(await file()).toEqual(answers);
      expect(made()).toHaveLength(1);
      expect(driver.documents()).toHaveLength(1);
      await expect.poll(() => files.map(({ name }) => name), { timeout: LIMIT_MS }).toEqual([]);
    },
    120_000,
  );
});
