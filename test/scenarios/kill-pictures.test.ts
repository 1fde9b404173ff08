import { readdirSync, rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Call } from '../simulator/server.ts';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';

/** The real program killed between drawing pictures and showing them: they are paid for once, and shown once. */

const LIMIT_MS = 15_000;

interface Place {
  bot: BotProcess;
  /** Says something to the bot. */
  say(text: string): void;
  /** Breaks calls to the platform. */
  rule: BotProcess['telegram']['rule'];
  /** What the bot shows: each message’s words, and how many pictures it has. */
  shown(): [text: string, pictures: number][];
  /** Tells whether a call shows pictures, or takes a message away. */
  isShowing(call: Call): boolean;
  isRemoving(call: Call): boolean;
}

async function openTelegram(): Promise<Place> {
  const bot = await startBotProcess({}, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  return {
    bot,
    say: (text) => void telegram.say(chat, ann, text),
    rule: telegram.rule,
    shown: () =>
      telegram
        .messages(chat)
        .filter(({ mine, deleted }) => mine && !deleted)
        .map(({ text, caption, photos }) => [caption ?? text, photos]),
    isShowing: ({ path }) => /\/(sendPhoto|sendMediaGroup|editMessageMedia)$/.test(path),
    isRemoving: ({ path }) => path.endsWith('/deleteMessage'),
  };
}

async function openDiscord(): Promise<Place> {
  const bot = await startBotProcess({}, { platforms: ['discord'] });
  onTestFinished(() => bot.close());
  const { discord } = bot;
  const ann = discord.user({ username: 'ann' });
  const dm = discord.dm(ann);
  await discord.waitFor(() => discord.online() === 1, LIMIT_MS);
  return {
    bot,
    say: (text) => void discord.say(dm, ann, text),
    rule: discord.rule,
    shown: () =>
      discord
        .messages(dm)
        .filter(({ author }) => author.id === discord.bot.id)
        .map(({ content, attachments }) => [content, attachments.length]),
    isShowing: ({ method, path, headers }) =>
      /^(POST|PATCH)$/.test(method) && /\/messages/.test(path) && /multipart/.test(String(headers['content-type'])),
    isRemoving: ({ method, path }) => method === 'DELETE' && /\/messages\//.test(path),
  };
}

describe.each([
  ['Telegram', openTelegram],
  ['Discord', openDiscord],
] as const)('on %s', (surface, open) => {
  /** Kills the bot in the first call that matches, `before` or `after` that is taken, and starts it anew. */
  async function killAt({ bot, rule }: Place, match: (call: Call) => boolean, when: 'before' | 'after') {
    let killed: Promise<unknown> | undefined;
    rule({
      match,
      times: 1,
      drop: when,
      [when]: () => {
        killed = bot.kill();
      },
    });
    await expect.poll(() => killed, { timeout: LIMIT_MS }).toBeDefined();
    await killed;
  }

  const drawn = ({ bot }: Place) => bot.openai.requests.filter(({ path }) => path.includes('/images/')).length;
  const late = ({ bot }: Place) => bot.openai.rule({ match: ({ path }) => path.includes('/images/'), delayMs: 900 });

  it.each([
    ['at once', 1, false],
    ['in the place of its notice', 1, true],
    ['as an album', 3, false],
    ['as an album below its notice', 3, true],
  ])(
    '%s: killed before a picture is shown',
    async (_, count, isLate) => {
      const place = await open();
      if (isLate) late(place);
      place.say(`/image a red cat count=${count}`);
      await killAt(place, place.isShowing, 'before');
      place.bot.start();
      const caption = ['a red cat', surface === 'Telegram' && count > 1 ? 1 : count];
      await expect.poll(place.shown, { timeout: LIMIT_MS }).toContainEqual(caption);
      await place.bot.idle(LIMIT_MS);
      expect(place.shown().reduce((sum, [, pictures]) => sum + pictures, 0)).toBe(count);
      expect(place.shown().filter(([, pictures]) => pictures === 0)).toEqual([]);
      expect(drawn(place)).toBe(1);
    },
    60_000,
  );

  it('killed once an album is shown, and its notice is not gone: nothing is shown twice', async () => {
    const place = await open();
    late(place);
    place.say('/image a red cat count=3');
    await killAt(
      place,
      surface === 'Telegram' ? place.isRemoving : place.isShowing,
      surface === 'Telegram' ? 'before' : 'after',
    );
    place.bot.start();
    await place.bot.idle(LIMIT_MS);
    await expect.poll(() => place.shown().every(([, pictures]) => pictures > 0), { timeout: LIMIT_MS }).toBe(true);
    await place.bot.idle(LIMIT_MS);
    expect(place.shown().reduce((sum, [, pictures]) => sum + pictures, 0)).toBe(3);
    expect(drawn(place)).toBe(1);
  }, 60_000);

  it('killed before pictures are shown that are lost meanwhile: a sentence, and nothing is drawn unasked', async () => {
    const place = await open();
    place.say('/image a red cat');
    await killAt(place, place.isShowing, 'before');
    const folder = `${place.bot.store}.blobs`;
    expect(readdirSync(folder)).toHaveLength(1);
    rmSync(folder, { recursive: true });
    place.bot.start();
    await expect.poll(place.shown, { timeout: LIMIT_MS }).toEqual([[expect.stringMatching(/weren't kept/), 0]]);
    await place.bot.idle(LIMIT_MS);
    expect(drawn(place)).toBe(1);
  }, 60_000);
});
