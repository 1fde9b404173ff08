import type { Acceptance, Accepted, Clock, Inbox, Log, OpenTurn, Task, TaskReader } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { PartWaits } from '../turns/part-waits.ts';
import { Queues } from '../turns/queues.ts';
import { newTurn, openTurnOf, type StoredTurn, stepsReworded } from '../turns/stored-turn.ts';
import { createWorkers } from '../turns/work.ts';
import type { Workers } from '../turns/workers.ts';
import { createClaimRows } from './claim-rows.ts';
import type { Database } from './database.ts';
import { createJoining } from './joining.ts';
import { TagIndex } from './tag-index.ts';
import { createTurnRows } from './turn-rows.ts';
import { createWiping } from './wiping.ts';

export interface SqliteInboxOptions {
  reader: TaskReader;
  clock: Clock;
  log: Log;
  /** First pause before a turn whose handler gave up is tried again, ms; doubles up to a minute. */
  pauseMs?: number;
  /** Longest time that others wait for turns which were there when two processes ended, ms. */
  quarantineMs?: number;
}

const day = 86_400_000;
const keepKeysMs = 7 * day;
const keepClosedMs = 7 * day;
/** For so long the operator can look at what could not be read, ms. */
const keepDamagedMs = 90 * day;
/** A channel in which nobody has asked for so long is begun with anew, ms. */
const keepPositionsMs = 400 * day;
const pruneEveryMs = 60_000;

/**
 * Inbox on SQLite. The database's lock proves that no other process works on it. So the order of open turns is kept in
 * memory, and rows are only written, never searched. Writes of one answer: accept, claim, one per bubble, finalize,
 * close.
 */
export function createSqliteInbox(database: Database, options: SqliteInboxOptions): Inbox {
  const { clock, log, reader } = options;
  const rows = createTurnRows(database, log, reader);
  const queues = new Queues<StoredTurn>();
  const byId = new Map<string, StoredTurn>();
  const byTag = new TagIndex<StoredTurn>();
  const waits = new PartWaits(clock);
  const joining = createJoining({
    ...{ database, rows, reader, waits, put, drop },
    get: (id) => byId.get(id),
    queue: (name) => queues.of(name),
  });
  /** Number of open turns by who asked. */
  const byPerson = new Map<string, number>();
  let lastId = rows.lastId();
  let workers: Workers | undefined;
  let pruneAt = clock.now() + pruneEveryMs;
  let closed = false;
  /** Open turns that nobody works on for now. */
  const leftOut: StoredTurn[] = [];

  const claimRows = createClaimRows({
    ...{ write: database.write, rows, joining, reader, now: clock.now },
    shown: (turn, tags) => byTag.add(turn, tags),
  });
  const wiping = createWiping({ database, rows, reader, waits, put, drop, byId, leftOut });
  for (const turn of rows.load()) add(turn);

  function add(turn: StoredTurn): void {
    queues.add(turn);
    byId.set(turn.id.toString(36), turn);
    byTag.add(turn, tagsOf(turn));
    count(turn, 1);
  }

  function drop(turn: StoredTurn): void {
    if (byId.delete(turn.id.toString(36))) count(turn, -1);
    byTag.remove(turn, tagsOf(turn));
    waits.set(turn, 0);
  }

  /** Puts another task in a turn's place; what answers the one before is out of date. */
  function put(turn: StoredTurn, task: Task, facts: StoredTurn['facts']): void {
    byTag.remove(turn, tagsOf(turn));
    count(turn, -1);
    Object.assign(turn, { task, facts, begun: false, steps: stepsReworded(turn.steps) });
    count(turn, 1);
    byTag.add(turn, tagsOf(turn));
    turn.promptVersion += 1;
  }

  /** Takes back a turn that could not be stored. It stays in its queue until it is claimed, which finds no row. */
  function withdraw(turn: StoredTurn): void {
    turn.closed = true;
    drop(turn);
  }

  function count({ facts: { person } }: StoredTurn, more: 1 | -1): void {
    const open = (byPerson.get(person) ?? 0) + more;
    if (open > 0) byPerson.set(person, open);
    else byPerson.delete(person);
  }

  function tagsOf({ facts, task, receipts }: StoredTurn): string[] {
    return [...facts.tags, ...receipts.flatMap((receipt) => reader.bubbleTags(task, receipt))];
  }

  function openTurn(id: string): StoredTurn | undefined {
    assertOpen();
    const turn = byId.get(id);
    return turn?.closed ? undefined : turn;
  }

  function openWith(tag: string): OpenTurn[] {
    assertOpen();
    const open = byTag.of(tag).filter((turn) => !turn.closed);
    return open.map(openTurnOf);
  }

  /** Unique for ever, even when all older rows are gone: led by the clock, 1024 a millisecond, never going back. */
  function nextId(now: number): number {
    lastId = Math.max(lastId + 1, now * 1024);
    return lastId;
  }

  function pruneNowAndThen(now: number): void {
    if (now < pruneAt) return;
    pruneAt = now + pruneEveryMs;
    try {
      rows.prune({
        keys: now - keepKeysMs,
        closed: now - keepClosedMs,
        damaged: now - keepDamagedMs,
        positions: now - keepPositionsMs,
      });
    } catch (error) {
      log.warn({ error }, 'Old rows could not be removed');
    }
  }

  /**
   * Takes turns of platforms that are not in use out of the order, as they would only use up their attempts. A row that
   * names no known platform then does not hold up its conversation. They return when work begins again.
   */
  function leaveOut(surfaces: readonly string[] | undefined): void {
    const turns = [...leftOut.splice(0), ...queues.clear()].sort((a, b) => a.id - b.id);
    for (const turn of turns) {
      if (surfaces?.includes(turn.facts.surface) ?? true) queues.add(turn);
      else leftOut.push(turn);
    }
    for (const [surface, { length }] of Map.groupBy(leftOut, ({ facts }) => facts.surface)) {
      log.warn({ surface, turns: length }, 'Messages wait for their platform, which is not in the settings');
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
      const fresh: StoredTurn[] = [];
      const undo: (() => void)[] = [];
      const committed = database.write(() => {
        if (cursor) rows.setCursor(cursor, now);
        const accepted = batch.map((each) => take(each, now, fresh, undo));
        // At once, so that a claim can share the commit and the next batch finds them.
        for (const turn of fresh) add(turn);
        return accepted;
      });
      queueMicrotask(() => workers?.pump());
      const accepted = await committed.catch((error) => {
        for (const turn of fresh) withdraw(turn);
        for (const each of undo.reverse()) each();
        throw error;
      });
      pruneNowAndThen(now);
      return accepted;
    },

    async count(queue) {
      assertOpen();
      return queues.of(queue).filter((turn) => !turn.closed).length;
    },

    async open(person) {
      assertOpen();
      return { person: byPerson.get(person) ?? 0, all: byId.size - leftOut.length };
    },

    async oldest() {
      assertOpen();
      return [...byId.values()].find((turn) => !leftOut.includes(turn))?.acceptedAt;
    },

    async get(id) {
      const turn = openTurn(id);
      return turn && openTurnOf(turn);
    },

    find: async (tag) => openWith(tag)[0],
    findAll: async (tag) => openWith(tag),

    async stop(id) {
      const turn = openTurn(id);
      if (!turn) return false;
      rows.setStopped(turn.id);
      turn.stopped = true;
      waits.set(turn, 0);
      return true;
    },

    async replace(id, task) {
      const turn = openTurn(id);
      if (!turn || turn.final || turn.forgotten) return undefined;
      rows.setTask(turn, task);
      put(turn, task, reader.facts(task));
      // What was stopped was the answer to the old wording.
      turn.stopped = false;
      turn.spent = 0;
      return turn.promptVersion;
    },

    async forget(id) {
      const turn = openTurn(id);
      if (!turn || turn.final) return undefined;
      rows.setForgotten(turn.id);
      turn.forgotten = true;
      waits.set(turn, 0);
      turn.promptVersion += 1;
      return turn.promptVersion;
    },

    async wipe(person, but) {
      assertOpen();
      return wiping.of(person, but);
    },

    async cursor(name) {
      assertOpen();
      return rows.cursor(name);
    },

    // Nobody else has the database.
    watch: () => undefined,

    async work(handler, bounds, signal, surfaces, onWait) {
      assertOpen();
      if (workers) throw new Fault('internal', 'the inbox is being worked on already');
      leaveOut(surfaces);
      workers = createWorkers(
        { ...options, queues, waits, rows: claimRows, ended: drop },
        { handler, bounds, signal, onWait },
      );
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

  /** Takes an event within a write; what it makes in memory, and how to take that back, is added to `fresh` and `undo`. */
  function take(acceptance: Acceptance, now: number, fresh: StoredTurn[], undo: (() => void)[]): Accepted {
    const { keys, task, unless, waitMs = 0 } = acceptance;
    const [first] = keys.map((key) => rows.takeKey(key, now));
    if (!first) return { fresh: false };
    const extended = joining.extend(acceptance);
    if (extended) {
      undo.push(extended.undo);
      return { fresh: true, joined: extended.joined };
    }
    if (!task || (unless && isPending(unless, fresh))) return { fresh: true };
    const turn = newTurn(nextId(now), task, reader.facts(task), now);
    rows.insert(turn);
    waits.set(turn, waitMs);
    fresh.push(turn);
    return { fresh: true };
  }

  /** Tells whether the newest open turn of a kind, including those of this batch, asks for the same again. */
  function isPending({ newest, has }: NonNullable<Acceptance['unless']>, fresh: readonly StoredTurn[]): boolean {
    const isNewest = ({ facts }: StoredTurn) => facts.tags.includes(newest);
    const last = fresh.findLast(isNewest) ?? byTag.of(newest).findLast((turn) => !turn.closed);
    return last?.facts.tags.includes(has) ?? false;
  }
}
