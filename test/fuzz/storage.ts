import * as fc from 'fast-check';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { type Claim, finalSchema, receiptSchema } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { createSqliteInbox } from '../../src/storage/sqlite/inbox.ts';
import { systemClock } from '../../src/util/clock.ts';
import { isFault } from '../../src/util/errors.ts';
import { accept } from '../contracts/events.ts';
import { createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';
import { type Fuzz, fuzz, hold, holdPlain, wrong } from './property.ts';
import { holdSame, holdShape, holdTask, isUnread } from './shapes.ts';
import { damaged, type Json, json, mutated, text } from './values.ts';

/** The one file: rows of older versions, half-written or bent, and keys and values of every kind. */

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value));

const inboundShape = fc.constantFrom(
  plain({
    ...promptOf({ text: 'hello', attachments: [{ kind: 'picture' }] }),
    quote: { id: '1', text: 'quoted', author: 'Bo', chosen: true },
    groupConversation: 'test:1',
    lane: 'test:1#menu',
    settingsChat: 'test:1',
    pieces: [{ key: 'test:1:1', id: '1', text: 'hello' }],
    joint: ' ',
  }),
  plain({
    ...commandOf(),
    options: { prompt: 'x', count: 3, private: true },
    material: [{ id: '1', text: 'said', author: 'Bo' }],
    pressed: '5',
    subject: '1',
    reworded: 'hi',
  }),
);
const finalShape = fc.constant<Json>({
  v: 1,
  reason: 'complete',
  text: 'answer',
  notice: 'late',
  events: [
    { type: 'answered', parent: null, prompt: { text: 'hello' }, answer: { text: 'answer', reason: 'complete' } },
    { type: 'settings', settings: { v: 1 } },
    { type: 'reset', thread: 'k3', title: 'Words' },
    {
      type: 'revised',
      turn: '1',
      answer: { text: 'answer', reason: 'complete' },
      prompt: { text: 'hello', pieces: [{ key: 'k', id: '7', text: 'hello' }], joint: ' ' },
      replace: true,
    },
    { type: 'shown', turn: '1', answer: 0 },
    { type: 'removed', turn: '1' },
    { type: 'omitted', turn: '1', omitted: true },
    { type: 'pinned', turn: '1', pinned: true },
    { type: 'switched', thread: 'k3' },
    { type: 'titled', thread: 'k3', title: 'Words' },
    { type: 'dropped', thread: 'k3' },
    { type: 'menu', line: 'chats rename=k3' },
    {
      type: 'noted',
      messages: ['1'],
      said: 'k3',
      pictures: true,
      pieces: [{ key: 'a:1', id: '1', text: '' }],
      joint: '',
    },
  ],
  controls: [[{ data: 'retry turn=1', label: 'Again' }]],
  hidden: false,
  removes: ['9'],
  usage: { inputTokens: 1, outputTokens: 1 },
});
const receiptShape = fc.constant<Json>({ part: 0, ids: ['7', '8'], start: 0, end: 6 });

function commandOf() {
  const { kind: _, text: _text, attachments: _attachments, ...base } = promptOf();
  return { ...base, kind: 'command', name: 'ask' };
}

const written = (shape: fc.Arbitrary<Json>) =>
  fc.oneof(
    { weight: 5, arbitrary: mutated(shape).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: damaged(shape.map((value) => JSON.stringify(value))) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        text,
        json.map((value) => JSON.stringify(value)),
      ),
    },
  );

const row = fc.record({
  inbound: written(inboundShape),
  attempt: fc.oneof(fc.nat({ max: 5 }), fc.integer()),
  stopped: fc.integer({ min: -1, max: 2 }),
  final: fc.option(written(finalShape), { nil: null }),
  receipts: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), written(receiptShape)), { maxLength: 3 }),
  conversation: fc.constantFrom('test:1', 'test:2', ''),
});

const database = openDatabase({ path: ':memory:' });
const wipe = ['turns', 'receipts', 'closed', 'keys', 'cursors', 'entries', 'aside'].map((name) =>
  database.prepare(`DELETE FROM ${name}`),
);
const addTurn = database.prepare(
  'INSERT INTO turns (id, conversation, inbound, attempt, stopped, final, accepted_at) VALUES (?, ?, ?, ?, ?, ?, 1)',
);
const addReceipt = database.prepare('INSERT OR REPLACE INTO receipts (turn, part, receipt) VALUES (?, ?, ?)');
const countAside = database.prepare("SELECT count(*) AS n FROM turns WHERE state = 'corrupt'");
const addEntry = database.prepare('INSERT OR REPLACE INTO entries (namespace, key, value, at) VALUES (?, ?, ?, 0)');

function clean(): void {
  for (const statement of wipe) statement.run();
}

function holdClaim({ task, attempt, final: said, receipts, id }: Claim): void {
  holdTask(task);
  hold(Number.isSafeInteger(attempt) && id !== '', 'a claim without its count');
  if (said) holdShape(finalSchema, said, 'a stored final');
  for (const each of receipts) holdShape(receiptSchema, each, 'a stored receipt');
}

const documents = openDocuments(database, createTestLog());

const entry = fc.oneof(
  { weight: 3, arbitrary: json.map((value) => JSON.stringify({ value })) },
  { weight: 2, arbitrary: damaged(json.map((value) => JSON.stringify({ value }))) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      text,
      json.map((value) => JSON.stringify(value)),
    ),
  },
);

export const storageProperties: readonly Fuzz[] = [
  fuzz(
    'storage-inbox',
    fc.array(row, { minLength: 1, maxLength: 3 }),
    async (rows) => {
      clean();
      for (const [index, each] of rows.entries()) {
        addTurn.run(index + 1, each.conversation, each.inbound, each.attempt, each.stopped, each.final);
        for (const [part, value] of each.receipts) addReceipt.run(index + 1, part, value);
      }
      const log = createTestLog();
      const inbox = createSqliteInbox(database, { reader, clock: systemClock, log, quarantineMs: 0 });
      const setAside = Number(countAside.get()?.['n']);
      const over = new AbortController();
      const done: string[] = [];
      const wrongs: unknown[] = [];
      await Promise.race([
        inbox.work(
          async (claim) => {
            try {
              holdClaim(claim);
            } catch (error) {
              wrongs.push(error);
            }
            done.push(claim.id);
            await claim.close('answered');
            if (done.length + setAside === rows.length) over.abort();
          },
          0,
          done.length + setAside === rows.length ? AbortSignal.abort() : over.signal,
        ),
        new Promise((_, reject) => setTimeout(() => reject(new Error('a turn is never handed out')), 5000).unref()),
      ]);
      if (wrongs.length > 0) throw wrongs[0];
      hold(done.length + setAside === rows.length, 'a turn is neither handed out nor set aside');
      hold(new Set(done).size === done.length, 'a turn twice');
    },
    [{ finding: 'unread field', is: isUnread }],
  ),

  fuzz('storage-entries', fc.array(fc.tuple(text, entry), { minLength: 1, maxLength: 4 }), async (entries) => {
    clean();
    const keys = entries.map(([key]) => key);
    for (const [key, value] of entries) {
      if (key.isWellFormed() && !key.startsWith('\0')) addEntry.run('conversations', key, value.toWellFormed());
    }
    try {
      const found = await documents.getMany(keys);
      hold(found.length === keys.length, 'not an answer for every key');
    } catch (error) {
      if (!isFault(error, 'storage')) wrong(`not a Fault but ${String(error)}`);
    }
  }),

  fuzz('storage-values', fc.array(fc.tuple(text, json), { maxLength: 5 }), async (entries) => {
    clean();
    const values = new Map(entries.map(([key, value]) => [key, plain(value)]));
    await documents.setMany([...values].map(([key, value]) => ({ key, value })));
    const found = await documents.getMany([...values.keys()]);
    holdSame(found, [...values.values()], 'what is read is not what was written');
  }),

  fuzz('storage-keys', fc.array(text, { maxLength: 8 }), async (keys) => {
    clean();
    const inbox = createSqliteInbox(database, { reader, clock: systemClock, log: createTestLog() });
    const events = keys.map((key, index) => promptOf({ key, conversation: `c${index}`, text: key }));
    const fresh = await accept(inbox, events, { name: 'at', value: String(keys.length) });
    holdSame(
      fresh,
      keys.map((key, index) => keys.indexOf(key) === index),
      'which were new',
    );
    holdSame(
      await accept(inbox, events),
      keys.map(() => false),
      'accepted twice',
    );
    holdSame(await inbox.known([...keys, 'nobody']), new Set(keys), 'known keys');
    for (const event of events) holdPlain(event, 'an event');
    hold((await inbox.cursor('at')) === String(keys.length), 'the position is lost');
  }),
];
