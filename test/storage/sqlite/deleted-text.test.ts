import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Conversations, createConversations } from '../../../src/conversation/conversations.ts';
import { createPruning } from '../../../src/conversation/pruning.ts';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { ConversationEvent } from '../../../src/ports/index.ts';
import { backupDatabase } from '../../../src/storage/sqlite/backup.ts';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../../src/storage/sqlite/documents.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { accept, prompt } from '../../contracts/events.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

/** Text that was deleted is in none of the files, nor in a copy made afterwards, however it was deleted. */

const { log } = listeningLog();
/** Long enough for pages of its own. */
const SECRET = 'the-secret-plan '.repeat(2000);
const DAY = 86_400_000;

let folder: string;
let path: string;
let database: Database;
let conversations: Conversations;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 1) });
  folder = temporaryFolder();
  path = join(folder, 'x.db');
  database = openDatabase({ path });
  conversations = createConversations(openDocuments(database, log), 40);
  await ask('t1', 'the-secret-plan short');
  await ask('t2', SECRET);
  await ask('t3', 'what stays');
  database.scrub();
  expect(onDisk()).toContain('the-secret-plan');
});
afterEach(() => {
  database.close();
  vi.useRealTimers();
});

async function apply(turn: string, events: readonly ConversationEvent[], asker = 'x:ann'): Promise<void> {
  await conversations.apply({ conversation: 'x:1', chat: 'x:1', turn, asker, at: Date.now(), parts: [turn] }, events);
}

async function ask(turn: string, text: string): Promise<void> {
  const { head: parent } = await conversations.context('x:1');
  const words = { prompt: { text, id: `m-${turn}` }, answer: { text: `about ${text}`, reason: 'complete' as const } };
  await apply(turn, [{ type: 'answered', parent, ...words }], turn === 't3' ? 'x:bob' : 'x:ann');
}

function onDisk(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}

async function gone(): Promise<void> {
  expect(database.scrub()).toBe(true);
  expect(onDisk()).toContain('what stays');
  expect(onDisk()).not.toContain('secret-plan');
  await backupDatabase(path, join(folder, 'copy.db'));
  expect(readFileSync(join(folder, 'copy.db'), 'latin1')).not.toContain('secret-plan');
}

const pruning = () => createPruning(openDocuments(database, log), conversations);

it('by deleting its questions', async () => {
  for (const turn of ['t1', 't2']) await apply(`r-${turn}`, [{ type: 'removed', turn }]);
  await gone();
});

it('by editing its questions', async () => {
  const answer = { text: 'another', reason: 'complete' as const };
  for (const turn of ['t1', 't2'])
    await apply(`e-${turn}`, [{ type: 'revised', turn, prompt: { text: 'Another', id: `m-${turn}` }, answer }]);
  await gone();
});

it('by deleting its thread, and its rows a day later', async () => {
  await apply('new', [{ type: 'reset' }]);
  await ask('t4', 'what stays here');
  await apply('drop', [{ type: 'dropped', thread: 'first' }]);
  vi.setSystemTime(Date.now() + 2 * DAY);
  await pruning().tidy('x:1', Date.now());
  await gone();
  expect(onDisk()).not.toMatch(/m-t[12]/);
});

it('by age, by size and by forgetting who asked', async () => {
  await pruning().shrink('x:ann', 0, async () => false);
  await gone();
  await pruning().forget('x:ann');
  database.scrub();
  expect(onDisk()).not.toMatch(/x:ann/);
});

it('by the age of what could not be read, of jobs that are done, and of turns that are closed', async () => {
  for (const turn of ['t1', 't2']) await apply(`r-${turn}`, [{ type: 'removed', turn }]);
  const documents = openDocuments(database, log);
  await documents.setMany([{ key: 'odd', value: SECRET }]);
  await documents.quarantine('odd');
  const jobs = openJobs(database, systemClock, log);
  for (const key of ['done', 'failed']) await jobs.add({ kind: 'k', key, payload: SECRET, payer: 'x:ann' });
  await (await jobs.claim('k', 1000))?.done();
  await (await jobs.claim('k', 1000))?.fail(Date.now() + DAY);
  const inbox = createSqliteInbox(database, { reader, clock: systemClock, log });
  await accept(inbox, [prompt('k', { text: SECRET })]);
  const stop = new AbortController();
  const close = async (claim: { close(outcome: 'answered'): Promise<void> }) => {
    await claim.close('answered');
    stop.abort();
  };
  await inbox.work(close, 0, stop.signal);
  vi.setSystemTime(Date.now() + 91 * DAY);
  await accept(inbox, [], { name: 'c', value: '1' });
  await gone();
});
