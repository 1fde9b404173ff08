import { describe, expect, it } from 'vitest';
import { asked, openChat } from '../chat.ts';
import { button, inGroup, message, replyTo } from '../said.ts';

describe('Delete', () => {
  it('takes the turn out of context and its answer away, without a word', async () => {
    const chat = openChat();
    await chat.say('One');
    const two = await chat.say('Two');
    const said = await chat.press(button(two, 'Delete'), two);
    expect(said.end).toMatchObject({ hidden: true, text: '' });
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Three']);
  });

  it('of a reply to an older answer leads back to what stands below that one', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('Two');
    const aside = await chat.say('Aside', replyTo(one));
    await chat.press(button(aside, 'Delete'), aside);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Two', 're Two', 'Three']);
  });

  it('of what was said below a /retry leads back to where that led', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    await chat.say('Two');
    await chat.say('/retry', replyTo(one));
    const aside = await chat.say('Aside');
    await chat.press(button(aside, 'Delete'), aside);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['One', 're One', 'Three']);
  });

  it('typed as a reply takes what a command was answered with away', async () => {
    const chat = openChat();
    const menu = await chat.say('/chats', message('p1'));
    const said = await chat.say('/delete', replyTo(menu));
    expect(said.end.removes).toEqual(menu.parts);
    await expect(chat.conversations.find('test:1', menu.parts[0] ?? '')).resolves.toMatchObject({
      exchange: { removed: true },
    });
    const again = await chat.say('/delete', replyTo(menu));
    expect(again.end.removes).toBeUndefined();
  });

  it('of a turn that is gone does no more', async () => {
    const chat = openChat();
    const one = await chat.say('One');
    const second = await chat.accept(button(one, 'Delete'), one);
    await chat.press(button(one, 'Delete'), one);
    const again = await chat.hand(second, one.parts);
    expect(again.end).toMatchObject({ hidden: true, events: [] });
  });

  it.each(['answer', 'prompt'])('typed as a reply to the %s', async (to) => {
    const chat = openChat();
    const one = await chat.say('One', message('p1'));
    await chat.say('Two');
    const said = await chat.say(
      '/delete',
      to === 'answer' ? replyTo(one) : { quote: { id: 'p1', author: 'Ann', text: 'One' } },
    );
    expect(said.end.removes).toEqual(one.parts);
    await chat.say('Three');
    expect(asked(chat)).toEqual(['Two', 're Two', 'Three']);
  });

  it.each([
    ['the person who asked', {}, { id: 'test:1', name: 'Ann' }, true],
    ['somebody else', {}, { id: 'test:2', name: 'Bob' }, false],
    ['a moderator', {}, { id: 'test:2', name: 'Bob', moderator: true }, true],
    ['a moderator the platform has to be asked about', { moderates: true }, { id: 'test:2', name: 'Bob' }, true],
    ['an owner', { access: 'owner' }, { id: 'test:2', name: 'Bob' }, true],
  ] as const)('in a group, typed by %s', async (_, options, actor, may) => {
    const chat = openChat(options);
    const one = await chat.say('One', inGroup);
    const said = await chat.say('/delete', { ...inGroup, ...replyTo(one), actor });
    if (!may) expect(said.text).toContain('Only the person who asked');
    expect(said.end.events).toHaveLength(may ? 1 : 0);
    await expect(chat.heard()).resolves.toHaveLength(may ? 0 : 2);
  });

  it.each([
    ['without a reply', undefined, 'reply to either of them with /delete'],
    ['as a reply to what the bot never saw', { id: 'm99', author: 'Bob', text: 'x' }, "don't remember that message"],
  ])('typed %s, says how', async (_, quote, sentence) => {
    const chat = openChat();
    await chat.say('One');
    const said = await chat.say('/delete', quote ? { quote } : {});
    expect(said.text).toContain(sentence);
    expect(said.end.events).toEqual([]);
  });
});
