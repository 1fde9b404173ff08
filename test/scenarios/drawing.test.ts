import { readdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/util/errors.ts';
import { messagesIn } from '../simulator/openai/heard.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';
import { openTelegram } from './telegram/open.ts';

/** Pictures that are asked for in words, and drawn within the answer. */

const LIMIT_MS = 30_000;
const settings = { OPENAI_API: 'responses', DRAWING: 'asked', OPENAI_IMAGE_MODEL: 'gpt-image-2' };

/** Tools that draw, of each request. */
const drawingIn = (requests: BotProcess['openai']['requests']) =>
  requests.map(({ body }) => {
    const tools = (body['tools'] ?? []) as { type: string }[];
    return tools.map(({ type }) => type).filter((type) => type === 'image_generation');
  });

describe.each(Object.entries(platforms))('on %s', (name, platform: Platform) => {
  let bot: BotProcess;
  beforeAll(async () => {
    bot = await startBotProcess({ ...settings, TELEGRAM_CHAT_RATE: '0' }, { platforms: [platform.name] });
    await platform.ready(bot);
  });
  afterAll(() => bot.close());

  /** A chat of its own, and what is shown and asked there. */
  function open(script: Parameters<BotProcess['openai']['script']>[0] = () => undefined) {
    const driver = platform.open(bot);
    const begun = bot.openai.requests.length;
    bot.openai.script(script);
    const seen = () => [driver.texts().filter((text) => text !== ''), driver.pictures()];
    const shows = async (words: string[], pictures: number) => {
      await expect.poll(seen, { timeout: LIMIT_MS }).toEqual([words, pictures]);
      await driver.idle();
      expect(seen()).toEqual([words, pictures]);
    };
    return { driver, shows, requests: () => bot.openai.requests.slice(begun) };
  }

  it.runIf(isTried(0, platform.adopts))(
    'are answered with words and the picture, which can then be changed',
    async () => {
      const { driver, shows, requests } = open();
      const [cat = '', blue = ''] = ['a cat', 'a picture, blue'].map((what) =>
        name === 'Telegram' ? `Here it is: ${what}.` : `Here it is: **${what}**.`,
      );
      driver.say('please draw me a cat');
      await shows([cat], 1);
      driver.say('now make it blue');
      await shows([cat, blue], 2);
      const asked = messagesIn(requests().at(-1));
      expect(asked.map(({ role, pictures }) => [role, pictures.map(({ width, detail }) => [width, detail])])).toEqual([
        ['user', []],
        ['assistant', []],
        ['user', [[1024, 'high']]],
      ]);
      expect(asked.at(-1)?.text).toMatch(/^\[Drawn by you in your last answer:\]/);
    },
  );

  it.runIf(isTried(1, platform.adopts))('are drawn anew by a button, and all are kept behind the arrows', async () => {
    const { driver, shows, requests } = open([
      { text: 'One.', draws: ['a cat'] },
      { text: 'Two.', draws: ['a dog', 'a mouse'] },
      'None.',
    ]);
    driver.say('please draw me a pet');
    await shows(['One.'], 1);
    driver.press('↻');
    await shows(['Two.'], 2);
    driver.press('↻');
    await shows(['None.'], 0);
    driver.press('◀');
    await shows(['Two.'], 2);
    expect(requests()).toHaveLength(3);
  });

  it.runIf(isTried(2, platform.adopts))('are an answer without a word', async () => {
    const { driver, shows, requests } = open([{ text: '', draws: ['a cat'] }, 'A cat.']);
    driver.say('please draw me a cat');
    await shows([], 1);
    driver.say('what is it?');
    await shows(['A cat.'], 1);
    expect(messagesIn(requests().at(-1)).flatMap(({ pictures }) => pictures)).toHaveLength(1);
  });

  it.runIf(isTried(3, platform.adopts))('are shown as far as they are done when the answer is cut', async () => {
    const { driver, requests } = open([
      { text: 'Here it is.', draws: ['a cat'], breaks: { how: 'end', afterEvents: 7 } },
    ]);
    driver.say('please draw me a cat');
    await expect.poll(() => driver.pictures(), { timeout: LIMIT_MS }).toBe(1);
    await driver.idle();
    expect([driver.pictures(), requests().length]).toEqual([1, 1]);
  });

  it.runIf(isTried(4, platform.adopts))(
    'are answered in words where the service has no tool for it, which is offered once',
    async () => {
      const { driver, shows, requests } = open(() => 'I cannot draw.');
      const message = "Tool 'image_generation' is not supported with gpt-6-luna.";
      const error = { message, type: 'invalid_request_error', param: 'tools', code: null };
      bot.openai.fail('/responses', { status: 400, error });
      driver.say('please draw me a cat');
      await shows(['I cannot draw.'], 0);
      driver.say('please draw me a dog');
      await shows(['I cannot draw.', 'I cannot draw.'], 0);
      expect(drawingIn(requests())).toEqual([['image_generation'], [], []]);
    },
  );
});

describe('are never drawn', () => {
  const cases: [string, Record<string, string>][] = [
    ['where the operator wants none', { DRAWING: 'off' }],
    ['at a service of chat completions', { OPENAI_API: 'chat' }],
    ['for who may not use /image', { COMMANDS: 'image=nobody' }],
  ];
  it.each(cases)('%s', async (_, more) => {
    const { bot, telegram, ann, chat, shown } = await openTelegram({ settings: { ...settings, ...more } });
    bot.openai.script(() => 'I cannot draw.');
    telegram.say(chat, ann, 'please draw me a cat');
    await shown(['I cannot draw.']);
    expect(drawingIn(bot.openai.requests)).toEqual([[]]);
  });

  it('in a chat that wants none, and in one that does', async () => {
    const { bot, telegram, ann, chat, answers } = await openTelegram({ settings: { ...settings, DRAWING: 'off' } });
    telegram.say(chat, ann, '/settings drawing=asked');
    await answers(1);
    telegram.say(chat, ann, 'say hi');
    await answers(2);
    telegram.say(chat, ann, '/settings drawing=off');
    await answers(3);
    telegram.say(chat, ann, 'say ho');
    await answers(4);
    expect(drawingIn(bot.openai.requests)).toEqual([['image_generation'], []]);
  });

  it('in a task about a text', async () => {
    const { bot, telegram, ann, chat, answers } = await openTelegram({ settings });
    telegram.say(chat, ann, '/translate de draw me a cat');
    await answers(1);
    expect(drawingIn(bot.openai.requests)).toEqual([[]]);
  });
});

it('what is being done is said while a picture is drawn', async () => {
  const { bot, telegram, ann, chat, mine, texts } = await openTelegram({ settings });
  bot.openai.script([{ before: 'With pleasure.', text: 'Here it is.', draws: ['a cat'], tokensPerSecond: 1.5 }]);
  telegram.say(chat, ann, 'please draw me a cat');
  await telegram.waitFor(() => texts().some((text) => text === 'Drawing …'));
  await telegram.waitFor(() => mine().some(({ photos }) => photos === 1), LIMIT_MS);
  await bot.idle();
  expect(texts().filter((text) => text !== '')).toEqual(['Here it is.']);
});

it('what is said of a picture that is lost stays when what follows has to be done again', async () => {
  let failures = 2;
  const { bot, telegram, ann, chat, mine, press, shown, texts } = await openTelegram({
    settings,
    seams: {
      conversations: (room) => ({
        ...room,
        async apply(...args) {
          failures += 1;
          if (failures === 1) throw new Fault('storage', 'for a moment');
          return room.apply(...args);
        },
      }),
    },
  });
  const photos = () => mine().reduce((sum, message) => sum + message.photos, 0);
  bot.openai.script([{ text: 'One.', draws: ['a cat', 'a mouse'] }, 'None.']);
  telegram.say(chat, ann, 'please draw me pets');
  await expect.poll(photos, { timeout: LIMIT_MS }).toBe(2);
  await bot.idle();
  press('↻');
  await shown(['None.']);
  const [picture = '', other] = readdirSync(`${bot.store}.blobs`);
  expect(other).toBeDefined();
  rmSync(`${bot.store}.blobs/${picture}`, { recursive: true });
  failures = 0;
  press('◀');
  await expect.poll(() => failures, { timeout: LIMIT_MS }).toBe(2);
  await bot.idle();
  expect([photos(), texts().filter((text) => text !== '')]).toEqual([
    1,
    ['One.', expect.stringContaining("wasn't kept")],
  ]);
});
