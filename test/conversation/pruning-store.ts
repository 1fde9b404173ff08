import { afterEach, beforeEach, vi } from 'vitest';
import { type AppliedTurn, type Conversations, createConversations } from '../../src/conversation/conversations.ts';
import { createPruning, type Pruning } from '../../src/conversation/pruning.ts';
import type { ConversationEvent, Documents } from '../../src/ports/index.ts';
import { rememberRecent } from '../../src/storage/remembered.ts';
import { type Database, openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { createTestLog } from '../fake-clock.ts';

/** Conversations on a store of their own for each test, what deletes of them, and the rows that are left. */

export const DAY = 86_400_000;

let database: Database;
export let documents: Documents;
export let conversations: Conversations;
export let pruning: Pruning;
let count: number;

/** Opens a store for each test of the file. */
export function openEach(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 1) });
    database = openDatabase({ path: ':memory:' });
    documents = rememberRecent(openDocuments(database, createTestLog()), 100);
    conversations = createConversations(documents, 40);
    pruning = createPruning(documents, conversations);
    count = 0;
  });
  afterEach(() => {
    database.close();
    vi.useRealTimers();
  });
}

type Place = Partial<Pick<AppliedTurn, 'conversation' | 'chat' | 'asker' | 'alone'>>;

export async function apply(turn: string, events: readonly ConversationEvent[], place: Place = {}): Promise<void> {
  count += 1;
  const { conversation = 'x:1', chat = conversation, asker = 'x:ann' } = place;
  const parts = [`b${count}`];
  const base = { conversation, chat, asker, turn, at: Date.now(), parts };
  await conversations.apply(place.alone ? { ...base, alone: place.alone } : base, events);
}

/** Asks and answers below the head, or in a new thread. */
export async function ask(
  turn: string,
  place: Place & { thread?: string; parent?: string | null } = {},
): Promise<void> {
  const { head } = await conversations.context(place.conversation ?? 'x:1');
  const parent = place.thread === undefined ? (place.parent === undefined ? head : place.parent) : null;
  const thread = place.thread === undefined ? {} : { thread: place.thread };
  const prompt = { text: `words of ${turn}`, id: `m-${turn}` };
  await apply(
    turn,
    [{ type: 'answered', parent, prompt, answer: { text: `answer to ${turn}`, reason: 'complete' }, ...thread }],
    place,
  );
}

const rows = () => database.prepare('SELECT key, value FROM entries ORDER BY key').all();
export const keysOf = () => rows().map(({ key }) => String(key));
export const said = () =>
  rows()
    .map(({ value }) => String(value))
    .join('\n');
export const turnsNow = async (conversation = 'x:1') =>
  (await conversations.context(conversation)).turns.map(({ id }) => id);
export const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
