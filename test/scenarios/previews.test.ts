import { describe, expect, it, onTestFinished } from 'vitest';
import { type BotProcess, startBotProcess } from '../support/test-bot.ts';
import { isTried, isWhole } from '../support/whole.ts';

/** Pictures are seen while they are drawn, in the place where the picture will be. */

const LIMIT_MS = 30_000;

/** A chat with the bot, and what it shows there. */
interface Place {
  bot: BotProcess;
  say(text: string): void;
  /** Each message's words, and the number of its pictures. */
  shown(): [text: string, pictures: number][];
  /** Ids of its messages. */
  ids(): string[];
  /** Calls that showed pictures. */
  showing(): number;
}

const settings = { OPENAI_IMAGE_MODEL: 'gpt-image-2' };

async function onTelegram(): Promise<Place> {
  const bot = await startBotProcess(settings, { platforms: ['telegram'] });
  onTestFinished(() => bot.close());
  const { telegram } = bot;
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  const mine = () => telegram.messages(chat).filter(({ mine, deleted }) => mine && !deleted);
  const shows = ({ method }: { method: string }) => /^(sendPhoto|editMessageMedia)$/.test(method);
  return {
    bot,
    say: (text) => void telegram.say(chat, ann, text),
    shown: () => mine().map(({ text, caption, photos }) => [caption ?? text, photos]),
    ids: () => mine().map(({ id }) => String(id)),
    showing: () => telegram.calls.filter(shows).length,
  };
}

async function onDiscord(): Promise<Place> {
  const bot = await startBotProcess(settings, { platforms: ['discord'] });
  onTestFinished(() => bot.close());
  const { discord } = bot;
  const ann = discord.user({ username: 'ann' });
  const dm = discord.dm(ann);
  await discord.waitFor(() => discord.online() === 1, LIMIT_MS);
  const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
  const files = (body: unknown) => (body as { attachments?: unknown[] } | undefined)?.attachments?.length ?? 0;
  return {
    bot,
    say: (text) => void discord.say(dm, ann, text),
    shown: () => mine().map(({ content, attachments }) => [content, attachments.length]),
    ids: () => mine().map(({ id }) => id),
    showing: () => discord.calls.filter(({ body }) => files(body) > 0).length,
  };
}

describe.each([
  ['Telegram', onTelegram],
  ['Discord', onDiscord],
] as const)('on %s', (name, open) => {
  const onDiscord = name === 'Discord';
  const drawn = ({ bot }: Place) => bot.openai.requests.filter(({ path }) => path.includes('/images/')).length;
  const until = (done: () => boolean) => expect.poll(done, { timeout: LIMIT_MS }).toBe(true);
  const isSeen = (place: Place) => () => place.shown().some(([, pictures]) => pictures > 0);

  it.runIf(isTried(0, onDiscord))(
    'a picture grows in its place',
    async () => {
      const place = await open();
      place.bot.openai.scriptMedia({ draw: () => ({ firstTokenMs: 800, tokensPerSecond: 1 }) });
      place.say('/image a red cat');
      await until(isSeen(place));
      const [first] = place.ids();
      expect(place.shown()).toEqual([[expect.stringMatching(/Drawing.*a red cat/), 1]]);
      await until(() => place.shown()[0]?.[0] === 'a red cat');
      await place.bot.idle(LIMIT_MS);
      expect(place.shown()).toEqual([['a red cat', 1]]);
      expect(place.ids()).toEqual([first]);
      expect(place.showing()).toBe(3);
      expect(drawn(place)).toBe(1);
    },
    60_000,
  );

  it.runIf(isTried(1, onDiscord))(
    'a picture that is not finished leaves nothing but the sentence about it',
    async () => {
      const place = await open();
      const breaks = {
        how: 'error',
        afterEvents: 2,
        error: { type: 'x', message: 'Not allowed.', code: 'moderation_blocked' },
      } as const;
      place.bot.openai.scriptMedia({ draw: () => ({ firstTokenMs: 800, tokensPerSecond: 1, breaks }) });
      place.say('/image a red cat');
      await until(isSeen(place));
      await until(() => !isSeen(place)());
      await place.bot.idle(LIMIT_MS);
      expect(place.shown()).toEqual([[expect.stringMatching(/content rules/), 0]]);
    },
    60_000,
  );

  it.runIf(isWhole)(
    'killed while a picture grows: it is drawn once more, and is there once',
    async () => {
      const place = await open();
      place.bot.openai.scriptMedia({ draw: () => ({ firstTokenMs: 800, tokensPerSecond: 1 }) });
      place.say('/image a red cat');
      await until(isSeen(place));
      await place.bot.kill();
      place.bot.start();
      await until(() => place.shown()[0]?.[0] === 'a red cat');
      await place.bot.idle(LIMIT_MS);
      expect(place.shown()).toEqual([['a red cat', 1]]);
      expect(drawn(place)).toBe(2);
    },
    60_000,
  );

  it.runIf(isTried(0, onDiscord))(
    'killed while a picture grows that then fails: words take its place',
    async () => {
      const place = await open();
      place.bot.openai.scriptMedia({ draw: () => ({ firstTokenMs: 800, tokensPerSecond: 1 }) });
      place.say('/image a red cat');
      await until(isSeen(place));
      await place.bot.kill();
      place.bot.openai.fail('/images/', {
        status: 400,
        error: { type: 'x', message: 'No.', code: 'moderation_blocked' },
      });
      place.bot.start();
      await until(() => !isSeen(place)());
      await place.bot.idle(LIMIT_MS);
      expect(place.shown()).toEqual([[expect.stringMatching(/content rules/), 0]]);
    },
    60_000,
  );
});
