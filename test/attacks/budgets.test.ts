import { describe, expect, it } from 'vitest';
import { denialOf, type Gate } from '../../src/admission/gate.ts';
import type { Seams } from '../../src/composition/seams.ts';
import { openServer } from '../scenarios/discord/open.ts';
import { openTelegram } from '../scenarios/telegram/open.ts';

/** The budgets, each with and without: the attacks that they stop get through where they are switched off. */

/** A gate that lets people in who may speak, whatever they have used up, and answers all the others. */
const withoutBudgets = (gate: Gate): Gate => ({
  ...gate,
  async judge(resolved, open, terms) {
    const verdict = await gate.judge(resolved, open, terms);
    if (verdict.pass || verdict.late) return verdict;
    const isLimit = verdict.reply?.key.startsWith('limit.') ?? resolved.actor.name === 'Ann';
    return isLimit ? { pass: true } : { pass: false, repeated: false, reply: denialOf(resolved) };
  },
});

const modes: [name: string, seams: Seams | undefined][] = [
  ['with budgets', undefined],
  ['without', { gate: withoutBudgets }],
];

describe.each(modes)('%s', (name, seams) => {
  const guarded = name === 'with budgets';
  const options = seams ? { seams } : {};

  it('a flood of messages of one person (43)', async () => {
    const { telegram, openai, ann, chat, bot, texts } = await openTelegram({
      ...options,
      settings: { REQUESTS_PER_MINUTE: '5', CHAT_QUEUE_LIMIT: '0' },
    });
    openai.script(() => 'Yes.');
    for (let at = 0; at < 60; at += 1) telegram.say(chat, ann, `Question ${at}?`);
    await bot.received();
    await telegram.waitFor(() => openai.requests.length >= 5);
    await bot.idle(30_000);
    expect(openai.requests.length === 5).toBe(guarded);
    if (guarded) expect(texts().filter((text) => /wait/.test(text))).toHaveLength(1);
  });

  it('pictures by the hundred (44)', async () => {
    const { telegram, openai, ann, chat, bot } = await openTelegram({
      ...options,
      settings: { REQUESTS_PER_MINUTE: '3', CHAT_QUEUE_LIMIT: '0' },
    });
    for (let at = 0; at < 10; at += 1) telegram.say(chat, ann, `/image cat ${at} count=2`);
    await bot.idle(30_000);
    const drawn = openai.requests.reduce((sum, { body }) => sum + Number(body['n']), 0);
    expect(drawn <= 3).toBe(guarded);
  });

  it('presses of a stranger', async () => {
    const { telegram, ann, group, answers, mine, bot } = await openTelegram({
      ...options,
      settings: { ACCESS: 'allowlist' },
    });
    await bot.restart({ OWNERS: `telegram:${ann.id}` });
    telegram.say(group, ann, '@parley_bot One');
    await answers(1, group);
    await bot.idle();
    const stranger = telegram.user({ first_name: 'Sam', language_code: 'en' });
    const [message = 0] = mine(group);
    for (let at = 0; at < 12; at += 1) telegram.press(group, stranger, message, `chats page=${at}`, { stale: true });
    await bot.idle();
    expect(telegram.notifications.length <= 3).toBe(guarded);
  });

  it('one person in ten topics', async () => {
    const { telegram, openai, bot } = await openTelegram({
      settings: {
        MAX_CONCURRENT_TURNS: '10',
        SHUTDOWN_GRACE: '0',
        ...(guarded ? {} : { PERSON_CONCURRENT_TURNS: '0' }),
      },
    });
    const mallory = telegram.user({ first_name: 'Mallory' });
    openai.script(() => ({ text: 'Done.', firstTokenMs: 20_000 }));
    for (const title of ['One', 'Two']) {
      const forum = telegram.group({ title, forum: true });
      for (let at = 0; at < 5; at += 1)
        telegram.say(forum, mallory, '@parley_bot hold', { topic: telegram.topic(forum, mallory, `T${at}`) });
    }
    await bot.received();
    await telegram.waitFor(() => openai.requests.length >= (guarded ? 4 : 10));
    expect(openai.requests.length === 4).toBe(guarded);
  });

  it('a channel that is closed to the bot', async () => {
    const forgetful: Seams = { surface: (surface) => ({ ...surface, lasting: () => undefined }) };
    const { bot, discord, ann, channel, openai, mention } = await openServer(guarded ? {} : { seams: forgetful });
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.includes(`/channels/${channel.id}/`),
      reply: { status: 403, body: { code: 50_013, message: 'Missing Permissions' } },
    });
    openai.script(() => 'Nobody sees this.');
    for (let at = 0; at < 5; at += 1) {
      discord.say(channel, ann, `${mention} ${at}`);
      await bot.received();
      await bot.idle();
    }
    expect(openai.requests.length === 1).toBe(guarded);
  });
});
