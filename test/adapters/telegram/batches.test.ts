import { describe, expect, it } from 'vitest';
import { readUpdate } from '../../../adapters/telegram/update.ts';
import { ada, home, inbound, lab, prompts, readEach, telegram } from './reading.ts';

readEach();

describe('what belongs together', () => {
  it('comes as it was sent, each message by itself, with what tells that it belongs to others', () => {
    const album = telegram.album(home, ada, 3, 'three');
    const pieces = telegram.paste(home, ada, `${'a'.repeat(4096)}b`);
    const all = [...album, ...pieces];
    expect(prompts().map(({ key }) => key)).toEqual(all.map(({ message_id: id }) => `telegram:7:${id}`));
    const [first] = album;
    const picture = { album: first?.media_group_id, attachments: [{ kind: 'picture' }] };
    expect(prompts()).toMatchObject([
      { ...picture, text: 'three', length: 5 },
      { ...picture, text: '' },
      { ...picture, text: '' },
      { length: 4096 },
      { length: 1, text: 'b' },
    ]);
    expect(prompts()[3]).not.toHaveProperty('album');
  });
});

describe('what is left out', () => {
  it('ignores bots, channels and service messages', () => {
    const robot = telegram.user({ first_name: 'Robot', is_bot: true });
    const channel = telegram.channel({ title: 'News' });
    telegram.say(telegram.privateChat(robot), robot, 'beep');
    telegram.channelPost(channel, '@parley_bot hi');
    telegram.join(lab, ada);
    telegram.say(lab, ada, 'hi');
    expect(inbound()).toEqual([]);
  });

  it('tells of a group that moved, once', () => {
    const old = telegram.basicGroup({ title: 'Lab' });
    const next = telegram.migrate(old, ada);
    const moves = inbound();
    expect(moves.map(({ key }) => key)).toEqual(Array(2).fill(`telegram:${old.id}:moved:${next.id}`));
    expect(moves[0]).toMatchObject({
      at: { chat: `telegram:${next.id}` },
      body: { type: 'move', from: `telegram:${old.id}` },
      reply: { chat: `telegram:${next.id}`, address: { chat: next.id } },
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['no id', { message: {} }],
    ['an empty message', { update_id: 1, message: {} }],
    [
      'a text that is a number',
      { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, text: 1 } },
    ],
    [
      'entities that are none',
      { update_id: 1, message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' }, entities: {} } },
    ],
  ])('cannot read %s', (_, value) => {
    expect(readUpdate(value)).toBeUndefined();
  });
});
