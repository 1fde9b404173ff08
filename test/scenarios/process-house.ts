import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';
import { startProcess } from './process.ts';

const cleanups: (() => Promise<unknown>)[] = [];

/** Ends what openProcess has started; for afterEach. */
export async function closeProcesses(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** The stand-ins, and the real program between them in a process that can be killed and started again on its store. */
export async function openProcess(settings: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'parley-kill-'));
  const store = join(folder, 'parley.db');
  const [telegram, discord, openai] = await Promise.all([startTelegram(), startDiscord(), startOpenAI()]);
  const env = {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_API_KEY: openai.key,
    OPENAI_BASE_URL: openai.baseUrl,
    STORAGE_URL: `sqlite://${store}`,
    ACCESS: 'open',
    CONVERSATION_TITLES: 'false',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const bot = startProcess(env, folder);
  const kill = () => bot.end('SIGKILL');
  cleanups.push(
    () => rm(folder, { recursive: true, force: true }),
    () => Promise.all([telegram.close(), discord.close(), openai.close()]),
    kill,
  );
  return { telegram, discord, openai, store, start: bot.start, kill, end: bot.end, output: bot.output };
}
