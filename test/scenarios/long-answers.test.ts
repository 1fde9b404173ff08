import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Fault } from '../../src/util/errors.ts';
import type { Call } from '../simulator/server.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, itEach } from '../support/whole.ts';
import { type ChatDriver, platforms } from './chat-driver.ts';
import { openTelegram } from './telegram/open.ts';

/** Answers longer than a chat wants them: their beginning in messages, and all of them in a file below. Files that are asked for. */

const WAIT_MS = 30_000;

/** Characters of a message, about, and the refusal of a place that takes no files. */
const facts = {
  Telegram: {
    room: 4000,
    status: 400,
    body: { ok: false, error_code: 400, description: 'Bad Request: not enough rights to send documents to the chat' },
  },
  Discord: { room: 1900, status: 403, body: { code: 50013, message: 'Missing Permissions' } },
} as const;

describe.each(['Telegram', 'Discord'] as const)('on %s', (surface) => {
  const platform = platforms[surface];
  const { room, ...refusal } = facts[surface];
  let bot: BotProcess;
  beforeAll(async () => {
    bot = await startBotProcess({ OPENAI_API: 'responses', TELEGRAM_CHAT_RATE: '0' }, { platforms: [platform.name] });
    await platform.ready(bot);
  });
  afterAll(() => bot.close());

  /** An answer of about so many messages. */
  const words = (messages: number) =>
    Array.from(
      { length: Math.ceil((room * messages) / 60) },
      (_, at) => `Line ${at} of ${'many '.repeat(8)}words.`,
    ).join('\n\n');

  /** A chat whose answers take so many messages at most, and what the bot says in it after that. */
  async function openChat(messages: number) {
    const driver = platform.open(bot);
    driver.say(`/settings messages=${messages}`);
    await driver.until(([menu = '']) => menu.includes('Messages per answer'));
    await driver.idle();
    const texts = () => driver.texts().slice(1);
    const shown = (...expected: unknown[]) => expect.poll(texts, { timeout: WAIT_MS }).toEqual(expected);
    return { ...driver, texts, shown };
  }

  /** Counts calls of a kind from now on. */
  function counted(is: (call: Call) => boolean): () => number {
    let count = 0;
    const look = (call: Call) => {
      count += Number(is(call));
      return false;
    };
    onTestFinished(platform.rule(bot)({ match: look }));
    return () => count;
  }

  const file = 'The whole answer is in this file.';
  const documentsOf = (driver: ChatDriver) => expect.poll(driver.documents, { timeout: WAIT_MS });

  it.runIf(isTried(0, platform.adopts))(
    'grows as far as it will stay, and all of it comes as a file',
    async () => {
      const chat = await openChat(3);
      const answer = words(4);
      const removals = counted(platform.removes);
      const typing = counted(({ path }) => /typing$|sendChatAction$/.test(path));
      bot.openai.script([{ text: answer, tokensPerSecond: room / 5 }, 'Short.']);
      chat.say('How do I mend a bike?');
      await expect.poll(() => chat.texts().length, { timeout: WAIT_MS }).toBe(2);
      expect(chat.documents()).toEqual([]);
      const signs = typing();
      await documentsOf(chat).toEqual([['How do I mend a bike.md', `${answer}\n`]]);
      await chat.idle();
      const [first = '-', second = '-', ...more] = chat.texts();
      expect(answer.startsWith(first) && answer.slice(first.length).trimStart().startsWith(second)).toBe(true);
      expect(more).toEqual([file]);
      // Nothing was shown that had to go.
      expect(removals()).toBe(0);
      // What grew unseen was told of.
      expect(typing()).toBeGreaterThan(signs);
      // Another answer takes the place of all of it.
      chat.press('↻ Again');
      await chat.shown('Short.');
      await chat.idle();
      expect(chat.documents()).toEqual([]);
    },
    120_000,
  );

  it.runIf(isTried(1, platform.adopts))(
    'of just as many messages as it may have comes without a file',
    async () => {
      const chat = await openChat(3);
      const answer = words(2.5);
      bot.openai.script([answer]);
      chat.say('Long?');
      await expect.poll(() => chat.texts().join('\n\n'), { timeout: WAIT_MS }).toBe(answer);
      await chat.idle();
      expect([chat.texts().length, chat.documents()]).toEqual([3, []]);
    },
    120_000,
  );

  it.runIf(isTried(2, platform.adopts))(
    'goes on in messages where no files are taken',
    async () => {
      const chat = await openChat(2);
      const answer = words(3.5);
      bot.openai.script([answer, 'Short.']);
      onTestFinished(platform.rule(bot)({ match: platform.showsFiles, reply: refusal }));
      chat.say('Long?');
      await expect.poll(() => chat.texts().join('\n\n'), { timeout: WAIT_MS }).toBe(answer);
      await chat.idle();
      expect(chat.texts()).toHaveLength(4);
      chat.press('↻ Again');
      await chat.shown('Short.');
    },
    120_000,
  );

  itEach(platform.adopts ? 1 : 0, [['after'], ['before']] as ['after' | 'before'][])(
    'killed %s its file is shown: it is there, and was asked for once',
    async (when) => {
      const chat = await openChat(2);
      const answer = words(3.5);
      bot.openai.script([answer]);
      const begun = bot.openai.requests.length;
      const killed = new Promise<void>((resolve, reject) => {
        const crash = async () => {
          await bot.kill();
          bot.start();
          await platform.ready(bot);
        };
        platform.rule(bot)({
          match: platform.showsFiles,
          times: 1,
          drop: when,
          [when]: () => void crash().then(resolve, reject),
        });
      });
      chat.say('Long?');
      await killed;
      // Telegram cannot be asked for what a call has made whose response was lost.
      const files = when === 'after' && !platform.adopts ? 2 : 1;
      await documentsOf(chat).toEqual(Array(files).fill(['Long.md', `${answer}\n`]));
      await chat.idle();
      const [first = '-', ...more] = chat.texts();
      expect(answer.startsWith(first)).toBe(true);
      expect(more).toEqual(Array(files).fill(file));
      expect(bot.openai.requests.length - begun).toBe(1);
    },
    60_000,
  );

  it.runIf(isTried(3, platform.adopts))(
    '/file gives an answer as a document, or its code as one of its own each',
    async () => {
      const chat = await openChat(0);
      const answer = 'Two files:\n\n**app.py**\n```python\nprint(1)\n```\n\n```sh\npython app.py\n```';
      bot.openai.script([answer]);
      const calls = counted(platform.showsFiles);
      chat.say('Skript für 東京?');
      await expect.poll(() => chat.texts().length, { timeout: WAIT_MS }).toBe(1);
      await chat.idle();
      chat.say('/file code');
      const code: [string, string][] = [
        ['app.py', 'print(1)\n'],
        ['Skript für 東京-2.sh', 'python app.py\n'],
      ];
      await documentsOf(chat).toEqual(code);
      await chat.idle();
      // Both in one message.
      expect(calls()).toBe(1);
      chat.say('/file', 1);
      await documentsOf(chat).toEqual([...code, ['Skript für 東京.md', `${answer}\n`]]);
      await chat.idle();
    },
    120_000,
  );
});

it('a file that was shown stays as it is when what follows has to be done again', async () => {
  let failures = 0;
  const { bot, telegram, openai, chat, ann, mine } = await openTelegram({
    settings: { ANSWER_MESSAGES: '1' },
    seams: {
      conversations: (room) => ({
        ...room,
        apply: async (...args) => {
          failures += 1;
          if (failures === 1) throw new Fault('storage', 'for a moment');
          return room.apply(...args);
        },
      }),
    },
  });
  openai.script([`${'word '.repeat(900)}end`]);
  telegram.say(chat, ann, 'Long?');
  await expect.poll(() => failures, { timeout: WAIT_MS }).toBe(2);
  await bot.idle();
  expect(mine().map(({ file }) => file)).toEqual([undefined, 'Long.md']);
  expect(telegram.callsOf('sendDocument')).toHaveLength(1);
});
