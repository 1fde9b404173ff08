import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, createApp, type Seams } from '../src/app.ts';
import { readConfig } from '../src/config/index.ts';
import type { Clock } from '../src/ports/index.ts';
import { createTestLog } from './fake-clock.ts';
import { type Discord, type DiscordOptions, startDiscord } from './simulator/discord/index.ts';
import { type OpenAIOptions, type OpenAISimulator, startOpenAI } from './simulator/openai/index.ts';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from './simulator/telegram/index.ts';

export interface HouseOptions {
  /** Which platforms the bot is given; both when absent. */
  platforms?: ('telegram' | 'discord')[];
  telegram?: TelegramOptions;
  discord?: DiscordOptions;
  openai?: OpenAIOptions;
  /** What stands between the rooms. */
  seams?: Seams;
  /** The bot's clock. */
  clock?: Clock;
  /** Fills the store's file before the bot starts. */
  fill?: (path: string) => void;
  /** Settings over those that point at the stand-ins. */
  env?: Record<string, string>;
}

/** The real bot between the three stand-ins. */
export interface House {
  telegram: TelegramSimulator;
  discord: Discord;
  openai: OpenAISimulator;
  log: ReturnType<typeof createTestLog>;
  /** Ends the bot in good order. */
  stop(): Promise<void>;
  /** Ends it and starts it again on the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the stand-ins and the bot; anyone may speak, nothing is limited but what a test asks for. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'));
  const [telegram, discord, openai] = await Promise.all([
    startTelegram(options.telegram),
    startDiscord(options.discord),
    startOpenAI(options.openai),
  ]);
  const store = join(folder, 'parley.db');
  options.fill?.(store);
  const log = createTestLog();
  const platforms = options.platforms ?? ['telegram', 'discord'];
  const config = readConfig({
    ...(platforms.includes('telegram')
      ? { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot }
      : {}),
    ...(platforms.includes('discord') ? { DISCORD_BOT_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } : {}),
    OPENAI_API_KEY: openai.key,
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API: 'responses',
    STORAGE_URL: `sqlite://${store}`,
    ACCESS: 'open',
    CONVERSATION_TITLES: 'false',
    REQUESTS_PER_MINUTE: '0',
    TELEGRAM_CHAT_RATE: '0',
    TELEGRAM_GROUP_RATE: '0',
    TELEGRAM_GLOBAL_RATE: '0',
    ...options.env,
  });
  let app: App | undefined;

  async function start(): Promise<void> {
    const { seams, clock } = options;
    app = await createApp(config, { log, ...(seams ? { seams } : {}), ...(clock ? { clock } : {}) });
    app.ended.catch(() => undefined);
    await app.start();
  }

  async function stop(): Promise<void> {
    await app?.stop();
    app = undefined;
  }

  await start();
  return {
    telegram,
    discord,
    openai,
    log,
    stop,
    async restart() {
      await stop();
      await start();
    },
    async close() {
      await stop();
      await Promise.all([telegram.close(), discord.close(), openai.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
