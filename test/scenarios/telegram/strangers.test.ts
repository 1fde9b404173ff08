import type { User } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { openTelegram } from './open.ts';

/** Strangers: nobody who may speak waits for them, and little is said, called, read or written for all of them together. */

const listed = { ACCESS: 'allowlist' };

async function open() {
  const reads: string[] = [];
  const writes: string[] = [];
  const opened = await openTelegram({
    settings: listed,
    seams: {
      inbox: (inbox) => ({
        ...inbox,
        known: (keys) => {
          reads.push(...keys);
          return inbox.known(keys);
        },
        accept: (batch, cursor) => {
          writes.push(...batch.flatMap(({ keys }) => keys));
          return inbox.accept(batch, cursor);
        },
      }),
    },
  });
  const { bot, telegram, ann } = opened;
  const strangers = (count: number): User[] =>
    Array.from({ length: count }, (_, at) => telegram.user({ first_name: `Stranger ${at}`, language_code: 'en' }));
  const called = (method: string) => telegram.calls.filter((call) => call.method === method);
  await bot.restart({ OWNERS: `telegram:${ann.id}` });
  return { ...opened, strangers, called, reads, writes };
}

describe('people who are on no list', () => {
  it('are told a few times in all, however many write, and nothing is read or written for them', async () => {
    const { bot, telegram, openai, strangers, called, reads, writes } = await open();
    for (const stranger of strangers(60)) {
      const theirs = telegram.privateChat(stranger);
      for (let at = 0; at < 3; at += 1) telegram.say(theirs, stranger, `Let me in ${at}`);
    }
    await bot.idle();
    expect(called('sendMessage')).toHaveLength(30);
    expect(openai.requests).toEqual([]);
    expect(reads).toEqual([]);
    expect(writes).toEqual([]);
    const lines = bot.log.lines.filter(({ level }) => level !== 'debug');
    expect(lines.filter(({ message }) => /refused/.test(message)).length).toBeLessThan(35);
  });

  it('press buttons in vain: few alerts, few lines, nothing read', async () => {
    const { bot, telegram, ann, group, answers, mine, strangers, reads, called } = await open();
    telegram.say(group, ann, '@parley_bot One');
    await answers(1, group);
    await bot.idle();
    reads.splice(0);
    const [stranger] = strangers(1);
    if (!stranger) throw new Error('no stranger');
    const lines = bot.log.lines.length;
    const [message = 0] = mine(group);
    for (let at = 0; at < 200; at += 1) telegram.press(group, stranger, message, `chats page=${at}`, { stale: true });
    await bot.idle();
    expect(telegram.notifications).toHaveLength(3);
    expect(called('answerCallbackQuery')).toHaveLength(3);
    expect(reads).toEqual([]);
    expect(bot.log.lines.length - lines).toBeLessThan(5);
  });

  it('ask /why a few times in all, without a question to Telegram', async () => {
    const { bot, telegram, strangers, called } = await open();
    await bot.idle();
    const own = ['getUpdates', 'getMyCommands', 'setMyCommands', 'getMe', 'sendMessage', 'sendChatAction'];
    const introduced = called('getMe').length;
    for (const stranger of strangers(30)) {
      const theirs = telegram.privateChat(stranger);
      for (let at = 0; at < 3; at += 1) telegram.say(theirs, stranger, '/why');
    }
    await bot.idle();
    expect(called('sendMessage').length).toBeLessThanOrEqual(20);
    expect(called('getMe')).toHaveLength(introduced);
    expect(telegram.calls.map(({ method }) => method).filter((method) => !own.includes(method))).toEqual([]);
  });

  it('in a group that is not allowed cost no questions to Telegram either', async () => {
    const { bot, telegram, group, strangers, called } = await open();
    for (const stranger of strangers(12)) telegram.say(group, stranger, '/why@parley_bot');
    await bot.idle();
    expect(called('sendMessage').length).toBeGreaterThan(0);
    for (const method of ['getChat', 'getChatMember']) expect(called(method)).toEqual([]);
  });
});

it('what /why asks Telegram about a group is asked once for all who want to know it', async () => {
  const { bot, telegram, group, called, strangers } = await open();
  await bot.restart({ ALLOWED_CHATS: `telegram:${group.id}` });
  const introduced = called('getMe').length;
  for (const member of strangers(15)) telegram.say(group, member, '/why@parley_bot');
  await bot.idle();
  expect(called('getChatMember').filter(({ params }) => String(params['user_id']) === '123456')).toHaveLength(1);
  expect(called('getMe')).toHaveLength(introduced + 1);
});
