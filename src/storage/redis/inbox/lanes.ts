import type { Log, TaskReader } from '../../../ports/index.ts';
import { createKeyedMutex } from '../../../util/keyed-mutex.ts';
import type { PartWaits } from '../../turns/part-waits.ts';
import type { Queues } from '../../turns/queues.ts';
import type { StoredTurn } from '../../turns/stored-turn.ts';
import type { Workers } from '../../turns/workers.ts';
import type { Redis } from '../client.ts';
import { LEAVE, SWEEP, TAKE } from './lane-scripts.ts';
import type { Lease } from './lease.ts';
import { readOrSetAside } from './reading.ts';
import { rowsOf, type TurnRow } from './rows.ts';

/** Lanes that a sweep looks at in one script. */
const PAGE = 500;
/** Tries to take a lane, where a lease runs out meanwhile. */
const TRIES = 3;

interface Lane {
  /** Id of the newest turn that was read. */
  last: number;
  turns: Set<StoredTurn>;
  /** Turns of surfaces that are not worked on. */
  leftOut: number;
}

export interface LanesParts {
  redis: Redis;
  prefix: string;
  lease(): Lease;
  reader: TaskReader;
  log: Log;
  queues: Queues<StoredTurn>;
  waits: PartWaits;
  isUsed(surface: string): boolean;
  /** Told of turns that are another's from now on, or may be. */
  lost(turn: StoredTurn): void;
}

/** Lanes that this process has, with their open turns in memory. Nobody else works on these as long as its lease holds. */
export class Lanes {
  readonly #parts: LanesParts;
  readonly #lanes = new Map<string, Lane>();
  readonly #turns = new Map<string, StoredTurn>();
  readonly #alone = createKeyedMutex();
  #workers: Workers | undefined;
  #isOver = true;
  #onRoom: (() => void) | undefined;

  constructor(parts: LanesParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#lanes.size;
  }

  names(): string[] {
    return [...this.#lanes.keys()];
  }

  turns(): Iterable<StoredTurn> {
    return this.#turns.values();
  }

  /** Turn by its id in the keys, if this process has it. */
  get(id: string): StoredTurn | undefined {
    return this.#turns.get(id);
  }

  begin(): void {
    this.#isOver = false;
  }

  /** From now on, what comes in is begun. */
  workWith(workers: Workers): void {
    this.#workers = workers;
  }

  /** Resolves once there are fewer lanes than `most`. */
  async room(most: number, signal: AbortSignal): Promise<void> {
    while (this.#lanes.size >= most && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = () => resolve();
      this.#onRoom = end;
      signal.addEventListener('abort', end, { once: true });
      await promise;
      signal.removeEventListener('abort', end);
    }
  }

  /** Takes a lane, or reads on in it. */
  take(name: string): Promise<void> {
    return this.#alone(name, async () => {
      const { redis, prefix, lease } = this.#parts;
      for (let tries = 0; tries < TRIES && !this.#isOver; tries += 1) {
        const owner = lease().owner();
        const after = this.#lanes.get(name)?.last ?? 0;
        const reply = await redis.run(TAKE, [prefix], [name, owner, after]);
        if (reply === 'LAPSED' && owner === lease().owner()) await lease().renew();
        // Under a lease of before, nothing was taken.
        if (reply === 'LAPSED' || owner !== lease().owner()) continue;
        if (Array.isArray(reply)) await this.#add(name, rowsOf(reply));
        else this.#drop(name);
        return;
      }
    });
  }

  /** Does something about a lane, once what is being taken of it is here. */
  about(name: string, work: () => Promise<void>): Promise<void> {
    return this.#alone(name, work);
  }

  /** Takes the oldest of the lanes that are nobody's, up to `most`, without a word to others. */
  async takeFree(most: number): Promise<void> {
    for await (const free of this.#free('0')) {
      await Promise.all(free.slice(0, most - this.size).map((name) => this.take(name)));
      if (this.size >= most) return;
    }
  }

  /** Rings for lanes that are nobody's. */
  async sweep(): Promise<void> {
    for await (const _ of this.#free('1'));
  }

  async *#free(rings: '0' | '1'): AsyncGenerator<string[]> {
    const { redis, prefix } = this.#parts;
    for (let from = 0; ; from += PAGE) {
      const reply = await redis.run(SWEEP, [prefix], [from, from + PAGE - 1, rings]);
      const [seen, free] = Array.isArray(reply) ? reply : [];
      yield Array.isArray(free) ? free.map(String) : [];
      if (seen !== PAGE) return;
    }
  }

  /** Forgets a turn that is done with, and leaves its lane with the last of them. */
  ended(turn: StoredTurn): void {
    const lane = this.#lanes.get(turn.queue);
    this.#forget(turn);
    if (lane && lane.turns.size + lane.leftOut === 0)
      this.#leave(turn.queue).catch((error: unknown) => this.#parts.log.warn({ error }, 'A queue could not be left'));
  }

  /** Nothing that this process had is its own any more. */
  lapsed(): void {
    for (const name of this.names()) this.#drop(name);
  }

  /** Hands all lanes on, once nothing is worked on any more. */
  async end(): Promise<void> {
    const { redis, prefix, lease, queues, log } = this.#parts;
    this.#isOver = true;
    this.#workers = undefined;
    const names = this.names();
    // What is being taken just now comes in first.
    const left = await Promise.allSettled(
      names.map((name) => this.#alone(name, () => redis.run(LEAVE, [prefix], [name, lease().owner(), '1']))),
    );
    const failed = left.find((each) => each.status === 'rejected');
    if (failed)
      log.warn({ error: failed.reason }, 'Queues could not be handed on; another process waits for the lease');
    for (const turn of this.#turns.values()) this.#parts.waits.set(turn, 0);
    this.#lanes.clear();
    this.#turns.clear();
    queues.clear();
  }

  async #add(name: string, rows: readonly TurnRow[]): Promise<void> {
    const { redis, prefix, lease, queues, waits, isUsed } = this.#parts;
    const lane = this.#lanes.get(name) ?? { last: 0, turns: new Set(), leftOut: 0 };
    const read = await Promise.all(rows.map((row) => readOrSetAside(row, this.#parts)));
    if (this.#isOver) {
      await redis.run(LEAVE, [prefix], [name, lease().owner(), '1']);
      return;
    }
    this.#lanes.set(name, lane);
    const added: StoredTurn[] = [];
    for (const [index, row] of rows.entries()) {
      lane.last = Number(row.id);
      const turn = read[index];
      if (!turn) continue;
      if (!isUsed(turn.facts.surface)) lane.leftOut += 1;
      else {
        lane.turns.add(turn);
        this.#turns.set(row.id, turn);
        queues.add(turn);
        waits.set(turn, row.waitMs);
        added.push(turn);
      }
    }
    if (added.length > 0) {
      this.#workers?.admit(added);
      queueMicrotask(() => this.#workers?.pump());
    }
  }

  async #leave(name: string): Promise<void> {
    const { redis, prefix, lease } = this.#parts;
    const isMore = await this.#alone(name, async () => {
      const lane = this.#lanes.get(name);
      if (!lane || lane.turns.size + lane.leftOut > 0) return false;
      const owner = lease().owner();
      const reply = await redis.run(LEAVE, [prefix], [name, owner, '0']);
      if (reply === 'MORE') return true;
      this.#remove(name);
      return false;
    });
    if (!isMore) return;
    await this.take(name);
    const lane = this.#lanes.get(name);
    // What is there and was not read is another's to look at.
    if (lane && lane.turns.size + lane.leftOut === 0) {
      await redis.run(LEAVE, [prefix], [name, lease().owner(), '1']);
      this.#remove(name);
    }
  }

  #drop(name: string): void {
    const lane = this.#lanes.get(name);
    if (!lane) return;
    for (const turn of [...lane.turns]) {
      turn.closed = true;
      this.#forget(turn);
      this.#parts.lost(turn);
    }
    this.#parts.queues.drop(name);
    this.#remove(name);
  }

  #forget(turn: StoredTurn): void {
    this.#lanes.get(turn.queue)?.turns.delete(turn);
    if (this.#turns.get(String(turn.id)) === turn) this.#turns.delete(String(turn.id));
    this.#parts.waits.set(turn, 0);
  }

  #remove(name: string): void {
    this.#lanes.delete(name);
    this.#onRoom?.();
  }
}
