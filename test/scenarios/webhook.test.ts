import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startTestBot } from '../support/test-bot.ts';
import { watchDisk } from './full-disk.ts';

/** The whole bot behind a webhook. */

async function open(settings: Record<string, string> = {}, polling = false) {
  const port = String(await freePort());
  const hook = { TELEGRAM_WEBHOOK_URL: 'https://bot.example/hook', HTTP_PORT: port };
  const bot = await startTestBot({
    ...{ platforms: ['telegram'], telegram: { webhookSecondMs: 30 } },
    settings: { ...(polling ? {} : hook), ...settings },
  });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  telegram.lead('bot.example', `http://127.0.0.1:${port}`);
  openai.script(({ messages }) => `Answer to ${messages.at(-1)?.text ?? ''}`);
  const ann = telegram.user({ first_name: 'Ann', language_code: 'en' });
  const chat = telegram.privateChat(ann);
  return { bot, telegram, openai, ann, chat, hook, port };
}

it('answers what is sent, is ready when it is registered, and keeps its secret over restarts', async () => {
  const { bot, telegram, ann, chat, hook, port } = await open();
  const ready = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/ready`);
    return [response.status, await response.json()];
  };
  await telegram.waitFor(() => telegram.callsOf('setWebhook').length === 1);
  await expect.poll(ready).toEqual([200, { status: 'ok', roles: { all: 'ok', telegram: 'ok' } }]);
  telegram.say(chat, ann, 'Hi');
  await telegram.waitFor(() => telegram.answers(chat).length === 1);
  await bot.restart(hook);
  telegram.say(chat, ann, 'Again');
  await telegram.waitFor(() => telegram.answers(chat).length === 2);
  expect(telegram.answers(chat)).toEqual(['Answer to Hi', 'Answer to Again']);
  const [first, second] = telegram.callsOf('setWebhook').map(({ params }) => params['secret_token']);
  expect(first).toMatch(/^[\w-]{32}$/);
  expect(second).toBe(first);
  expect(telegram.callsOf('getUpdates')).toEqual([]);
  expect(JSON.stringify(bot.log.lines)).not.toContain(first);
});

it('is not ready while Telegram does not take the address', async () => {
  const { telegram, port } = await open({ TELEGRAM_WEBHOOK_URL: 'https://bot.invalid/hook' });
  await telegram.waitFor(() => telegram.callsOf('setWebhook').length >= 1);
  const response = await fetch(`http://127.0.0.1:${port}/ready`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: 'starting', roles: { all: 'ok', telegram: 'starting' } },
  ]);
});

describe('one act in several requests', () => {
  it('is one question: an album, a long paste', async () => {
    const { bot, telegram, openai, ann, chat } = await open();
    openai.script(() => 'Yes.');
    telegram.say(chat, ann, 'What is this?', { photo: true, album: 'a1' });
    telegram.say(chat, ann, '', { photo: true, album: 'a1' });
    telegram.say(chat, ann, '', { photo: true, album: 'a1' });
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(1);
    telegram.say(chat, ann, 'a'.repeat(4096));
    telegram.say(chat, ann, `${'b'.repeat(4095)}.`);
    telegram.say(chat, ann, 'the end');
    await bot.idle();
    expect(telegram.answers(chat)).toHaveLength(2);
    const last = JSON.stringify(openai.requests.at(-1)?.body);
    for (const piece of ['aaa', 'bbb', 'the end']) expect(last).toContain(piece);
    expect(telegram.deliveries.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });
});

it('a switch from polling to a webhook and back, with messages all along: each is answered once, in order', async () => {
  const { bot, telegram, hook } = await open({}, true);
  const people = ['Ann', 'Bob', 'Cleo'].map((name) => {
    const user = telegram.user({ first_name: name });
    return { user, chat: telegram.privateChat(user), said: [] as string[] };
  });
  const talking = new AbortController();
  const talk = (async () => {
    for (let n = 0; !talking.signal.aborted; n += 1) {
      for (const { user, chat, said } of people) {
        said.push(`${user.first_name} ${n}`);
        telegram.say(chat, user, `${user.first_name} ${n}`);
      }
      await setTimeout(60);
    }
  })();
  await setTimeout(200);
  for (const settings of [hook, {}, hook, {}]) {
    await bot.restart(settings);
    await setTimeout(250);
  }
  talking.abort();
  await talk;
  await bot.idle(20_000);
  for (const { chat, said } of people) expect(telegram.answers(chat)).toEqual(said.map((text) => `Answer to ${text}`));
  expect(telegram.deliveries.some(({ status }) => status === 200)).toBe(true);
  expect(telegram.callsOf('deleteWebhook').length).toBeGreaterThan(0);
});

it('has what the store could not keep sent once more', async () => {
  const disk = watchDisk();
  onTestFinished(() => void vi.restoreAllMocks());
  const { bot, telegram, openai, ann, chat } = await open();
  openai.script(({ messages }) => `Answer to ${messages.at(-1)?.text.slice(0, 2)}`);
  // The file has the pages that a chat needs.
  telegram.say(chat, ann, 'Hi');
  await telegram.waitFor(() => telegram.answers(chat).length === 1);
  await bot.idle();
  disk.fill();
  // More than a page of the store holds.
  telegram.say(chat, ann, `Yo${'界'.repeat(3000)}`);
  await telegram.waitFor(() => telegram.deliveries.filter(({ status }) => status === 503).length >= 2);
  expect(telegram.pending()).toHaveLength(1);
  disk.free();
  await telegram.waitFor(() => telegram.answers(chat).length === 2);
  await bot.idle();
  expect(telegram.answers(chat)).toEqual(['Answer to Hi', 'Answer to Yo']);
});
