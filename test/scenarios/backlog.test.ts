import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config/index.ts';
import { createFastClock } from '../chaos/clock.ts';
import { createTestLog } from '../fake-clock.ts';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';
import { telegramLimits } from '../simulator/telegram/limits.ts';

/** Thousands of messages that waited: worked off at the platforms' pace, which they enforce, only faster than in life. */

const SPEED = 4;
const MESSAGES = 2000;
/** Discord's own clock cannot be hurried as much: half of them there. */
const ON_DISCORD = 1000;
const CHATS = 200;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(speed: number) {
  const clock = createFastClock(speed, Date.now());
  const folder = await mkdtemp(join(tmpdir(), 'parley-backlog-'));
  const openai = await startOpenAI();
  openai.script((heard) => `Answer ${/m\d+/.exec(heard.messages.at(-1)?.text ?? '')?.[0]}.`);
  cleanups.push(
    () => rm(folder, { recursive: true, force: true }),
    () => openai.close(),
  );
  return {
    clock,
    /** Starts the bot, with the rates it has by default. */
    async start(env: Record<string, string>) {
      const config = readConfig({
        OPENAI_API_KEY: openai.key,
        OPENAI_BASE_URL: openai.baseUrl,
        STORAGE_URL: `sqlite://${join(folder, 'parley.db')}`,
        ACCESS: 'open',
        ...env,
      });
      const app = await createApp(config, { log: createTestLog(), clock });
      app.ended.catch(() => undefined);
      cleanups.push(() => app.stop());
      await app.start();
      return app;
    },
  };
}

/** The texts of the messages that each chat is sent, in order. */
function share(chat: number, messages = MESSAGES): string[] {
  return Array.from({ length: messages / CHATS }, (_, at) => `m${at * CHATS + chat}`);
}

const chats = Array.from({ length: CHATS }, (_, at) => at);

it('on Telegram: every message once and in order, and hardly a call is refused', async () => {
  const { clock, start } = await open(SPEED);
  const telegram = await startTelegram({ clock, limits: telegramLimits });
  cleanups.push(() => telegram.close());
  const places = chats.map((at) => {
    const user = telegram.user({ first_name: `P${at}` });
    return { at, user, chat: telegram.privateChat(user) };
  });
  for (const name of chats.flatMap((_, row) => places.map((place) => ({ place, text: share(place.at)[row] }))))
    if (name.text) telegram.say(name.place.chat, name.place.user, name.text);
  await start({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot });
  const count = () => places.reduce((sum, { chat }) => sum + telegram.answers(chat).length, 0);
  await telegram.waitFor(() => telegram.pending().length === 0 && count() >= MESSAGES, 80_000);
  for (const { at, chat } of places) expect(telegram.answers(chat)).toEqual(share(at).map((text) => `Answer ${text}.`));
  // The bot goes to the very limit, and on the fast clock each ms by which a call is late counts for four. Without its own
  // limits it would be refused more often than not.
  const refused = telegram.calls.filter(({ error }) => error?.error_code === 429).length;
  expect(refused).toBeLessThan(MESSAGES / 20);
}, 100_000);

it('on Discord: every message once and in order, and hardly a call is refused', async () => {
  // discord.js counts by the system's clock, so here only the bound of all calls together is another one.
  const { start } = await open(1);
  const limits = { perRoute: 5, windowMs: 5000, global: 50 * SPEED };
  const discord = await startDiscord({ limits });
  cleanups.push(() => discord.close());
  const places = chats.map((at) => {
    const user = discord.user({ username: `p${at}` });
    return { at, user, channel: discord.dm(user) };
  });
  const env = {
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_GLOBAL_RATE: String(45 * SPEED),
  };
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
  const before = await start(env);
  await discord.waitFor(() => discord.online() === 1, 10_000);
  for (const { channel, user } of places) discord.say(channel, user, 'm0');
  await discord.waitFor(() => creates >= CHATS, 30_000);
  await before.stop();
  for (const row of share(0, ON_DISCORD).keys())
    for (const { at, channel, user } of places) discord.say(channel, user, share(at, ON_DISCORD)[row] ?? '');
  await start(env);
  await discord.waitFor(() => creates >= ON_DISCORD + CHATS, 80_000);
  const shown = () => places.map(({ channel }) => mine(channel).map(({ content }) => content));
  await discord.waitFor(() => shown().every((texts) => texts.length > share(0, ON_DISCORD).length));
  expect(shown()).toEqual(places.map(({ at }) => ['m0', ...share(at, ON_DISCORD)].map((text) => `Answer ${text}.`)));
  // As on Telegram: beside other work the stand-in counts some of them later than they were sent.
  expect(discord.calls.filter(({ status }) => status === 429).length).toBeLessThan(ON_DISCORD / 20);
}, 140_000);
