import { isSkipped } from '../../conversation/prompt-record.ts';
import type { Clock, Command, Inbound, Inbox, Log, OpenTurn, Prompt, Sought } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { claimTurn } from './claim.ts';
import type { Database } from './database.ts';
import { Lanes } from './queues.ts';
import { newTurn, type StoredTurn } from './stored-turn.ts';
import { createTurnRows } from './turn-rows.ts';
import { Workers } from './workers.ts';

export interface SqliteInboxOptions {
  clock: Clock;
  log: Log;
  /** First pause before a turn whose handler gave up is tried again, ms; doubles up to a minute. */
  pauseMs?: number;
  /** The longest that turns which were there when two processes ended run alone, all together, ms. */
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
  /** Open turns that nobody works on for now. */
  const leftOut: StoredTurn[] = [];

  /** Open turns, by their ids and by the keys of their messages. */
  const byId = new Map<string, StoredTurn>();
  const byKey = new Map<string, StoredTurn>();

  for (const turn of rows.load()) add(turn);

  function add(turn: StoredTurn): void {
    lanes.add(turn);
    byId.set(turn.id.toString(36), turn);
    list(turn);
  }

  function forgetClosed(turn: StoredTurn): void {
    byId.delete(turn.id.toString(36));
    unlist(turn);
  }

  function list(turn: StoredTurn): void {
    for (const key of keysOf(turn.inbound)) byKey.set(key, turn);
  }

  function unlist(turn: StoredTurn): void {
    for (const key of keysOf(turn.inbound)) if (byKey.get(key) === turn) byKey.delete(key);
  }

  function find(by: Sought): StoredTurn | undefined {
    if ('lane' in by) {
      const { lane, actor } = by;
      const isWanted = ({ inbound }: StoredTurn) =>
        !isSkipped(inbound) && (actor === undefined || inbound.actor.id === actor);
      return openTurns(lane).find(isWanted);
    }
    // Asked for seldom, and there are few.
    if ('message' in by) return [...byId.values()].find((turn) => !turn.closed && isSeen(turn, by));
    const turn = 'turn' in by ? byId.get(by.turn) : byKey.get('key' in by ? by.key : deedKey(by));
    return turn?.closed ? undefined : turn;
  }

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

  function openTurns(lane: string): readonly StoredTurn[] {
    return lanes.of(lane).filter((turn) => !turn.closed);
  }

  /**
   * Turns of a platform that is left out of the settings would only use their attempts up. They leave the order, so that
   * one whose row names no platform any more does not hold up its conversation, and return to it when work begins again.
   */
  function leaveOut(surfaces: readonly string[] | undefined): void {
    const turns = [...leftOut.splice(0), ...lanes.clear()].sort((a, b) => a.id - b.id);
    for (const turn of turns) {
      if (surfaces?.includes(turn.inbound.surface) ?? true) lanes.add(turn);
      else leftOut.push(turn);
    }
    for (const [surface, { length }] of Map.groupBy(leftOut, ({ inbound }) => inbound.surface)) {
      log.warn({ surface, turns: length }, 'messages wait for their platform, which is not in the settings');
    }
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
      for (const turn of written) if (turn) add(turn);
      queueMicrotask(() => workers?.pump());
      pruneNowAndThen(now);
      return written.map((turn) => turn !== false);
    },
    open: (lane) => openTurns(lane).length,
    find: (by) => openTurnOf(find(by)),
    async stop(id) {
      assertOpen();
      const turn = find({ turn: id });
      if (!turn) return false;
      rows.setStopped(turn.id);
      turn.stopped = true;
      return true;
    },
    async replace(id, inbound) {
      assertOpen();
      const turn = find({ turn: id });
      if (!turn || turn.final || turn.forgotten) return false;
      rows.setInbound({ id: turn.id, inbound });
      unlist(turn);
      turn.inbound = inbound;
      list(turn);
      turn.revision += 1;
      // What was stopped was the answer to the old wording.
      turn.stopped = false;
      return true;
    },
    async forget(id) {
      assertOpen();
      const turn = find({ turn: id });
      if (!turn || turn.final) return false;
      rows.setForgotten(turn.id);
      turn.forgotten = true;
      turn.revision += 1;
      return true;
    },
    async cursor(name) {
      assertOpen();
      return rows.cursor(name);
    },
    async work(handler, concurrency, signal, surfaces) {
      assertOpen();
      if (workers) throw new Fault('internal', 'the inbox is being worked on already');
      leaveOut(surfaces);
      const { pauseMs = 1000, quarantineMs = 30_000 } = options;
      const claim = (turn: StoredTurn, settled: () => void) =>
        claimTurn(turn, rows, clock, { settled, closed: forgetClosed });
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

function openTurnOf(turn: StoredTurn | undefined): OpenTurn | undefined {
  if (!turn) return undefined;
  const { id, inbound, final, forgotten } = turn;
  return { id: id.toString(36), inbound, settled: final !== undefined, forgotten };
}

/** Whether a message asked for a turn or shows its answer. What is about an earlier turn shows that one's. */
function isSeen({ inbound, receipts }: StoredTurn, { chat, message }: Extract<Sought, { message: string }>): boolean {
  if (inbound.target.chat !== chat || isSkipped(inbound)) return false;
  if (inbound.kind === 'command' && inbound.subject !== undefined) return false;
  const { target, pieces = [] } = inbound;
  if (target.prompt === message || pieces.some(({ id }) => id === message)) return true;
  return receipts.some(({ ids, movedTo }) => movedTo === undefined && ids.includes(message));
}

/** What an open turn can be found by. */
function keysOf(inbound: Prompt | Command): string[] {
  const { key, alsoKeys = [] } = inbound;
  if (inbound.kind === 'prompt') return [key, ...alsoKeys];
  const { subject, pressed, name, target } = inbound;
  if (subject !== undefined) return [key, ...alsoKeys, deedKey({ subject, name })];
  if (pressed !== undefined) return [key, ...alsoKeys, deedKey({ chat: target.chat, pressed, name })];
  return [key, ...alsoKeys];
}

/** Keys of platforms begin with their name; this one with none. */
function deedKey(by: { subject: string; name: string } | { chat: string; pressed: string; name: string }): string {
  return 'subject' in by ? `:${by.name}:${by.subject}` : `:${by.name}:${by.chat}:${by.pressed}`;
}

function isTurn(event: Inbound): event is Prompt | Command {
  return event.kind !== 'gesture';
}
