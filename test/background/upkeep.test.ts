import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createUpkeep, type Upkeep } from '../../src/background/upkeep.ts';
import { type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { createPruning } from '../../src/conversation/pruning.ts';
import type { Clock, Documents } from '../../src/ports/index.ts';
import { openSqliteBlobs } from '../../src/storage/sqlite/blobs.ts';
import { type Database, openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { openJobs } from '../../src/storage/sqlite/jobs.ts';
import { openSqliteTraces } from '../../src/storage/sqlite/traces.ts';
import { createFakeClock, createTestLog, type FakeClock } from '../fake-clock.ts';

/** What is deleted without anybody asking, and when. */

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);

let database: Database;
let documents: Documents;
let conversations: Conversations;
let clock: FakeClock;
const busy = new Set<string>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  database = openDatabase({ path: ':memory:' });
  documents = openDocuments(database, createTestLog());
  conversations = createConversations(documents, 40);
  clock = createFakeClock();
  busy.clear();
});
afterEach(() => {
  database.close();
  vi.useRealTimers();
});

/** Clock whose pauses are the fake one's, and whose time is the machine's, as that of documents is. */
const dated: Clock = {
  now: () => Date.now(),
  elapsed: () => clock.elapsed(),
  sleep: (ms, signal) => clock.sleep(ms, signal),
};

function open({ retentionMs = 0, personBytes = 0 } = {}): Upkeep {
  const blobs = openSqliteBlobs(database, { most: 0, clock: dated, log: createTestLog() });
  return createUpkeep({
    documents,
    pruning: createPruning(documents, conversations),
    traces: openSqliteTraces(database, blobs),
    blobs,
    clock: dated,
    log: createTestLog(),
    isBusy: async (conversation) => busy.has(conversation),
    retentionMs,
    personBytes,
  });
}

async function ask(conversation: string, turn: string, size = 10): Promise<void> {
  const answered = {
    type: 'answered' as const,
    parent: null,
    prompt: { text: `${turn} `.padEnd(size, 'x'), id: `m-${turn}` },
    answer: { text: 'a', reason: 'complete' as const },
  };
  const place = { conversation, chat: conversation, asker: 'x:ann', alone: 'chat' as const, parts: [] };
  await conversations.apply({ ...place, turn, at: Date.now() }, [answered]);
}

const left = () => database.prepare('SELECT count(*) AS n FROM entries').get()?.['n'];
const words = () => database.prepare("SELECT value FROM entries WHERE key LIKE 'turn|%'").all().length;
const lookAtAll = (upkeep: Upkeep) => upkeep.lookAtAll(new AbortController().signal);

it('by default keeps what is old', async () => {
  await ask('x:1', 'a');
  vi.setSystemTime(START + 4000 * DAY);
  await lookAtAll(open());
  expect(words()).toBe(1);
});

it('deletes what was said longer ago than the operator wants, and all of a conversation in which nothing was said since', async () => {
  await ask('x:1', 'a');
  await ask('x:2', 'b');
  const jobs = openJobs(database, { ...clock, now: () => Date.now() }, createTestLog());
  await jobs.add({ kind: 'k', key: 'j', payload: 'words', payer: 'x:ann', conversation: 'x:1' });
  vi.setSystemTime(START + 31 * DAY);
  await ask('x:2', 'c');
  await lookAtAll(open({ retentionMs: 30 * DAY }));
  expect(await documents.sum({ conversation: 'x:1' })).toMatchObject({ items: 0 });
  expect(database.prepare('SELECT * FROM jobs').all()).toEqual([]);
  const kept = JSON.stringify(database.prepare('SELECT value FROM entries').all());
  expect(kept).not.toContain('b xx');
  expect(kept).toContain('c xx');
});

it('deletes sooner where the chat chose so, in its threads too, and never later than the operator wants', async () => {
  const settings = (days: number) => ({ v: 1 as const, retention: days });
  const choose = (chat: string, days: number) =>
    documents.setMany([{ key: `settings|${chat}`, value: settings(days), owner: { conversation: chat } }]);
  await choose('x:1', 7);
  await choose('x:3', 90);
  for (const conversation of ['x:1', 'x:2', 'x:3']) await ask(conversation, conversation);
  const thread = { conversation: 'x:9', chat: 'x:9', settingsChat: 'x:1', asker: 'x:ann', parts: [] };
  const event = { type: 'answered' as const, parent: null, prompt: { text: 'in a thread' } };
  await conversations.apply({ ...thread, turn: 't', at: START }, [
    { ...event, answer: { text: 'a', reason: 'complete' } },
  ]);
  vi.setSystemTime(START + 8 * DAY);
  await lookAtAll(open({ retentionMs: 30 * DAY }));
  const kept = () => JSON.stringify(database.prepare("SELECT key FROM entries WHERE key LIKE 'turn|%'").all());
  expect(kept()).not.toMatch(/x:1|x:9/);
  expect(kept()).toMatch(/x:2.*x:3/);
  vi.setSystemTime(START + 31 * DAY);
  await lookAtAll(open({ retentionMs: 30 * DAY }));
  expect(kept()).toBe('[]');
});

it('deletes kept bytes by the age the operator wants, and once they were kept for as long as was meant', async () => {
  const blobs = openSqliteBlobs(database, { most: 0, clock: dated, log: createTestLog() });
  const owner = { conversation: 'x:1', person: 'x:ann' };
  const put = (fill: number, days: number) => blobs.put(Buffer.of(fill), { owner, ttl: days * DAY });
  const kept = async () => (await blobs.sum({ person: 'x:ann' })).items;
  await ask('x:1', 'a');
  await put(1, 90);
  vi.setSystemTime(START + 31 * DAY);
  await ask('x:1', 'b');
  await put(2, 1);
  await lookAtAll(open());
  expect(await kept()).toBe(2);
  await lookAtAll(open({ retentionMs: 30 * DAY }));
  expect(await kept()).toBe(1);
  vi.setSystemTime(START + 32 * DAY);
  const upkeep = open();
  upkeep.start();
  await clock.advance(61_000);
  await vi.waitUntil(async () => (await kept()) === 0);
  await upkeep.close();
});

it('leaves what is too much for a person alone while turns are open, too', async () => {
  await ask('x:1', 'a');
  busy.add('x:1');
  await lookAtAll(open({ personBytes: 1 }));
  expect(JSON.stringify(await documents.getMany(['turn|x:1|a']))).toContain('a xx');
  busy.clear();
  await lookAtAll(open({ personBytes: 1 }));
  expect(JSON.stringify(await documents.getMany(['turn|x:1|a']))).not.toContain('a xx');
});

it('touches nothing of a conversation with an open turn', async () => {
  await ask('x:1', 'a');
  vi.setSystemTime(START + 31 * DAY);
  busy.add('x:1');
  const upkeep = open({ retentionMs: 30 * DAY });
  await lookAtAll(upkeep);
  expect(words()).toBe(1);
  busy.clear();
  await lookAtAll(upkeep);
  expect(left()).toBe(0);
});

it('brings a person who stores too much back below the limit within a minute, in the order it was said', async () => {
  const upkeep = open({ personBytes: 20_000 });
  upkeep.start();
  for (let at = 0; at < 30; at += 1) {
    vi.setSystemTime(START + at * 1000);
    await ask(`x:${at}`, `t${at}`, 1000);
    upkeep.wrote({ conversation: `x:${at}`, asker: 'x:ann' });
  }
  expect((await documents.sum({ person: 'x:ann' })).bytes).toBeGreaterThan(20_000);
  await clock.advance(61_000);
  await vi.waitUntil(async () => (await documents.sum({ person: 'x:ann' })).bytes <= 20_000);
  await upkeep.close();
  const kept = JSON.stringify(database.prepare("SELECT value FROM entries WHERE key LIKE 'turn|%'").all());
  expect(kept).toContain('t29 x');
  expect(kept).not.toContain('t0 x');
});

it('ends at once, however many people wrote', async () => {
  const looked = Promise.withResolvers<void>();
  const sum = vi.fn(async () => {
    looked.resolve();
    return { items: 0, bytes: 0, newest: 0 };
  });
  documents = { ...documents, sum };
  const upkeep = open({ personBytes: 1 });
  for (let at = 0; at < 1000; at += 1) upkeep.wrote({ conversation: `x:${at}`, asker: `x:${at}` });
  upkeep.start();
  const passing = clock.advance(61_000);
  await looked.promise;
  await upkeep.close();
  expect(sum.mock.calls.length).toBeLessThan(1000);
  await passing;
});

it('deletes the rows of what was taken away a day later, and goes on where one thing fails', async () => {
  await ask('x:1', 'a');
  const place = { conversation: 'x:1', chat: 'x:1', asker: 'x:ann', parts: [] };
  await conversations.apply({ ...place, turn: 'drop', at: Date.now() }, [{ type: 'dropped', thread: 'first' }]);
  await ask('x:0', 'b');
  vi.setSystemTime(START + 2 * DAY);
  const before = documents;
  const failing: Documents = {
    ...before,
    async getMany(keys) {
      if (keys.includes('head|x:0')) throw new Error('for now');
      return before.getMany(keys);
    },
  };
  documents = failing;
  await lookAtAll(open());
  documents = before;
  expect(words()).toBe(1);
  expect(await documents.getMany(['turn|x:1|a'])).toEqual([undefined]);
});
