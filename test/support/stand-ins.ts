import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Discord, type DiscordOptions, startDiscord } from '../simulator/discord/index.ts';
import { type OpenAIOptions, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram, type TelegramOptions, type TelegramSimulator } from '../simulator/telegram/index.ts';
import { holdNoCanary, holdNoCanaryIn } from './canary.ts';

export interface StandInOptions {
  /** Which platforms the bot is given; both when absent. */
  platforms?: readonly ('telegram' | 'discord')[];
  telegram?: TelegramOptions;
  discord?: DiscordOptions;
  openai?: OpenAIOptions;
}

/** The three services the bot talks to, and a folder for its store. */
export interface StandIns {
  telegram: TelegramSimulator;
  discord: Discord;
  openai: OpenAISimulator;
  folder: string;
  /** Path of the database file. */
  store: string;
  /** What the environment of a bot between them says: anyone may speak, and nothing is asked for in the background. */
  settings: Record<string, string>;
  /** Ends the services and takes the folder away. Fails where a secret got into a chat, to the model or into a file. */
  close(): Promise<void>;
}

export async function startStandIns(options: StandInOptions = {}): Promise<StandIns> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'));
  const store = join(folder, 'parley.db');
  const [telegram, discord, openai] = await Promise.all([
    startTelegram(options.telegram),
    startDiscord(options.discord),
    startOpenAI(options.openai),
  ]);
  const platforms = options.platforms ?? ['telegram', 'discord'];
  return {
    telegram,
    discord,
    openai,
    folder,
    store,
    settings: {
      ...(platforms.includes('telegram')
        ? { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot }
        : {}),
      ...(platforms.includes('discord') ? { DISCORD_BOT_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl } : {}),
      OPENAI_API_KEY: openai.key,
      OPENAI_BASE_URL: openai.baseUrl,
      STORAGE_URL: `sqlite://${store}`,
      ACCESS: 'open',
      CONVERSATION_TITLES: 'false',
      CONVERSATION_SUMMARIES: 'false',
    },
    async close() {
      await Promise.all([telegram.close(), discord.close(), openai.close()]);
      try {
        holdNoSecrets({ telegram, discord, openai, folder });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Fails where a secret got into a chat, to the model, or into a file of the store. */
export function holdNoSecrets(at: Pick<StandIns, 'telegram' | 'discord' | 'openai' | 'folder'>): void {
  holdNoCanary('what was said on Telegram', JSON.stringify(at.telegram.calls.map(({ params }) => params)));
  holdNoCanary('what was said on Discord', JSON.stringify(at.discord.calls.map(({ body }) => body)));
  holdNoCanary('what the model was asked', JSON.stringify(at.openai.requests.map(({ body }) => body)));
  holdNoCanaryIn(at.folder);
}
