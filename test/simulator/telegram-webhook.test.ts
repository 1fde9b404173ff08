import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Api, GrammyError, InputFile } from 'grammy';
import type { Chat, Update, User } from 'grammy/types';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { startTelegram, type TelegramSimulator } from './telegram/index.ts';

/** The stand-in sends to a webhook as the Bot API server does. */

let telegram: TelegramSimulator;
let api: Api;
let now: number;
let ada: User;
let home: Chat;

beforeEach(async () => {
  now = 1_800_000_000_000;
  telegram = await startTelegram({ clock: { now: () => now }, webhookSecondMs: 60 });
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
  ada = telegram.user({ first_name: 'Ada' });
  home = telegram.privateChat(ada);
});
afterEach(() => telegram.close());

interface Asked {
  text: string | undefined;
  headers: IncomingMessage['headers'];
  url: string | undefined;
}

/** A server behind `bot.example` that answers each update as it is told. */
async function hook(answer: (asked: Asked, response: ServerResponse) => void | Promise<void>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const update = (await json(request)) as Update;
    const one = { text: update.message?.text, headers: request.headers, url: request.url };
    asked.push(one);
    await answer(one, response);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  telegram.lead('bot.example', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return asked;
}

const url = 'https://bot.example/hook';
const set = (more: object = {}) => api.setWebhook(url, more);
const all = (count: number) => telegram.waitFor(() => telegram.deliveries.length >= count);
const pauses = () => telegram.deliveries.map(({ at }, n) => at - (telegram.deliveries[n - 1]?.at ?? at));

/** The description of the refusal a call ends in. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.catch((reason: unknown) => reason);
  if (!(error instanceof GrammyError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.description;
}

it('refuses addresses and secrets as the service does', async () => {
  expect(await refusal(api.setWebhook('http://bot.example/'))).toMatch(/An HTTPS URL must be provided/);
  expect(await refusal(api.setWebhook('https://bot.example:3000/'))).toMatch(/only on ports 80, 88, 443 or 8443/);
  expect(await refusal(api.setWebhook('https://bot.invalid/'))).toMatch(/Failed to resolve host/);
  expect(await refusal(set({ secret_token: 'a b' }))).toMatch(/unallowed characters/);
  expect(await refusal(set({ secret_token: 'x'.repeat(257) }))).toMatch(/too long/);
  expect((await api.getWebhookInfo()).url).toBe('');
  await api.setWebhook('https://bot.example:8443/', { certificate: new InputFile(Buffer.from('pem'), 'cert.pem') });
  expect(await api.getWebhookInfo()).toMatchObject({ has_custom_certificate: true, max_connections: 40 });
});

it('ends the poll that waits, and refuses others, until the webhook is deleted', async () => {
  const waiting = refusal(api.getUpdates({ timeout: 10 }));
  await telegram.waitFor(() => telegram.callsOf('getUpdates').length === 1);
  await hook((_, response) => {
    response.statusCode = 500;
  });
  await set();
  expect(await waiting).toBe('Conflict: terminated by setWebhook request');
  expect(await refusal(api.getUpdates())).toBe(
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );
  telegram.say(home, ada, 'hi');
  await all(1);
  await api.deleteWebhook();
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['hi']);
});

it('sends the secret, one update of a chat at a time, several chats side by side, on connections it keeps', async () => {
  const bob = telegram.user({ first_name: 'Bob' });
  const other = telegram.privateChat(bob);
  let atOnce = 0;
  let most = 0;
  const asked = await hook(async () => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setTimeout(resolve, 50));
    atOnce -= 1;
  });
  for (const text of ['1', '2', '3']) telegram.say(home, ada, text);
  telegram.say(other, bob, 'b');
  await set({ secret_token: 'S-1_x' });
  await all(4);
  expect(asked.map(({ text }) => text).filter((text) => text !== 'b')).toEqual(['1', '2', '3']);
  expect(most).toBe(2);
  expect(asked[0]).toMatchObject({
    url: '/hook',
    headers: { host: 'bot.example', 'x-telegram-bot-api-secret-token': 'S-1_x', 'content-type': 'application/json' },
  });
  expect(telegram.deliveries.at(-1)?.reused).toBe(true);
  expect(telegram.pending()).toEqual([]);
});

it('tries again at once, then after growing pauses, or when it is told; the chat waits', async () => {
  let tries = 0;
  const asked = await hook((_, response) => {
    tries += 1;
    if (tries <= 4) response.statusCode = 500;
    if (tries === 4) response.setHeader('retry-after', '3');
  });
  await set();
  telegram.say(home, ada, 'one');
  telegram.say(home, ada, 'two');
  await all(6);
  expect(asked.map(({ text }) => text)).toEqual(['one', 'one', 'one', 'one', 'one', 'two']);
  const [, first = 0, second = 0, third = 0, told = 0] = pauses();
  expect(first).toBeLessThan(100);
  expect(second).toBeGreaterThanOrEqual(119);
  expect(third).toBeGreaterThanOrEqual(239);
  expect(told).toBeGreaterThanOrEqual(179);
  expect(told).toBeLessThan(third);
  expect((await api.getWebhookInfo()).last_error_message).toBe(
    'Wrong response from the webhook: 500 Internal Server Error',
  );
});

it('gives up a webhook that says for long that it is gone', async () => {
  await hook((_, response) => {
    response.statusCode = 410;
  });
  await set();
  telegram.say(home, ada, 'one');
  await all(2);
  expect((await api.getWebhookInfo()).url).toBe(url);
  now += 23.5 * 60 * 60_000;
  await telegram.waitFor(() => telegram.deliveries.length >= 3);
  expect((await api.getWebhookInfo()).url).toBe('');
  expect(telegram.pending()).toHaveLength(1);
});
