import { join } from 'node:path';
import type { Chat, User } from 'grammy/types';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startBotProcess } from '../support/test-bot.ts';
import { isWhole, itWhole } from '../support/whole.ts';

/** The real program behind a webhook, killed while Telegram's requests are under way. */

const PEOPLE = 5;
const listener = join(import.meta.dirname, 'webhook-bot.ts');

async function open(way: 'slow' | 'early') {
  const port = String(await freePort());
  const settings = {
    TELEGRAM_WEBHOOK_URL: 'https://bot.example/hook',
    HTTP_PORT: port,
    REQUESTS_PER_MINUTE: '0',
    SHUTDOWN_GRACE: '0.5',
    WAY_IN: way,
  };
  const bot = await startBotProcess(settings, {
    ...{ platforms: ['telegram'], listener, telegram: { webhookSecondMs: 100 } },
  });
  onTestFinished(() => bot.close());
  const { telegram, openai } = bot;
  telegram.lead('bot.example', `http://127.0.0.1:${port}`);
  let stage: 'kills' | 'answers' = 'kills';
  // Nothing is shown while it is killed: a bubble whose id was not stored yet would be doubled, which is told elsewhere.
  openai.script(({ messages }) => ({
    text: `Answer to ${messages.at(-1)?.text ?? ''}`,
    firstTokenMs: stage === 'kills' ? 60_000 : 0,
  }));
  const people = Array.from({ length: PEOPLE }, (_, n) => {
    const user: User = telegram.user({ first_name: `P${n}` });
    return { user, chat: telegram.privateChat(user), said: [] as string[] };
  });
  const sayAll = (round: string) => {
    for (const { user, chat, said } of people) {
      said.push(`${chat.id} ${round}`);
      telegram.say(chat, user, `${chat.id} ${round}`);
    }
  };
  /** Until some were told that theirs is taken, and others are still waiting for that. */
  const half = (taken: number) => telegram.waitFor(() => taken200() > taken && telegram.sending() > 0, 30_000);
  const taken200 = () => telegram.deliveries.filter(({ status }) => status === 200).length;
  return {
    ...bot,
    people,
    sayAll,
    half,
    taken200,
    letAnswer: () => {
      stage = 'answers';
    },
  };
}

/** The last one is a SIGTERM where there are several. */
const rounds = isWhole ? ['one', 'two', 'three'] : ['one'];
const answersOf = (said: readonly string[]) => said.map((text) => `Answer to ${text}`);

it('kill -9 in the middle of requests, again and again, and a SIGTERM: each message is answered once, in order', async () => {
  const bot = await open('slow');
  const { telegram, people, sayAll, half, taken200 } = bot;
  for (const round of rounds) {
    const taken = taken200();
    sayAll(round);
    sayAll(`${round} and a half`);
    await half(taken);
    if (round === 'three') await bot.end('SIGTERM');
    else await bot.kill();
    bot.start();
  }
  bot.letAnswer();
  await telegram.waitFor(() => telegram.pending().length === 0, 60_000);
  await telegram.waitFor(() => people.every(({ chat, said }) => telegram.answers(chat).length >= said.length), 90_000);
  await bot.idle(30_000);
  for (const { chat, said } of people) expect(telegram.answers(chat)).toEqual(answersOf(said));
  expect(telegram.deliveries.filter(({ status }) => status !== 200).length).toBeGreaterThan(0);
}, 200_000);

itWhole(
  'would lose messages if it told Telegram before they are committed',
  async () => {
    const bot = await open('early');
    const { telegram, people, sayAll, taken200 } = bot;
    sayAll('one');
    await telegram.waitFor(() => taken200() > 0, 30_000);
    await bot.kill();
    bot.start();
    bot.letAnswer();
    await telegram.waitFor(() => telegram.pending().length === 0, 60_000);
    await bot.idle(30_000);
    const lost = people.filter(({ chat }: { chat: Chat }) => telegram.answers(chat).length === 0);
    expect(lost.length).toBeGreaterThan(0);
  },
  120_000,
);
