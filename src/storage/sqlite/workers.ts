import type { Claim, Clock, Log } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { backoffMs } from '../../util/retry.ts';
import type { SqliteClaim } from './claim.ts';
import type { Lanes } from './queues.ts';
import type { StoredTurn } from './stored-turn.ts';

export interface WorkerOptions {
  handler: (claim: Claim) => Promise<void>;
  /** Turns at once on each surface that are not settled; 0: no bound. */
  concurrency: number;
  signal: AbortSignal;
  /** `settled` is called once its final text is stored. */
  claim: (turn: StoredTurn, settled: () => void) => SqliteClaim;
  clock: Clock;
  log: Log;
  /** First pause before a turn is tried again, ms; doubles up to `longestPauseMs`. */
  pauseMs: number;
  /** The longest that suspects have the process to themselves, one after the other, all together, ms. */
  quarantineMs: number;
}

const longestPauseMs = 60_000;

/**
 * A chat that asks to wait for an hour must not silence the others. It has half of the bound for turns that are not settled,
 * and the whole of it with those that have their answer and only wait to show it.
 */
const shareOfChat = 1 / 2;
/**
 * All turns of a surface, as a multiple of the bound, for answers that wait are kept in memory. Two chats cannot fill it, and
 * where more have to wait, so has the whole platform (src/delivery/scheduler.ts).
 */
const allPerBound = 3;

/**
 * Claims that ended with their process, from which a turn runs alone: one such end may be anybody's doing, and after it a
 * hundred chats must not wait for each other. The attempt that is made alone is the last one (src/turns/turns.ts).
 */
const suspicious = 2;
/** How often is looked whether a suspect's answer is final; the same again is waited then, for it to be laid out, ms. */
const lookMs = 500;
/** A suspect's share of the quarantine is at least so many looks long. */
const looks = 4;

/** Turns that run, on a surface or in one chat of it. */
interface Load {
  /** Those that are not settled. */
  asking: number;
  all: number;
}

/** Hands the turns of `lanes` to a handler, until the signal fires. */
export class Workers {
  readonly #lanes: Lanes<StoredTurn>;
  readonly #options: WorkerOptions;
  readonly #limit: number;
  readonly #running = new Set<Promise<void>>();
  /** By surface, and by chat. */
  readonly #loads = new Map<string, Load>();
  readonly #resting = new Set<Promise<void>>();
  #quarantine = true;
  /** A turn found no room since the last look. */
  #full = false;

  constructor(lanes: Lanes<StoredTurn>, options: WorkerOptions) {
    this.#lanes = lanes;
    this.#options = options;
    this.#limit = options.concurrency > 0 ? options.concurrency : Number.POSITIVE_INFINITY;
  }

  /** Resolves after the signal, when every handler has returned. */
  async run(): Promise<void> {
    await this.#runSuspects();
    this.#quarantine = false;
    this.pump();
    await aborted(this.#options.signal);
    while (this.#running.size + this.#resting.size > 0) await Promise.all([...this.#running, ...this.#resting]);
  }

  /** Starts what can be started. */
  pump(): void {
    this.#full = false;
    while (!this.#quarantine && !this.#options.signal.aborted) {
      const turn = this.#lanes.take((each) => this.#hasRoom(each));
      if (!turn) return;
      this.#start(turn);
    }
  }

  /** Each surface has a bound of its own: one that makes its turns wait for an hour must not silence the others. */
  #hasRoom(turn: StoredTurn): boolean {
    const limit = this.#limit;
    const fits = (place: string, asking: number, all: number) => {
      const load = this.#loads.get(place);
      return !load || ((turn.final !== undefined || load.asking < asking) && load.all < all);
    };
    const [surface, chat] = placesOf(turn);
    const room = fits(surface, limit, limit * allPerBound) && fits(chat, limit * shareOfChat, limit);
    this.#full ||= !room;
    return room;
  }

  /** Counts a turn in; what it returns counts it out, first as one that asks, then as one that runs. */
  #enter(turn: StoredTurn): { settled(): void; left(): void } {
    const places = placesOf(turn);
    let asking = turn.final === undefined;
    const add = (part: keyof Load, more: 1 | -1) => {
      for (const place of places) {
        const load = this.#loads.get(place) ?? { asking: 0, all: 0 };
        load[part] += more;
        if (load.all > 0 || load.asking > 0) this.#loads.set(place, load);
        else this.#loads.delete(place);
      }
    };
    add('all', 1);
    if (asking) add('asking', 1);
    const settled = () => {
      if (asking) add('asking', -1);
      asking = false;
    };
    return {
      settled,
      left() {
        settled();
        add('all', -1);
      },
    };
  }

  /**
   * Turns that brought two processes down, or were there when it happened, go first, one by one: should one of them do it
   * again, its neighbours are not counted down with it. Where a hundred were there, hardly one of them did it, and everybody
   * else waits: they share the time. Where their surface has no room left, each of those there has had its share.
   */
  async #runSuspects(): Promise<void> {
    const suspects = this.#lanes.ready().filter(({ suspect, attempt }) => suspect && attempt >= suspicious);
    const shareMs = this.#options.quarantineMs / suspects.length;
    for (const turn of suspects) {
      if (this.#options.signal.aborted || !this.#hasRoom(turn) || !this.#lanes.takeThis(turn)) continue;
      await this.#watch(turn, this.#start(turn), shareMs);
    }
  }

  /** Until it is done, or only waits for its platform: the others must not wait for that. */
  async #watch(turn: StoredTurn, done: Promise<void>, shareMs: number): Promise<void> {
    const { clock, signal } = this.#options;
    const pauseMs = Math.min(lookMs, shareMs / looks);
    const end = clock.elapsed() + shareMs;
    let over = false;
    void done.then(() => {
      over = true;
    });
    for (let final = false; !final && !over && !signal.aborted && clock.elapsed() < end; ) {
      final = turn.final !== undefined;
      await atMost(Math.min(pauseMs, end - clock.elapsed()), done, clock, signal);
    }
  }

  #start(turn: StoredTurn): Promise<void> {
    const { settled, left } = this.#enter(turn);
    const settle = () => {
      settled();
      if (this.#full) queueMicrotask(() => this.pump());
    };
    const done = this.#attend(turn, settle).then((closed) => {
      this.#running.delete(done);
      left();
      if (closed) this.#lanes.finish(turn.lane);
      else this.#rest(turn);
      this.pump();
    });
    this.#running.add(done);
    return done;
  }

  /** Runs the handler; whether the turn is done with. Never rejects. */
  async #attend(turn: StoredTurn, settled: () => void): Promise<boolean> {
    const { claim, handler, log } = this.#options;
    let claimed: SqliteClaim | undefined;
    try {
      claimed = claim(turn, settled);
      await handler(claimed);
    } catch (error) {
      // Where nothing can be stored (a full disk), the turn is not to blame: it waits until something can.
      if (claimed && isFault(error, 'storage') && turn.attempt > 0) turn.attempt -= 1;
      log.error({ error, turn: turn.id.toString(36), attempt: turn.attempt }, 'a turn failed; it will be tried again');
    }
    return turn.closed;
  }

  /** Holds the conversation for a growing while, so that its order stays, then lets the same turn go again. */
  #rest(turn: StoredTurn): void {
    const { clock, signal, pauseMs } = this.#options;
    turn.failures += 1;
    const pause = backoffMs({ firstMs: pauseMs, longestMs: longestPauseMs }, turn.failures);
    const rested = clock
      .sleep(pause, signal)
      .catch(() => undefined)
      .then(() => {
        this.#resting.delete(rested);
        this.#lanes.giveBack(turn.lane);
        this.pump();
      });
    this.#resting.add(rested);
  }
}

/** The surface, and what waits together there: a lane of the scheduler. */
function placesOf({ inbound: { surface, target } }: StoredTurn): [surface: string, chat: string] {
  return [surface, `${surface} ${target.pace ?? target.chat}`];
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Waits for `done`, but no longer than `ms` and not beyond the signal. */
async function atMost(ms: number, done: Promise<void>, clock: Clock, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const slept = clock.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => undefined);
  await Promise.race([done, slept]);
  over.abort();
}
