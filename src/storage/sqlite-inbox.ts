import { Fault } from '../errors.ts';
import type { Clock, Command, Inbound, Inbox, Log, Prompt } from '../ports.ts';
import type { Database } from './database.ts';
import { Lanes } from './lanes.ts';
import { claimTurn } from './sqlite-claim.ts';
import { newTurn, type StoredTurn } from './stored-turn.ts';
import { createTurnRows } from './turn-rows.ts';
import { Workers } from './workers.ts';

export interface SqliteInboxOptions {
  clock: Clock;
  log: Log;
  /** First pause before a turn whose handler gave up is tried again, ms; doubles up to a minute. */
  pauseMs?: number;
  /** How long a turn that a dead process had claimed runs alone at its second attempt, ms. */
  quarantineMs?: number;
}

const day = 86_400_000;
const keepKeysMs = 7 * day;
const keepClosedMs = 7 * day;
const pruneEveryMs = 60_000;

/**
 * The inbox on SQLite. The database's lock proves that no other process works on it, so the order of open turns is kept
 * in memory and rows are only written, never searched. Writes of one answer: accept, claim, one a bubble, settle, close.
 */
export function createSqliteInbox(database: Database, options: SqliteInboxOptions): Inbox {
  const { clock, log } = options;
  const rows = createTurnRows(database, log);
  const lanes = new Lanes<StoredTurn>();
  let lastId = rows.lastId();
  let workers: Workers | undefined;
  let pruneAt = clock.now() + pruneEveryMs;
  let closed = false;

  for (const turn of rows.load()) lanes.add(turn);

  /** Unique for ever, even when all older rows are gone: led by the clock, 1024 a millisecond, never going back. */
  function nextId(now: number): number {
    lastId = Math.max(lastId + 1, now * 1024);
    return lastId;
  }

  /** Writes one event; its turn, or undefined for a gesture. False for an event seen before. */
  function write(event: Inbound, now: number): StoredTurn | undefined | false {
    const isNew = rows.takeKey(event.key, now);
    for (const key of event.alsoKeys ?? []) rows.takeKey(key, now);
    if (!isNew) return false;
    if (!isTurn(event)) return undefined;
    const turn = newTurn(nextId(now), event, now);
    rows.insert(turn);
    return turn;
  }

  function pruneNowAndThen(now: number): void {
    if (now < pruneAt) return;
    pruneAt = now + pruneEveryMs;
    try {
      rows.prune(now - keepKeysMs, now - keepClosedMs);
    } catch (error) {
      log.warn({ error }, 'old rows could not be removed');
    }
  }

  function openTurns(conversation: string): readonly StoredTurn[] {
    return lanes.of(conversation).filter((turn) => !turn.closed);
  }

  function assertOpen(): void {
    if (closed) throw new Fault('storage', 'the inbox is closed');
  }

  return {
    async known(keys) {
      assertOpen();
      return new Set(keys.filter(rows.knows));
    },
    async accept(batch, cursor) {
      assertOpen();
      if (batch.length === 0 && !cursor) return [];
      const now = clock.now();
      const written = database.transaction(() => {
        if (cursor) rows.setCursor(cursor);
        return batch.map((event) => write(event, now));
      });
      for (const turn of written) if (turn) lanes.add(turn);
      queueMicrotask(() => workers?.pump());
      pruneNowAndThen(now);
      return written.map((turn) => turn !== false);
    },
    open: (conversation) => openTurns(conversation).length,
    async stop(conversation) {
      assertOpen();
      const [turn] = openTurns(conversation);
      if (!turn) return undefined;
      rows.setStopped(turn.id);
      turn.stopped = true;
      return turn.id.toString(36);
    },
    async cursor(name) {
      assertOpen();
      return rows.cursor(name);
    },
    async work(handler, concurrency, signal) {
      assertOpen();
      if (workers) throw new Fault('internal', 'the inbox is being worked on already');
      const { pauseMs = 1000, quarantineMs = 3000 } = options;
      const claim = (turn: StoredTurn) => claimTurn(turn, rows, clock);
      workers = new Workers(lanes, { handler, concurrency, signal, claim, clock, log, pauseMs, quarantineMs });
      try {
        await workers.run();
      } finally {
        workers = undefined;
      }
    },
    async close() {
      closed = true;
    },
  };
}

function isTurn(event: Inbound): event is Prompt | Command {
  return event.kind !== 'gesture';
}
