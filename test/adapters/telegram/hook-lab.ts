import type { Chat, User } from 'grammy/types';
import { afterEach, beforeEach, onTestFinished } from 'vitest';
import { addHookRoute } from '../../../src/http/hooks.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { createLog } from '../../../src/util/log.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';
import { type Harness, harness } from './harness.ts';

/** The adapter behind a webhook, which is not started yet. */

export let telegram: TelegramSimulator;
export let core: Harness;
export let ada: User;
export let chat: Chat;
export let port: number;

export const url = 'https://bot.example/telegram';
export const secret = 'S3cret_of-hook';

/** Opens the adapter with its way in on a server of its own. */
export async function open(more: { certificate?: string; url?: string } = {}): Promise<void> {
  core = harness(telegram, [], {
    webhook: { url, secret, ...more },
    pace: { pauseMs: 20, longestPauseMs: 50, lookMs: 40 },
  });
  const log = createLog({ level: 'error', format: 'json', write: () => undefined });
  const server = createHttpServer({ host: '127.0.0.1', port: 0, log });
  const { hook } = core.adapter;
  if (hook) addHookRoute(server, hook);
  port = await server.listen();
  onTestFinished(() => server.close());
  telegram.lead('bot.example', `http://127.0.0.1:${port}`);
}

/** Opens one for each test of the file. */
export function openEach(): void {
  beforeEach(async () => {
    telegram = await startTelegram({ webhookSecondMs: 30 });
    ada = telegram.user({ first_name: 'Ada' });
    chat = telegram.privateChat(ada);
    await open();
  });
  afterEach(async () => {
    await core.stop();
    await telegram.close();
  });
}

export const start = () => core.start();
export const registered = () => telegram.waitFor(() => core.adapter.hook?.isReady());
export const confirmed = () => telegram.waitFor(() => telegram.pending().length === 0);
export const logged = (message: RegExp) => core.lines.filter((line) => message.test(line.message));
export const statuses = () => telegram.deliveries.map(({ status }) => status);

/** Sends what nobody but the service should. */
export async function post(
  body: string,
  headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret },
) {
  const response = await fetch(`http://127.0.0.1:${port}/telegram`, { method: 'POST', body, headers });
  return { status: response.status, again: response.headers.get('retry-after') };
}

export const update = (id: number, text: string) =>
  JSON.stringify({
    update_id: id,
    message: { message_id: id, date: Math.floor(Date.now() / 1000), chat, from: ada, text },
  });

/** Takes the place of the adapter with another one. */
export function replaceCore(by: Harness): void {
  core = by;
}
