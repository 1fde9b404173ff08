import { describe, expect, it } from 'vitest';
import { readUpdate } from '../../../adapters/telegram/update.ts';
import { ada, home, inbound, lab, prompts, read, telegram } from './reading.ts';

describe('what belongs together', () => {
  it('makes one prompt of an album', () => {
    const [first] = telegram.album(home, ada, 3, 'three');
    const key = `telegram:7:${first?.message_id}`;
    expect(prompts()).toMatchObject([
      { key, text: 'three', attachments: [{ kind: 'picture' }, { kind: 'picture' }, { kind: 'picture' }] },
    ]);
    const others = [1, 2].map((more) => `telegram:7:${(first?.message_id ?? 0) + more}`);
    expect(prompts()[0]?.alsoKeys).toEqual([`telegram:7:album:${first?.media_group_id}`, ...others]);
    expect(prompts()[0]).toMatchObject({
      pieces: [
        { key, id: String(first?.message_id), text: 'three' },
        { key: others[0], text: '' },
        { key: others[1], text: '' },
      ],
      joint: '\n\n',
    });
  });

  it('knows an album without words by the album, however it is cut', () => {
    telegram.album(home, ada, 3);
    const whole = prompts();
    expect(whole).toHaveLength(1);
    expect(whole[0]?.key).toMatch(/^telegram:7:album:/);
    const alone = read(telegram.updates.slice(-1));
    expect(alone[0]?.key).toBe(whole[0]?.key);
  });

  it('puts an album where it began, and its words first, whichever picture has them', () => {
    telegram.say(home, ada, '', { photo: true, album: '9' });
    telegram.say(home, ada, 'between');
    const worded = telegram.say(home, ada, 'words', { photo: true, album: '9' });
    expect(prompts().map(({ text }) => text)).toEqual(['words', 'between']);
    expect(prompts()[0]).toMatchObject({
      key: `telegram:7:${worded.message_id}`,
      reply: { prompt: String(worded.message_id) },
      pieces: [{ id: String(worded.message_id), text: 'words' }, { text: '' }],
    });
  });

  it('joins what the client had split, of one person in one chat', () => {
    const long = `${'a'.repeat(4096)}${'b'.repeat(4096)}c`;
    const grace = telegram.user({ first_name: 'Grace' });
    const pieces = telegram.paste(home, ada, long);
    telegram.say(telegram.privateChat(grace), grace, 'between');
    telegram.say(home, ada, 'next');
    expect(prompts().map(({ text }) => text)).toEqual([long, 'between', 'next']);
    expect(prompts()[0]?.alsoKeys).toEqual(pieces.slice(1).map(({ message_id }) => `telegram:7:${message_id}`));
    expect(prompts()[0]).toMatchObject({
      joint: '',
      pieces: pieces.map(({ message_id: id, text }) => ({ key: `telegram:7:${id}`, id: String(id), text })),
    });
    expect(prompts()[1]).not.toHaveProperty('pieces');
  });

  it('joins no more of what has piled up than a question can hold, and loses none of it', () => {
    const texts = Array.from({ length: 98 }, (_, at) => String.fromCharCode(0x4e00 + at).repeat(4096));
    for (const text of [...texts, 'end']) telegram.say(home, ada, text);
    const all = prompts();
    expect(all.map(({ text }) => text).join('')).toBe(`${texts.join('')}end`);
    expect(all.map(({ pieces }) => pieces?.length)).toEqual([50, 49]);
    expect(new Set(all.flatMap(({ key, alsoKeys = [] }) => [key, ...alsoKeys])).size).toBe(99);
  });

  it('leaves a command after a full message by itself', () => {
    const full = 'a'.repeat(4096);
    for (const text of [full, '/help', 'next']) telegram.say(home, ada, text);
    expect(prompts().map(({ text }) => text.slice(-5))).toEqual(['aaaaa', '/help', 'next']);
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
