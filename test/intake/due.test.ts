import { describe, expect, it } from 'vitest';
import type { InboundEvent } from '../../src/ports/index.ts';
import { openDoor } from './door.ts';

/** Requests that the core itself makes for a person, at a time that person chose. */

function first(events: readonly InboundEvent[]): InboundEvent {
  const [event] = events;
  if (!event) throw new Error('nothing was reported');
  return event;
}

describe('what is due', () => {
  it('is answered in the chat like a message of its actor, with the conversation so far, once under its key', async () => {
    const { telegram, openai, ann, chat, events, tasks, receive, dueFor, shown, bot } = await openDoor();
    openai.script((_, at) => `Answer ${at}.`);
    telegram.say(chat, ann, 'I like tea');
    await shown(['Answer 0.']);
    const due = dueFor(first(events), 'What do I like?');
    await receive(due);
    await shown(['Answer 0.', 'Answer 1.']);
    await receive(due, due);
    await bot.restart();
    await receive(due);
    await shown(['Answer 0.', 'Answer 1.']);
    expect(JSON.stringify(openai.requests[1]?.body['input'])).toMatch(/I like tea.*Answer 0\..*What do I like\?/s);
    expect(openai.requests).toHaveLength(2);
    expect(tasks.at(-1)).toMatchObject({ kind: 'prompt', cause: 'due', actor: { id: `telegram:${ann.id}` } });
  });

  it('keeps the order of its conversation', async () => {
    const { telegram, openai, ann, chat, events, receive, dueFor, shown } = await openDoor();
    openai.script((_, at) => ({ text: `Answer ${at}.`, firstTokenMs: at === 1 ? 300 : 0 }));
    telegram.say(chat, ann, 'One');
    await shown(['Answer 0.']);
    telegram.say(chat, ann, 'Two');
    await openai.waitFor(() => openai.requests.length === 2);
    await receive(dueFor(first(events), 'Three'));
    await shown(['Answer 0.', 'Answer 1.', 'Answer 2.']);
    expect(JSON.stringify(openai.requests[2]?.body['input'])).toContain('Answer 1.');
  });

  it('asks nothing for a person the gate refuses', async () => {
    const { telegram, openai, ann, chat, events, tasks, receive, dueFor, bot } = await openDoor({
      settings: { ACCESS: 'allowlist', ALLOWED_USERS: 'telegram:1' },
    });
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    await receive(dueFor(first(events), 'Hello again'));
    await bot.idle();
    expect(openai.requests).toHaveLength(0);
    expect(tasks).toEqual([]);
    expect(telegram.answers(chat)).toEqual([expect.stringContaining(`telegram:${ann.id}`)]);
  });

  it('and is owed is told to people whom the gate refuses; what they have written so themselves is not', async () => {
    const { telegram, ann, chat, events, tasks, receive, dueFor, bot } = await openDoor({
      settings: { ACCESS: 'allowlist', ALLOWED_USERS: 'telegram:1' },
    });
    telegram.say(chat, ann, 'Hello');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    await receive(dueFor(first(events), '/rests why=access', 'job:1:1'));
    expect(tasks).toEqual([]);
    const due = dueFor(first(events), '', 'rests:1:0');
    const command = { name: 'rests', options: { why: 'access', schedule: '1' } };
    await receive({ ...due, body: { ...due.body, command } });
    await bot.idle();
    expect(tasks).toHaveLength(1);
    expect(telegram.answers(chat)).toHaveLength(2);
  });

  it('counts as one of the person’s requests, in the minute it was due; one too many is refused without a word, and may come again', async () => {
    const { telegram, openai, ann, chat, events, receive, dueFor, shown, bot } = await openDoor({
      settings: { REQUESTS_PER_MINUTE: '1' },
    });
    openai.script(() => 'Answer.');
    telegram.say(chat, ann, 'Hello');
    await shown(['Answer.']);
    const due = (sentAt: number) => receive(dueFor({ ...first(events), sentAt }, 'Hello again'));
    await due(Date.now());
    await bot.idle();
    expect(telegram.answers(chat)).toEqual(['Answer.']);
    await due(Date.now() - 120_000);
    await telegram.waitFor(() => telegram.answers(chat).length === 2);
    expect(openai.requests).toHaveLength(2);
  });
});

it('a message that is not for the bot is dropped, and so is its key', async () => {
  const { telegram, openai, ann, chat, events, tasks, receive, shown, bot } = await openDoor();
  openai.script((_, at) => `Answer ${at}.`);
  telegram.say(chat, ann, 'Hello');
  await shown(['Answer 0.']);
  const heard = first(events);
  if (heard.body.type !== 'message') throw new Error('no message');
  const aside: InboundEvent = { ...heard, key: `${heard.key}0`, body: { ...heard.body, addressed: false } };
  await receive(aside);
  await bot.idle();
  expect(tasks).toHaveLength(1);
  expect(openai.requests).toHaveLength(1);
  // The bot may be named in it later: it is not used up.
  await receive({ ...aside, body: { ...heard.body, text: 'Hello at last' } });
  await shown(['Answer 0.', 'Answer 1.']);
});
