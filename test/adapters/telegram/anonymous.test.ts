import type { Chat } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { ada, inbound, lab, prompts, readEach, telegram } from './reading.ts';

readEach();

const news = { id: -1_001_234_567_890, type: 'channel', title: 'News' } as Chat;

describe('a chat that speaks', () => {
  it('is an anonymous admin, or a member who posts as a channel: no person', () => {
    telegram.say(lab, ada, '@parley_bot hi', { senderChat: lab });
    telegram.say(lab, ada, '/ask@parley_bot why?', { senderChat: lab, extra: { author_signature: 'Boss' } });
    telegram.say(lab, ada, '@parley_bot hi', { senderChat: news });
    expect(prompts().map(({ text, actor, at }) => [text, actor, at.scopes])).toEqual([
      ['hi', { id: `telegram:${lab.id}`, name: 'Lab', kind: 'chat' }, [`telegram:${lab.id}`]],
      ['/ask why?', { id: `telegram:${lab.id}`, name: 'Lab (Boss)', kind: 'chat' }, [`telegram:${lab.id}`]],
      ['hi', { id: `telegram:${news.id}`, name: 'News', kind: 'chat' }, [`telegram:${lab.id}`]],
    ]);
  });

  it('edits what it said', () => {
    telegram.edit(telegram.say(lab, ada, '@parley_bot hi', { senderChat: lab }), '@parley_bot ho');
    expect(inbound()[1]).toMatchObject({ actor: { kind: 'chat' }, body: { type: 'edit', text: 'ho' } });
  });

  it('is nobody where a group repeats its channel, and where another bot speaks', () => {
    telegram.say(lab, ada, '@parley_bot hi', { senderChat: news, extra: { is_automatic_forward: true } });
    telegram.say(lab, telegram.user({ first_name: 'Robot', is_bot: true }), '@parley_bot hi');
    telegram.channelPost(telegram.channel({ title: 'News' }), '@parley_bot hi');
    expect(inbound()).toEqual([]);
  });

  it('has pieces of its own', () => {
    telegram.say(lab, ada, `@parley_bot ${'x'.repeat(4084)}`, { senderChat: news });
    telegram.say(lab, ada, '@parley_bot other', { senderChat: { ...news, id: news.id - 1 } as Chat });
    expect(prompts().map(({ text }) => text.length)).toEqual([4084, 5]);
  });
});
