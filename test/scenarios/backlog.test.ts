import { expect, it, onTestFinished, vi } from 'vitest';
import { telegramLimits } from '../simulator/telegram/limits.ts';
import { createSteadyClock } from '../support/steady-clock.ts';
import { startTestBot, type TestBotOptions } from '../support/test-bot.ts';
import { isWhole, itWhole } from '../support/whole.ts';

/** A thousand messages that waited: worked off at the platforms' pace, which they enforce, only faster than in life. */

const SPEED = 4;
const MESSAGES = isWhole ? 1000 : 300;
/** Discord's own clock cannot be hurried as much: fewer there, and in the whole suite alone. */
const ON_DISCORD = 500;
const CHATS = 100;

/**
 * Share by which the stand-ins take more than the bot may send. The bot counts a call as it leaves, they as it arrives, and
 * on a busy machine calls that left one after the other arrive at once.
 */
const SLACK = 1.25;

/** Longest time in which nothing comes, ms. How long all of it takes is the machine's business. */
const STILL_MS = 20_000;

/** Resolves once a count has come so far; rejects where it stands still. */
async function reached(count: () => number, most: number): Promise<void> {
  for (let now = count(); now < most; now = count())
    await vi.waitUntil(() => count() > now, { timeout: STILL_MS, interval: 200 });
}

/** Rates as they are where nobody sets any. */
const usual = { TELEGRAM_CHAT_RATE: '', TELEGRAM_GROUP_RATE: '', TELEGRAM_GLOBAL_RATE: '' };

/** Starts the bot, which answers each message with its number. */
async function open(options: TestBotOptions) {
  const bot = await startTestBot(options);
  onTestFinished(() => bot.close());
  bot.openai.script((heard) => `Answer ${/m\d+/.exec(heard.messages.at(-1)?.text ?? '')?.[0]}.`);
  return bot;
}

/** The texts of the messages that each chat is sent, in order. */
function share(chat: number, messages: number): string[] {
  return Array.from({ length: messages / CHATS }, (_, at) => `m${at * CHATS + chat}`);
}

const chats = Array.from({ length: CHATS }, (_, at) => at);

it('on Telegram: every message once and in order, and hardly a call is refused', async () => {
  const clock = createSteadyClock(SPEED);
  onTestFinished(clock.stop);
  const { chatPerSecond, chatBurst, globalPerSecond } = telegramLimits;
  const limits = {
    chatPerSecond: chatPerSecond * SLACK,
    chatBurst: chatBurst + 1,
    globalPerSecond: globalPerSecond * SLACK,
  };
  const bot = await open({ platforms: ['telegram'], clock, telegram: { clock, limits }, settings: usual });
  const { telegram } = bot;
  await bot.stop();
  const places = chats.map((at) => {
    const user = telegram.user({ first_name: `P${at}` });
    return { at, user, chat: telegram.privateChat(user) };
  });
  for (const row of share(0, MESSAGES).keys())
    for (const { at, chat, user } of places) telegram.say(chat, user, share(at, MESSAGES)[row] ?? '');
  await bot.start();
  const count = () => places.reduce((sum, { chat }) => sum + telegram.answers(chat).length, 0);
  await reached(count, MESSAGES);
  await bot.idle();
  for (const { at, chat } of places)
    expect(telegram.answers(chat)).toEqual(share(at, MESSAGES).map((text) => `Answer ${text}.`));
  const refused = telegram.calls.filter(({ error }) => error?.error_code === 429).length;
  expect(refused).toBeLessThan(MESSAGES / 100);
}, 240_000);

itWhole(
  'on Discord: every message once and in order, and hardly a call is refused',
  async () => {
    // discord.js counts by the system's clock, so here only the bound of all calls together is another one.
    const rate = 45 * SPEED;
    const bot = await open({
      platforms: ['discord'],
      discord: { limits: { perRoute: 5, windowMs: 5000, global: rate * SLACK } },
      settings: { DISCORD_GLOBAL_RATE: String(rate) },
    });
    const { discord } = bot;
    const places = chats.map((at) => {
      const user = discord.user({ username: `p${at}` });
      return { at, user, channel: discord.dm(user) };
    });
    const mine = (channel: (typeof places)[number]['channel']) =>
      discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);
    let creates = 0;
    discord.rule({
      match: ({ method, path }) => {
        if (method === 'POST' && path.endsWith('/messages')) creates += 1;
        return false;
      },
    });
    // It knows the chats from before, so that it reads what it missed there.
    await discord.waitFor(() => discord.online() === 1, 30_000);
    for (const { channel, user } of places) discord.say(channel, user, 'm0');
    await reached(() => creates, CHATS);
    await bot.stop();
    for (const row of share(0, ON_DISCORD).keys())
      for (const { at, channel, user } of places) discord.say(channel, user, share(at, ON_DISCORD)[row] ?? '');
    await bot.start();
    await reached(() => creates, ON_DISCORD + CHATS);
    const shown = () => places.map(({ channel }) => mine(channel).map(({ content }) => content));
    await discord.waitFor(() => shown().every((texts) => texts.length > share(0, ON_DISCORD).length), 20_000);
    expect(shown()).toEqual(places.map(({ at }) => ['m0', ...share(at, ON_DISCORD)].map((text) => `Answer ${text}.`)));
    expect(discord.calls.filter(({ status }) => status === 429).length).toBeLessThan(ON_DISCORD / 100);
  },
  240_000,
);
