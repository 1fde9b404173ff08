import type { RichBlock, RichText } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { richWords } from '../../../adapters/telegram/rich.ts';
import { LONGEST_TURN_MS } from '../../attacks/longest-turn.ts';
import type { SayOptions } from '../../simulator/telegram/index.ts';
import { cpuMs } from '../../support/cpu.ts';
import { ada, forum, home, inbound, lab, prompts, readEach, telegram } from './reading.ts';

readEach();

const paragraph = (...text: RichText[]): RichBlock => ({ type: 'paragraph', text });
const rich = (...blocks: RichBlock[]) => ({ rich: { blocks } });
const link = { type: 'text_link' as const, offset: 10, length: 4, url: 'https://a.example/x' };

describe('addresses behind words', () => {
  it('are written out, in a message, a caption, a quote and what is passed on', () => {
    const said = telegram.say(home, ada, 'Summarise this please', { entities: [link] });
    telegram.say(home, ada, 'Summarise this', { entities: [link], photo: true });
    telegram.say(home, ada, 'Summarise this', { entities: [link], forward: ada });
    telegram.say(home, ada, 'and?', { replyTo: said });
    expect(prompts().map(({ text, quote }) => quote?.text ?? text)).toEqual([
      'Summarise this (https://a.example/x) please',
      'Summarise this (https://a.example/x)',
      'Summarise this (https://a.example/x)',
      'Summarise this (https://a.example/x) please',
    ]);
  });

  it('are not, where the words are the address', () => {
    const url = 'https://a.example/';
    telegram.say(home, ada, 'a.example', { entities: [{ type: 'text_link', offset: 0, length: 9, url }] });
    expect(prompts()).toMatchObject([{ text: 'a.example' }]);
  });

  it('stay where they are while the bot’s name goes', () => {
    telegram.say(lab, ada, '@parley_bot read this', {
      entities: [
        { type: 'text_link', offset: 17, length: 4, url: 'https://a.example/x' },
        { type: 'mention', offset: 0, length: 11 },
      ],
    });
    expect(prompts()).toMatchObject([{ text: 'read this (https://a.example/x)', length: 21 }]);
  });

  it('are part of an edit', () => {
    const said = telegram.say(home, ada, 'one');
    telegram.edit(said, 'two');
    const [update] = telegram.pending().slice(-1);
    Object.assign(update?.edited_message ?? {}, { entities: [{ ...link, offset: 0, length: 3 }] });
    expect(inbound().at(-1)?.body).toMatchObject({ type: 'edit', text: 'two (https://a.example/x)' });
  });
});

describe('rich messages', () => {
  it('are words', () => {
    telegram.say(home, ada, '', rich(paragraph('Drops ', { type: 'bold', text: 'Node 18' })));
    expect(prompts()).toMatchObject([{ text: 'Drops Node 18', attachments: [], length: 13 }]);
  });

  it('mention and ask the bot in a group', () => {
    const name = telegram.bot.username;
    const mention: RichText = { type: 'mention', text: `@${name}`, username: name };
    const command: RichText = { type: 'bot_command', text: `/ask@${name}`, bot_command: `/ask@${name}` };
    telegram.say(lab, ada, '', rich(paragraph('nothing')));
    telegram.say(
      lab,
      ada,
      '',
      rich(paragraph(mention, ' look at ', { type: 'url', text: 'this', url: 'https://a.example' })),
    );
    telegram.say(lab, ada, '', rich(paragraph(command, ' why?')));
    telegram.say(
      lab,
      ada,
      '',
      rich(paragraph('is ', { type: 'text_mention', text: 'P', user: { ...telegram.bot } }, ' in?')),
    );
    expect(prompts().map(({ text }) => text)).toEqual(['look at this (https://a.example)', '/ask why?', 'is P in?']);
  });

  it('are quoted, forwarded and edited as words', () => {
    const said = telegram.say(lab, ada, '', rich(paragraph('Drops Node 18')));
    telegram.say(lab, ada, '@parley_bot why?', { replyTo: said });
    telegram.say(home, ada, '', { ...rich(paragraph('/new')), forward: telegram.bot });
    const edited = telegram.say(home, ada, '', rich(paragraph('one')));
    telegram.edit(edited, 'two');
    expect(prompts()).toMatchObject([
      { text: 'why?', quote: { text: 'Drops Node 18' } },
      { text: '/new', source: { kind: 'forward', own: true } },
      { text: 'one' },
    ]);
    expect(inbound().at(-1)?.body).toMatchObject({ type: 'edit', text: 'two' });
  });

  it('keep their form in every block', () => {
    const item = (label: string, text: string, box?: boolean) => ({
      label,
      blocks: [paragraph(text)],
      ...(box === undefined ? {} : { has_checkbox: true, ...(box ? { is_checked: true } : {}) }),
    });
    const cell = (text: string) => ({ text, align: 'left', valign: 'top' });
    const blocks = [
      { type: 'heading', text: 'Plan', size: 2 },
      paragraph('One ', [{ type: 'italic', text: ['two ', { type: 'mathematical_expression', expression: 'x^2' }] }]),
      { type: 'pre', text: 'a\nb', language: 'ts' },
      { type: 'divider' },
      { type: 'mathematical_expression', expression: '\\pi' },
      { type: 'list', items: [item('1.', 'first'), item('', 'done', true), item('', 'open', false)] },
      { type: 'blockquote', blocks: [paragraph('said\nso'), paragraph('twice')], credit: 'Ann' },
      {
        type: 'table',
        cells: [
          [cell('a'), cell('b')],
          [cell('1'), cell('2')],
        ],
        caption: 'Numbers',
      },
      { type: 'details', summary: 'More', blocks: [{ type: 'list', items: [item('•', 'deep')] }] },
      { type: 'photo', photo: [], caption: { text: 'A cat', credit: 'Bob' } },
      { type: 'map', location: { latitude: 1.5, longitude: 2 } },
      { type: 'of tomorrow', text: 'new' },
      { type: 'anchor', name: 'x' },
    ];
    const read = richWords({ blocks });
    expect(read.attachments).toEqual([{ kind: 'picture' }]);
    expect(read.text).toBe(
      `## Plan\n\nOne two $x^2$\n\n\`\`\`ts\na\nb\n\`\`\`\n\n---\n\n$$\\pi$$\n\n1. first\n☑ done\n☐ open\n\n` +
        '> said\n> so\n> twice\n> Ann\n\n| a | b |\n| 1 | 2 |\nNumbers\n\nMore\n• deep\n\nA cat\nBob\n\n' +
        'Coordinates: 1.5, 2\n\nnew\n\n',
    );
  });

  it('keep an item without words on a line of its own', () => {
    const list = { type: 'list', items: [{ label: '1.', blocks: [] }, { label: '2.', blocks: [paragraph('b')] }, {}] };
    expect(richWords({ blocks: [list, paragraph('behind')] }).text).toBe('1. \n2. b\n- \n\nbehind');
  });

  it('of any shape and size are read as far as they can be', () => {
    let deep: unknown = 'core';
    for (let at = 0; at < 5000; at += 1) deep = { type: 'bold', text: [deep] };
    const many = Array.from({ length: 100_000 }, () => ({ type: 'paragraph', text: 'x'.repeat(50) }));
    for (const blocks of [7, null, [null, 7, 'x', { text: deep }], [{ type: 'list', items: [1, { blocks: 2 }] }]]) {
      expect(richWords({ blocks }).text.length).toBeLessThan(100);
    }
    const none = { toString: '' };
    const map = { type: 'map', location: { latitude: none, longitude: 1 } };
    const { text } = richWords({ blocks: [{ type: 'heading', size: none, text: 'A' }, map] });
    expect(text).toBe('# A\n\nCoordinates: NaN, 1');
    expect(richWords({ blocks: many }).text.length).toBeLessThanOrEqual(32_768);
    expect(richWords(undefined).text).toBe('');
    let credits: unknown = 'Ann';
    for (let at = 0; at < 50_000; at += 1) credits = { credit: credits };
    expect(richWords({ blocks: [{ caption: credits }] }).text.trim()).toBe('');
    const empty = Array.from({ length: 500_000 }, () => ({}));
    for (const fields of [{ items: empty }, { cells: [empty] }, { blocks: empty }]) {
      const times = [1, 2, 3].map(() => cpuMs(() => richWords({ blocks: [fields] })));
      // The first of them is compiled on the way.
      expect(Math.min(...times)).toBeLessThan(LONGEST_TURN_MS);
    }
  });
});

describe('other contents', () => {
  const contents: [name: string, SayOptions, string][] = [
    [
      'a poll',
      { poll: { question: 'Lunch?', options: ['Soup', 'Bread'], several: true } },
      'Poll: Lunch?\n- Soup\n- Bread\n(several answers may be chosen)',
    ],
    [
      'a list',
      {
        checklist: {
          title: 'Trip',
          tasks: [
            ['Map', true],
            ['Tent', false],
          ],
        },
      },
      'Checklist: Trip\n☑ Map\n☐ Tent',
    ],
    [
      'a venue',
      { venue: { title: 'Café', address: 'Main Street 1' } },
      'Place: Café\nAddress: Main Street 1\nCoordinates: 52.5, 13.4',
    ],
    ['a location', { location: true }, 'Coordinates: 52.5, 13.4'],
    [
      'a contact',
      { contact: { first_name: 'Bob', last_name: 'B.', phone_number: '+123' } },
      'Contact: Bob B.\nPhone: +123',
    ],
    ['dice', { extra: { dice: { emoji: '🎲', value: 4 } } }, 'Dice: 🎲 4'],
  ];

  it.each(contents)('%s is read, in a message and in a quote', (_, options, details) => {
    const said = telegram.say(home, ada, '', options);
    telegram.say(home, ada, 'what is it?', { replyTo: said });
    expect(prompts()).toMatchObject([
      { text: '', details, attachments: [] },
      { text: 'what is it?', quote: { text: '', details } },
    ]);
    expect(prompts()[1]?.quote).not.toHaveProperty('attachments');
  });

  it('are read where the message replied to is of another chat', () => {
    const said = telegram.say(lab, ada, '', { poll: { question: 'Lunch?', options: ['Soup'] } });
    telegram.say(home, ada, 'well?', { replyAcross: said });
    expect(prompts()).toMatchObject([{ quote: { text: '', details: 'Poll: Lunch?\n- Soup', author: 'Ada Lovelace' } }]);
  });

  it('of a shape nobody knows are there, unread', () => {
    for (const extra of [{ poll: 7 }, { checklist: { title: 'x' } }, { contact: {} }, { story: {} }]) {
      telegram.say(home, ada, '', { extra: extra as never });
    }
    expect(prompts().map(({ attachments }) => attachments)).toEqual(Array(4).fill([{ kind: 'other' }]));
  });

  it('that change are no new wording', () => {
    const said = telegram.say(home, ada, '', { checklist: { title: 'Trip', tasks: [['Map', false]] } });
    telegram.edit(said, '');
    expect(inbound()).toHaveLength(1);
  });

  it('that are pointed at and cannot be seen are told of', () => {
    const grace = telegram.user({ first_name: 'Grace' });
    const said = telegram.say(lab, grace, 'ships are safe');
    const topic = telegram.topic(forum, ada, 'Tea');
    const other = telegram.say(forum, grace, 'tea first', { topic });
    telegram.say(home, ada, 'what about this?', { replyAcross: said });
    telegram.say(forum, ada, '@parley_bot and that?', { replyAcross: other });
    const story = { chat: { id: 9, type: 'private', first_name: 'Bob' }, id: 1 };
    telegram.say(home, ada, 'nice', { extra: { reply_to_story: story } as never });
    expect(prompts().map(({ quote }) => quote)).toEqual([
      { text: '', author: 'Grace', unseen: true },
      { text: '', author: 'Grace', unseen: true, id: String(other.message_id) },
      { text: '', author: '', unseen: true },
    ]);
  });
});
