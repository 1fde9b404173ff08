import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { maskOf, photo } from '../../media/made-pictures.ts';
import { openBeside } from '../../support/beside.ts';
import { startBotProcess } from '../../support/test-bot.ts';
import { itWhole } from '../../support/whole.ts';
import { editsOf } from '../edited-pictures.ts';
import { openServer } from './open.ts';

/** Pictures that people give to /image on Discord are drawn on, also where no message shows them. */

const sides = { width: 64, height: 48 };
const settings = { OPENAI_IMAGE_MODEL: 'gpt-image-2' };
const LIMIT_MS = 30_000;
let picture: { filename: string; contentType: string; data: Buffer };
let mask: typeof picture;

beforeAll(async () => {
  picture = { filename: 'a.jpg', contentType: 'image/jpeg', data: await photo(sides) };
  mask = { filename: 'mask.png', contentType: 'image/png', data: await maskOf(sides) };
});

async function open() {
  const opened = await openServer({ settings });
  const { bot, discord, ann, channel, openai } = opened;
  const use = (name: string, prompt: string, files: Record<string, typeof picture>) =>
    discord.interact(channel, ann, { name, options: { prompt }, files });
  /** Resolves with the message once a command has drawn. */
  const drawn = async (used: ReturnType<typeof use>) => {
    const message = await discord.waitFor(
      () => used.messages().find(({ attachments }) => attachments.length > 0),
      8000,
    );
    await bot.idle();
    return message;
  };
  return { ...opened, use, drawn, edits: () => editsOf(openai) };
}

describe('/image draws out of', () => {
  it('the files of its options, and again by its button when those are gone', async () => {
    const { discord, ann, use, drawn, edits, bot, mine } = await open();
    const message = await drawn(use('image', 'a hat', { picture, picture2: picture, mask }));
    await bot.restart();
    await discord.waitFor(() => discord.online() === 1, 10_000);
    discord.press(message, ann, '↻ Again');
    await discord.waitFor(() => mine().filter(({ attachments }) => attachments.length > 0).length === 2, 8000);
    await bot.idle();
    expect(await edits()).toEqual(Array(2).fill(['a hat', ['jpeg', 'jpeg'], true]));
  });

  it('what comes with a message, and what that replies to; a plain reply is enough for what was drawn', async () => {
    const { discord, ann, dm, mine, bot, edits } = await open();
    const said = discord.say(dm, ann, 'look', { attachments: [picture] });
    await discord.waitFor(() => mine(dm).length === 1);
    discord.say(dm, ann, '/image wear this', { replyTo: said, attachments: [picture] });
    const drawn = await discord.waitFor(() => mine(dm).find(({ attachments }) => attachments.length > 0), 8000);
    await bot.idle();
    discord.say(dm, ann, 'make it blue', { replyTo: drawn });
    await discord.waitFor(() => mine(dm).some(({ content }) => content === 'make it blue'));
    await bot.idle();
    expect(await edits()).toEqual([
      ['wear this', ['jpeg', 'jpeg'], false],
      ['make it blue', ['png'], false],
    ]);
  });

  it.each([
    ['a mask without a picture', { files: () => ({ mask }) }],
    ['a mask that is none', { files: () => ({ picture, mask: { ...picture, filename: 'mask.jpg' } }) }],
  ])('nothing, and says why: %s', async (_, { files }) => {
    const { discord, use, bot, openai } = await open();
    const used = use('image', 'a hat', files());
    await discord.waitFor(() => used.messages().some(({ content }) => content.includes('A mask has to be a png')));
    await bot.idle();
    expect(openai.requests).toEqual([]);
  });
});

it('a picture goes with its message, also where that is deleted while it is drawn on', async () => {
  const { bot, discord, ann, dm, openai } = await open();
  openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 20_000, times: 1 });
  const said = discord.say(dm, ann, '/image a hat', { attachments: [picture] });
  await openai.waitFor(() => openai.requests.length === 1, 8000);
  const kept = () => readdirSync(`${bot.store}.blobs`).length;
  expect(kept()).toBe(1);
  discord.erase(said);
  await expect.poll(kept, { timeout: 8000 }).toBe(0);
  await bot.idle();
});

it('what was given to a question is seen by a follow-up after a restart', async () => {
  const { bot, discord, ann, dm, openai, mine } = await open();
  openai.script(['A mole.', 'It is grey.']);
  const used = discord.interact(dm, ann, { name: 'ask', options: { prompt: 'What is it?' }, files: { file: picture } });
  await discord.waitFor(() => used.messages().some(({ content }) => content.includes('A mole.')));
  await bot.restart();
  await discord.waitFor(() => discord.online() === 1, 10_000);
  discord.say(dm, ann, 'Which colour?');
  await discord.waitFor(() => mine(dm).some(({ content }) => content.includes('grey')));
  expect(JSON.stringify(openai.requests.at(-1)?.body).match(/input_image/g)).toHaveLength(1);
});

describe('a command with a picture that is killed', () => {
  async function openProcess() {
    const bot = await startBotProcess(settings, { platforms: ['discord'] });
    onTestFinished(() => bot.close());
    const { discord } = bot;
    const ann = discord.user({ username: 'ann' });
    await discord.waitFor(() => discord.online() === 1 && discord.commands().length > 0, LIMIT_MS);
    const dm = discord.dm(ann);
    const use = () => discord.interact(dm, ann, { name: 'image', options: { prompt: 'a hat' }, files: { picture } });
    return { bot, dm, ann, use };
  }
  const isFetch = ({ method, path }: { method: string; path: string }) =>
    method === 'GET' && path.includes('attachments/');

  itWhole(
    'before the picture is had ends in one sentence',
    async () => {
      const { bot, use } = await openProcess();
      const used = Promise.withResolvers<ReturnType<typeof use>>();
      let killed: Promise<unknown> | undefined;
      bot.discord.rule({
        ...{ match: isFetch, times: 1, drop: 'before' },
        before: async () => {
          const { state } = await used.promise;
          await bot.discord.waitFor(() => state() !== 'pending');
          killed = bot.kill();
        },
      });
      used.resolve(use());
      await expect.poll(() => killed, { timeout: LIMIT_MS }).toBeDefined();
      await killed;
      bot.start();
      const { messages } = await used.promise;
      const said = () => messages().map(({ content }) => content);
      await expect.poll(said, { timeout: LIMIT_MS }).toEqual([expect.stringContaining("isn't there any more")]);
      await bot.idle(LIMIT_MS);
      expect(said()).toHaveLength(1);
      expect(bot.openai.requests).toEqual([]);
    },
    120_000,
  );

  it('while it waits for its turn has kept the picture, and draws out of it', async () => {
    const { bot, dm, ann, use } = await openProcess();
    const { openai, discord } = bot;
    openai.script([{ text: 'Never said.', firstTokenMs: 60_000 }, 'Said.']);
    discord.say(dm, ann, 'Hello');
    await openai.waitFor(() => openai.requests.length === 1, LIMIT_MS);
    use();
    const kept = () => {
      const store = openBeside(bot.store);
      const rows = store.prepare("SELECT 1 FROM entries WHERE key LIKE 'media|%'").all();
      store.close();
      return rows.length;
    };
    await expect.poll(kept, { timeout: LIMIT_MS }).toBe(1);
    await bot.kill();
    bot.start();
    const drawn = () => discord.messages(dm).some(({ attachments }) => attachments.length > 0);
    await discord.waitFor(drawn, 30_000);
    await bot.idle(LIMIT_MS);
    expect(await editsOf(openai)).toEqual([['a hat', ['jpeg'], false]]);
  }, 120_000);
});
