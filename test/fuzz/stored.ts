import * as fc from 'fast-check';
import { messagesOf } from '../../src/answering/told/messages.ts';
import { transcript } from '../../src/answering/told/prompts.ts';
import { createConversations } from '../../src/conversation/conversations.ts';
import { overheardKey } from '../../src/conversation/keys.ts';
import { createOverheard } from '../../src/conversation/overheard.ts';
import { headSchema } from '../../src/conversation/stored.ts';
import { fitWindow } from '../../src/conversation/window.ts';
import { type ConversationEvent, exchangeSchema, overheardSchema, settingsSchema } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { LIMIT } from '../conversation/holds.ts';
import { createTestLog } from '../fake-clock.ts';
import { testMarks } from '../support/marked.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { type Fuzz, fuzz, hold, wrong } from './property.ts';
import { holdShape, isUnread } from './shapes.ts';
import { type Json, json, mutated } from './values.ts';

/** Conversations out of a store whose values are of older versions, bent or garbage. */

/** A question of leave, with each kind of step before it. */
const pendingShape = {
  key: 'k',
  call: 'c2',
  hash: 'h',
  title: 'Book a room',
  group: 'mcp:desk',
  said: 'I will book it.',
  steps: [
    {
      type: 'round',
      text: 'I will look.',
      items: [{ model: 'gpt', item: { type: 'reasoning' } }],
      calls: [{ id: 'c1', name: 'desk__look_up', arguments: '{"day":"Monday"}' }],
      foreign: true,
    },
    {
      type: 'result',
      call: 'c1',
      text: 'It is free.',
      foreign: true,
      sources: [{ url: 'https://rooms.example/', title: 'Rooms' }],
      about: 'Monday',
    },
    { type: 'round', text: '', items: [], calls: [{ id: 'c2', name: 'desk__book', arguments: '{}' }] },
    { type: 'begun', call: 'c2' },
    { type: 'result', call: 'c2', text: 'Nobody knows.', isError: true, unknown: true },
    { type: 'reworded' },
  ],
  expires: 5,
  lasting: 'd',
};

const turnShape = fc.constantFrom<Json>(
  {
    v: 1,
    id: 't1',
    parent: null,
    prompt: {
      text: 'hello',
      speaker: 'Ada',
      quote: { author: 'Bo', text: 'quoted' },
      id: '7',
      pieces: [{ key: 'k', id: '7', text: 'hello' }],
      joint: ' ',
    },
    answers: [{ text: 'hi', reason: 'complete', usage: { inputTokens: 1, outputTokens: 2 }, parts: ['8'] }],
    thread: 'th',
    asker: 'telegram:1',
    shown: 0,
    pinned: true,
    parts: ['8'],
  },
  {
    v: 2,
    id: 't1',
    asker: 'telegram:1',
    place: { parent: null, thread: 'th', from: 't2' },
    prompt: {
      text: 'hello',
      details: 'Poll: Tea?',
      quote: { author: 'Bo', text: '', details: 'Poll: Milk?', unseen: true },
      opening: { title: 'Drinks', starter: { author: 'Bo', text: 'What do you drink?' } },
      overheard: ['5'],
      id: '7',
      pieces: [
        { key: 'k', id: '7', text: 'hello', at: 1, length: 5 },
        { key: 'l', id: '8', text: 'words', album: 'a', source: { kind: 'forward', place: 'News' }, details: 'Poll' },
        { key: 'm', id: '9', text: '', attachments: [{ kind: 'picture' }], quote: { text: 'quoted', unseen: true } },
      ],
      fingerprint: 'abc',
      standalone: true,
    },
    answers: [{ text: 'hi', reason: 'complete' }],
    bubbles: ['8'],
    omitted: true,
  },
  {
    v: 2,
    id: 't1',
    asker: 'telegram:1',
    place: { parent: null, thread: 'th' },
    prompt: { text: 'book it', id: '7' },
    answers: [
      {
        text: 'May I?',
        reason: 'complete',
        used: 'Used: clock',
        sources: 'From: a',
        deeds: 'Nobody knows whether the Aula is booked.',
        media: [{ kind: 'picture', source: { blob: 'ab' }, mime: 'image/png', name: 'a.png' }],
        choices: ['Yes', 'No'],
        offers: [{ line: 'remember tea', does: 'keep', about: 'tea' }],
        pending: pendingShape,
      },
      { text: 'Done.', reason: 'complete', pending: { ...pendingShape, decided: { how: 'always', by: 't2' } } },
    ],
    shown: 0,
    bubbles: ['8'],
    files: ['9'],
    entries: [{ line: 'approve turn=t1 key=k how=once' }],
  },
  {
    v: 2,
    id: 't1',
    prompt: { text: '', id: '7' },
    answers: [],
    bubbles: ['8'],
    menu: { settingsChat: 'c', completes: 'new' },
  },
);
const headShape = fc.constant<Json>({
  v: 1,
  head: 't2',
  path: [
    { id: 't1', pinned: true },
    { id: 't2', bytes: 20 },
  ],
  applied: ['t1.1', 't2.1'],
  thread: 'th',
  naming: { title: 'Words', hint: { text: 'hello', turn: 't1' } },
  at: 5,
  touched: 6,
  tips: ['t1'],
  pinning: true,
  guests: ['discord:2'],
  leaves: [{ tool: 'd', title: 'Book a room', exchange: 't1', at: 5 }],
});
const shelfShape = fc.constant<Json>({
  v: 1,
  threads: [
    { id: 'first', head: 't1', at: 3, naming: { title: 'Old' }, pins: ['t1'], tips: ['t2'] },
    { id: 'other', head: 't2', at: 1 },
  ],
});
const settingsShape = fc.constant<Json>({
  v: 1,
  tier: 'advanced',
  model: 'gpt',
  sampling: { temperature: 1, topP: 0.5, maxOutputTokens: 99, effort: 'low', verbosity: 'high' },
  history: 'group',
  streaming: 'drafts',
  language: 'zh-CN',
  answers: 'names',
  names: ['Bot'],
  overhear: { messages: 50, hours: 24 },
  bursts: 'together',
  reasoning: 'collapsed',
  receipts: true,
  threads: 'mention',
});
const linkShape = fc.constantFrom<Json>(
  { v: 2, conversation: 'c', exchange: 't1', prompt: true },
  { v: 1, conversation: 'c', turn: 't1', asker: 'telegram:1', prompt: true },
  { v: 1, conversation: 'c', asker: 'telegram:1', chat: 'c', line: 'chats rename=a' },
  { v: 1, conversation: 'c', asker: 'telegram:1', prompt: true, noted: { said: 'abc', parts: ['8'], skipped: true } },
);

const heardShape = fc.constant<Json>({
  v: 1,
  id: '5',
  author: 'Bo',
  text: 'said to nobody',
  details: 'Poll: Tea?',
  source: { kind: 'forward', author: 'Cy' },
  at: 1,
});

const stored = (shape: fc.Arbitrary<Json>) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    {
      weight: 7,
      arbitrary: fc.oneof({ weight: 1, arbitrary: json }, { weight: 6, arbitrary: mutated(shape) }).map(kept),
    },
  );

/** As the store gives it back. */
function kept(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}

const store = fc.record({
  head: stored(headShape),
  shelf: stored(shelfShape),
  first: stored(turnShape),
  second: stored(turnShape),
  settings: stored(settingsShape),
  link: stored(linkShape),
  heard: stored(heardShape),
});

/** Only a Fault may come of what is stored. */
async function allowed<T>(work: Promise<T>, what: string): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isFault(error)) return undefined;
    return wrong(`${what} threw ${String(error)}`);
  }
}

export const conversationStoredProperties: readonly Fuzz[] = [
  fuzz(
    'conversation-stored',
    store,
    async (found) => {
      const entries: [string, unknown][] = [
        ['head|c', found.head],
        ['shelf|c', found.shelf],
        ['turn|c|t1', found.first],
        ['turn|c|t2', found.second],
        ['settings|c', found.settings],
        ['link|c|m', found.link],
        [overheardKey('c', '5'), found.heard],
      ];
      const { documents, kept } = createMemoryDocuments(entries.filter(([, value]) => value !== undefined));
      const conversations = createConversations(documents, LIMIT);
      const context = await allowed(conversations.context('c'), 'context()');
      if (context) {
        hold(context.head === null || typeof context.head === 'string', 'a head that is no id');
        for (const node of context.turns) holdShape(exchangeSchema, node, 'a stored turn');
        const messages = await messagesOf(context.turns, { prompt: { text: 'and?' }, exchange: 'x' }, testMarks);
        await fitWindow({ fixed: [], turns: context.turns, limits: { tokens: 100_000_000, turns: 0 } });
        for (const message of messages) hold(message.parts.length > 0, 'a message without parts');
      }
      const chosen = await allowed(conversations.settings('c'), 'settings()');
      if (chosen) holdShape(settingsSchema, chosen, 'stored settings');
      const overheard = createOverheard({ documents, log: createTestLog(), clock: { now: () => 2 } });
      const heard = await allowed(overheard.latest('c', { messages: 5, hours: 1 }), 'latest()');
      for (const each of heard ?? []) holdShape(overheardSchema, each, 'what was overheard');
      hold(typeof transcript(heard ?? [], 8000).text === 'string', 'a background without text');
      const linked = await allowed(conversations.find('c', 'm'), 'find()');
      if (linked) holdShape(exchangeSchema, linked.exchange, 'an exchange by its message');
      await allowed(conversations.move({ conversation: 'c', chat: 'c' }, { conversation: 'd', chat: 'd' }), 'move()');
      const decided: ConversationEvent = { type: 'decided', turn: 't1', key: 'k', how: 'always', by: 't8' };
      await allowed(
        conversations.apply({ conversation: 'c', chat: 'c', turn: 't8', asker: 'a', at: 1, parts: [] }, [decided]),
        'apply() of a decision',
      );
      const event: ConversationEvent = {
        type: 'answered',
        parent: context?.head ?? null,
        prompt: { text: 'new' },
        answer: { text: 'answer', reason: 'complete' },
      };
      await allowed(
        conversations.apply({ conversation: 'c', chat: 'c', turn: 't9', asker: 'a', at: 1, parts: ['9'] }, [event]),
        'apply()',
      );
      const after = await allowed(conversations.context('c'), 'context() afterwards');
      hold(after?.head === 't9' && after.turns.at(-1)?.prompt.text === 'new', 'a new turn is not kept');
      for (const id of ['c', 'd'])
        if (kept.has(`head|${id}`) && id === 'd') holdShape(headSchema, kept.get('head|d'), 'a moved head');
    },
    [{ finding: 'unread field', is: isUnread }],
  ),
];
