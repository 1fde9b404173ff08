import { describe, expect, it, onTestFinished } from 'vitest';
import type { Tool } from '../../src/ports/index.ts';
import { fixedTools } from '../../src/tools/tools.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';
import { openTelegram } from './telegram/open.ts';

/** Pictures that are asked for in words, where the service has no tool of its own that draws; kills between the steps of such answers. */

const LIMIT_MS = 30_000;
const settings = { DRAWING: 'asked', OPENAI_IMAGE_MODEL: 'gpt-image-2', TOOLS: 'images,math' };
const HELD = { firstTokenMs: 60_000 };
const sum = { name: 'calculate', arguments: { expression: '1+1' } };
const draw = (prompt: string, more: object = {}) => ({ name: 'draw', arguments: { prompt, ...more } });

/** Requests for pictures, and the others. */
const paintings = ({ openai }: Pick<BotProcess, 'openai'>) =>
  openai.requests.filter(({ path }) => path.includes('/images/'));
const questions = ({ openai }: Pick<BotProcess, 'openai'>) =>
  openai.requests.filter(({ path }) => !path.includes('/images/'));

/** Names of the tools that a request offers. */
const offeredIn = (body: Record<string, unknown> | undefined) => {
  const tools = (body?.['tools'] ?? []) as { type: string; name?: string; function?: { name: string } }[];
  return tools.map((tool) => tool.function?.name ?? tool.name ?? tool.type);
};

async function open(platform: Platform, more: Record<string, string> = {}) {
  const bot = await startBotProcess({ ...settings, ...more }, { platforms: [platform.name] });
  onTestFinished(() => bot.close());
  await platform.ready(bot);
  const driver = platform.open(bot);
  const seen = () => [driver.texts().filter((text) => text !== ''), driver.pictures()];
  const shows = async (words: unknown[], pictures: number) => {
    await expect.poll(seen, { timeout: LIMIT_MS }).toEqual([words, pictures]);
    await driver.idle();
    expect(seen()).toEqual([words, pictures]);
  };
  const restart = async () => {
    await bot.kill();
    bot.start();
    await platform.ready(bot);
  };
  return { bot, driver, shows, restart };
}

/** One pair; all of them in the whole suite. `o4-mini` is known to have no tool that draws. */
const pairs = (
  [
    ['Telegram', { OPENAI_API: 'chat' }],
    ['Discord', { OPENAI_API: 'responses', OPENAI_MODEL: 'o4-mini' }],
    ['Telegram', { OPENAI_API: 'responses', OPENAI_MODEL: 'o4-mini' }],
    ['Discord', { OPENAI_API: 'chat' }],
  ] as const
).filter((_, at) => isWhole || at < 1);

describe.each(pairs)('on %s with %j', (name, api) => {
  const platform: Platform = platforms[name];

  it('pictures come with the words, are known afterwards, and can be changed', async () => {
    const { bot, driver, shows } = await open(platform, api);
    bot.openai.script([
      { text: 'With pleasure.', calls: [draw('a red cat')] },
      'Here it is.',
      { calls: [draw('make it blue', { change: true })] },
      'Now it is blue.',
    ]);
    driver.say('please draw me a cat');
    await shows(['With pleasure.\n\nHere it is.'], 1);
    expect(offeredIn(questions(bot)[0]?.body)).toEqual(['calculate', 'draw']);
    driver.say('now make it blue');
    await shows(['With pleasure.\n\nHere it is.', 'Now it is blue.'], 2);
    expect(paintings(bot).map(({ path }) => path.slice(path.indexOf('/images')))).toEqual([
      '/images/generations',
      '/images/edits',
    ]);
  });

  it.runIf(isTried(0, platform.adopts))('a refusal is told to the model, and the answer has its words', async () => {
    const { bot, driver, shows } = await open(platform, api);
    bot.openai.script([{ calls: [draw('a cat', { size: '7x7' })] }, { calls: [draw('x', { change: true })] }, 'No.']);
    driver.say('please draw me a cat');
    await shows(['No.'], 0);
    expect(paintings(bot)).toEqual([]);
    expect(JSON.stringify(questions(bot)[1]?.body)).toContain('7x7');
    expect(JSON.stringify(questions(bot)[2]?.body)).toContain('no pictures here');
  });

  it.runIf(isTried(1, platform.adopts))(
    'a picture that is kept is not drawn again after a kill, and shown once',
    async () => {
      const { bot, driver, shows, restart } = await open(platform, api);
      let held = true;
      bot.openai.script(({ results }) => {
        if (results.length === 0) return { calls: [draw('a red cat')] };
        const hold = held ? HELD : {};
        held = false;
        return { text: 'Here it is.', ...hold };
      });
      driver.say('please draw me a cat');
      await bot.openai.waitFor(() => questions(bot).length === 2, LIMIT_MS);
      await restart();
      await shows(['Here it is.'], 1);
      expect([paintings(bot).length, questions(bot).length]).toEqual([1, 3]);
    },
    120_000,
  );

  it.runIf(isWhole)(
    'one that dies while it is drawn is drawn once more, and no third time',
    async () => {
      const { bot, driver, shows, restart } = await open(platform, api);
      bot.openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 60_000 });
      bot.openai.script(({ results }) => (results.length === 0 ? { calls: [draw('a red cat')] } : 'In words, then.'));
      driver.say('please draw me a cat');
      for (const deaths of [1, 2]) {
        await bot.openai.waitFor(() => paintings(bot).length === deaths, LIMIT_MS);
        await restart();
      }
      await shows(['In words, then.'], 0);
      expect(paintings(bot)).toHaveLength(2);
      expect(JSON.stringify(questions(bot).at(-1)?.body)).toContain('may have been charged');
    },
    180_000,
  );
});

describe.each(['Telegram', 'Discord'] as const)('on %s', (name) => {
  it.runIf(isTried(0, platforms[name].adopts))(
    'pictures that the service drew before a call are shown once after a kill between the two',
    async () => {
      const { bot, driver, shows, restart } = await open(platforms[name], { OPENAI_API: 'responses' });
      let held = true;
      bot.openai.script(({ results }) => {
        if (results.length === 0) return { text: 'One cat.', draws: ['a cat'], calls: [sum] };
        const hold = held ? HELD : {};
        held = false;
        return { text: 'Two.', ...hold };
      });
      driver.say('draw a cat and reckon');
      await bot.openai.waitFor(() => questions(bot).length === 2, LIMIT_MS);
      await restart();
      await shows([expect.stringMatching(/^One cat\.\n\nTwo\./)], 1);
      expect(questions(bot)).toHaveLength(3);
      // The picture itself does not go back within the answer, so that it is told of it.
      expect(JSON.stringify(questions(bot).at(-1)?.body)).toContain('Drawn by you for this answer already');
    },
    120_000,
  );
});

describe('the tool is not offered', () => {
  const cases: [string, Record<string, string>][] = [
    ['where the operator wants no pictures', { DRAWING: 'off' }],
    ['where it is not among the tools', { TOOLS: 'math' }],
    ['to who may not use /image', { COMMANDS: 'image=nobody' }],
    ['where the service draws within the answer', { OPENAI_API: 'responses' }],
  ];
  it.each(cases.filter((_, at) => isWhole || at === 0))('%s', async (_, more) => {
    const { bot, telegram, ann, chat, shown } = await openTelegram({
      settings: { ...settings, OPENAI_API: 'chat', ...more },
    });
    bot.openai.script(() => 'Hm.');
    telegram.say(chat, ann, 'please draw me a cat');
    await shown(['Hm.']);
    expect(offeredIn(bot.openai.requests[0]?.body)).not.toContain('draw');
    expect(offeredIn(bot.openai.requests[0]?.body)).toContain('calculate');
  });

  it('in a chat that has switched it off', async () => {
    const { bot, telegram, ann, chat, answers } = await openTelegram({ settings: { ...settings, OPENAI_API: 'chat' } });
    telegram.say(chat, ann, '/settings tools=-images');
    await answers(1);
    telegram.say(chat, ann, 'hi');
    await answers(2);
    expect(offeredIn(bot.openai.requests[0]?.body)).toEqual(['calculate']);
  });
});

it('an answer has no more than four pictures, and each but the first counts as a request', async () => {
  const { bot, telegram, ann, chat, mine, texts } = await openTelegram({
    settings: { ...settings, OPENAI_API: 'chat', REQUESTS_PER_MINUTE: '4' },
  });
  bot.openai.script([{ calls: [draw('cats', { count: 4 })] }, { calls: [draw('a dog')] }, 'Four cats.']);
  telegram.say(chat, ann, 'please draw me pets');
  await expect.poll(() => mine().reduce((all, { photos }) => all + photos, 0), { timeout: LIMIT_MS }).toBe(4);
  await bot.idle();
  expect(bot.openai.requests.filter(({ path }) => path.includes('/images/'))).toHaveLength(1);
  expect(JSON.stringify(bot.openai.requests.at(-1)?.body)).toContain('no more pictures');
  telegram.say(chat, ann, 'and now?');
  await telegram.waitFor(() => texts().some((text) => /^That was a lot at once/.test(text)), LIMIT_MS);
});

it('pictures that another tool gave leave an answer all of its own after a restart', async () => {
  const { bot, telegram, openai, ann, chat, mine } = await openTelegram({
    settings: { ...settings, OPENAI_API: 'chat', SHUTDOWN_GRACE: '0.2' },
    seams: { tools: (sources) => [...sources, fixedTools([photographs])] },
  });
  let held = true;
  openai.script(({ results }) => {
    if (results.length === 0) return { calls: [{ name: 'photographs', arguments: {} }] };
    if (results.length > 1) return 'Here they are.';
    const hold = held ? HELD : {};
    held = false;
    return { calls: [draw('cats', { count: 4 })], ...hold };
  });
  telegram.say(chat, ann, 'show me your cat, and draw four');
  await openai.waitFor(() => questions(bot).length === 2, LIMIT_MS);
  await bot.restart();
  await expect.poll(() => mine().reduce((all, { photos }) => all + photos, 0), { timeout: LIMIT_MS }).toBe(5);
  expect(paintings(bot)).toHaveLength(1);
});

const photographs: Tool = {
  ...{ group: 'images', effect: 'read', title: 'photographs' },
  spec: { name: 'photographs', description: 'Shows a photograph.', parameters: { type: 'object' } },
  run: async () => ({ text: 'Shown.', files: [{ bytes: drawPng(8, 8, 'cat'), mime: 'image/png', name: 'cat.png' }] }),
};
