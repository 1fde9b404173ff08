import { Api } from 'grammy';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examineTelegram } from '../../../adapters/telegram/examine.ts';
import { runChecks } from '../../../src/cli/doctor/checks.ts';
import { startTelegram, type TelegramSimulator } from '../../simulator/telegram/index.ts';

/** The doctor's look at a webhook. */

let telegram: TelegramSimulator;
let api: Api;
beforeEach(async () => {
  telegram = await startTelegram({ webhookSecondMs: 10_000 });
  api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
});
afterEach(() => telegram.close());

async function look(running: boolean, url = 'https://bot.example/hook'): Promise<string[]> {
  const checks = examineTelegram(
    { token: telegram.token, apiRoot: telegram.apiRoot, webhook: { url } },
    { running, places: [] },
  );
  const results = await runChecks(checks);
  return results.filter(({ name }) => name === 'telegram.updates').map(({ state, message }) => `${state} ${message}`);
}

it('tells whether Telegram has the address, or whose it has', async () => {
  expect(await look(false)).toEqual(['note Updates do not come to TELEGRAM_WEBHOOK_URL yet: no webhook is set']);
  await api.setWebhook('https://other.example/secret-path');
  expect(await look(true)).toEqual([
    'error Updates do not come to TELEGRAM_WEBHOOK_URL: the webhook at other.example takes them',
  ]);
  await api.setWebhook('https://bot.example/hook');
  expect(await look(true)).toEqual(['ok Telegram sends updates to the webhook at bot.example, and none wait']);
});

it('tells why Telegram cannot send, what waits while the bot is stopped, and a port that it does not send to', async () => {
  await api.setWebhook('https://bot.example/hook');
  const ann = telegram.user({ first_name: 'Ann' });
  telegram.say(telegram.privateChat(ann), ann, 'hi');
  await telegram.waitFor(() => telegram.deliveries.length > 0);
  expect(await look(true)).toEqual([
    'error Telegram could not send to the webhook (Connection refused), and 1 updates wait',
  ]);
  expect(await look(false)).toEqual(['note 1 updates wait for the bot; Telegram keeps them for 24 hours']);
  expect((await look(false, 'https://bot.example:3000/hook'))[0]).toMatch(/^warning .*the port 3000/);
});
