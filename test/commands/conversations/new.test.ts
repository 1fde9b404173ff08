import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../src/util/messages.ts';
import { openChat } from '../chat.ts';

describe('/new', () => {
  it('begins another conversation and keeps the one before', async () => {
    const chat = openChat();
    await chat.say('One');
    const said = await chat.say('/new Soup and\nbread');
    expect(said.text).toContain('Soup and bread');
    await chat.say('Two');
    expect(chat.requests.at(-1)?.messages.map(wordsOf)).toEqual(['Two']);
    const threads = await chat.conversations.threads('test:1');
    expect(threads.map(({ title, hint }) => title ?? hint)).toEqual(['Soup and bread', 'One']);
  });

  it('handed out twice, it begins one', async () => {
    const chat = openChat();
    await chat.say('One');
    const { end, turn } = await chat.say('/new');
    const applied = { conversation: 'test:1', chat: 'test:1', turn, asker: 'test:1', at: 1, parts: [] };
    await chat.say('Two');
    await chat.conversations.apply(applied, end.events);
    await chat.say('Three');
    expect(chat.requests.at(-1)?.messages).toHaveLength(3);
  });
});
