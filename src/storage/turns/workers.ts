import type { Claim, Clock, Log, Places } from '../../ports/index.ts';
import { Interruption, OVER } from '../../util/abort.ts';
import { isFault } from '../../util/errors.ts';
import { backoffMs } from '../../util/retry.ts';
import { Capacity } from './capacity.ts';
import type { ClaimRows } from './claim.ts';
import { lifeBefore } from './life-before.ts';
import type { PartWaits } from './part-waits.ts';
import { aborted, atMost } from './pauses.ts';
import type { Queues } from './queues.ts';
import { AMONG_OTHERS, IDLE, ISOLATED, type StoredTurn } from './stored-turn.ts';
import { type OnWait, Waiting } from './waiting.ts';

export interface WorkerOptions {
  handler: (claim: Claim) => Promise<void>;
  places: Places;
  onWait: OnWait | undefined;
  signal: AbortSignal;
  /** `isolated`: nothing else runs; `finalized` is called once the final text is stored. */
  claim: (turn: StoredTurn, isolated: boolean, finalized: () => void) => Promise<Claim>;
  rows: Pick<ClaimRows, 'count'>;
  /** Turns that may not be begun yet. */
  waits: PartWaits;
  clock: Clock;
  log: Log;
  /** First pause before a turn is tried again, ms; doubles up to `LONGEST_PAUSE_MS`. Times for those that cost are multiples. */
  pauseMs: number;
  /** Longest time that suspects keep others waiting: for them to get out of the way, and then one after the other, ms. */
  quarantineMs: number;
}

const LONGEST_PAUSE_MS = 60_000;
/** Deaths from which a turn runs alone: one may be anybody's doing, and after it a hundred chats must not wait for each other. */
const SUSPICIOUS = 2;
/** Times at which is looked whether turns have become final; the same again is waited then, for them to be laid out, ms. */
const LOOK_MS = 500;
/** A suspect's share of the quarantine is at least so many looks long. */
const LOOKS = 4;
/** Size of a crowd of suspects. So many can hardly each have ended the process: they share the time. */
const CROWD = 8;
/** From so many deaths on it must have been one of the crowd: each waits for its own time. */
const SUSPICIOUS_IN_CROWD = 5;
/** Deaths after which a turn that never died alone is spaced out all the same: a slow poison dies among others. */
const SUSPICIOUS_AMONG_OTHERS = 5;
/** Rounds a suspect waits for others to get out of its way. */
const ROUNDS = 2;

/** Hands the turns of `queues` to a handler, until the signal fires. */
export class Workers {
  readonly #queues: Queues<StoredTurn>;
  readonly #options: WorkerOptions;
  readonly #capacity: Capacity;
  readonly #waiting: Waiting;
  readonly #running = new Set<Promise<void>>();
  readonly #resting = new Set<Promise<void>>();
  /** Turns that wait to run alone, with the rounds they have waited. */
  readonly #suspects = new Map<StoredTurn, number>();
  /** By suspect, when it came here (`Clock.elapsed`). */
  readonly #since = new WeakMap<StoredTurn, number>();
  /** Suspects have the process to themselves, or wait for that. */
  #isolating = false;
  #round: Promise<void> | undefined;
  #nextRoundAt = 0;

  constructor(queues: Queues<StoredTurn>, options: WorkerOptions) {
    this.#queues = queues;
    this.#options = options;
    this.#capacity = new Capacity(options.places);
    this.#waiting = new Waiting(options.onWait);
  }

  /** Looks over turns of another process before they are begun: those that were open when processes ended. */
  admit(turns: readonly StoredTurn[]): void {
    for (const turn of turns) {
      if (turn.deaths < SUSPICIOUS) continue;
      this.#suspects.set(turn, 0);
      this.#since.set(turn, this.#options.clock.elapsed());
    }
    this.#holdCostly(turns);
  }

  /** Resolves after the signal, when every handler has returned. */
  async run(): Promise<void> {
    this.admit(this.#queues.all());
    this.pump();
    await aborted(this.#options.signal);
    this.#waiting.update([]);
    while (this.#running.size + this.#resting.size > 0 || this.#round) {
      await Promise.all([...this.#running, ...this.#resting, this.#round]);
    }
  }

  /** Starts what can be started. */
  pump(): void {
    this.#capacity.full = false;
    for (const turn of this.#options.waits.turns()) {
      if (!this.#options.signal.aborted && this.#queues.takeThis(turn)) this.#awaitParts(turn);
    }
    while (!this.#isolating && !this.#options.signal.aborted) {
      const turn = this.#capacity.next(this.#queues.ready(), (each) => !this.#suspects.has(each));
      if (!turn || !this.#queues.takeThis(turn)) break;
      this.#start(turn, false);
    }
    const isOver = this.#options.signal.aborted || !this.#capacity.full;
    this.#waiting.update(isOver ? [] : this.#queues.ready().filter((turn) => !this.#suspects.has(turn)));
    if (this.#suspects.size > 0 && !this.#round && !this.#options.signal.aborted) this.#awaitSuspects();
  }

  /** Plans a round for the suspects that head their queues: the more their deaths tell against them, the later they go. */
  #awaitSuspects(): void {
    const heads = this.#queues.ready().filter((turn) => this.#suspects.has(turn));
    if (heads.length === 0) return;
    const { clock, signal } = this.#options;
    const at = Math.max(this.#nextRoundAt, Math.min(...heads.map((turn) => this.#dueAt(turn))));
    this.#round = clock
      .sleep(Math.max(0, at - clock.elapsed()), signal)
      .then(() => this.#runSuspects())
      .catch(() => undefined)
      .then(() => {
        this.#round = undefined;
        this.#isolating = false;
        this.pump();
      });
  }

  /**
   * The first time others only get a start; then the distance doubles, up to a minute. Deaths among others may be anybody's
   * doing: a healthy turn that has seen a few of them is not to wait for them.
   */
  #dueAt(turn: StoredTurn): number {
    const against = Math.max(turn.isolatedDeaths, turn.deaths - SUSPICIOUS_AMONG_OTHERS);
    return (
      (this.#since.get(turn) ?? 0) +
      Math.max(against <= 0 ? 0 : this.#pause(against), lifeBefore(turn, this.#options.pauseMs))
    );
  }

  /** Holds turns that have cost something before, for as long as the process has to live first. Only a queue's head has. */
  #holdCostly(turns: readonly StoredTurn[]): void {
    for (const turn of turns) {
      const ms = lifeBefore(turn, this.#options.pauseMs);
      if (ms > 0 && !this.#suspects.has(turn) && this.#queues.takeThis(turn)) this.#hold(turn, ms);
    }
  }

  #pause(failures: number): number {
    return backoffMs({ firstMs: this.#options.pauseMs, longestMs: LONGEST_PAUSE_MS }, failures);
  }

  /**
   * Runs the turns that were open when two processes ended (suspects), one by one and with nobody beside them. If one
   * of them ends the process again, its neighbours are not counted down with it. Others go first, and then wait, but
   * not for long. A slow suspect is joined by them, and the other suspects wait for the next round. A surface without
   * room gets no suspects.
   */
  async #runSuspects(): Promise<void> {
    const { clock, signal, quarantineMs } = this.#options;
    this.#isolating = true;
    await atMost(quarantineMs / 2, this.#capacity.quiet(), clock, signal);
    const now = clock.elapsed();
    const end = now + quarantineMs / 2;
    const ready = this.#queues.ready().filter((turn) => this.#suspects.has(turn) && this.#dueAt(turn) <= now);
    const due = ready.toSorted((a, b) => this.#dueAt(a) - this.#dueAt(b));
    const crowd = due.length > CROWD;
    let waits = false;
    for (const turn of due) {
      if (signal.aborted) return;
      const isolated = this.#capacity.isQuiet();
      if (!this.#capacity.hasRoom(turn)) this.#suspects.delete(turn);
      else if (isolated || this.#mayJoin(turn, crowd)) {
        if (!this.#queues.takeThis(turn)) continue;
        const done = this.#start(turn, isolated);
        const shareMs = crowd ? quarantineMs / 2 / due.length : Math.max(0, end - clock.elapsed());
        if (isolated && !(await this.#watch(turn, done, shareMs))) this.#joinOthers(turn);
      } else waits = true;
    }
    // Others get as much time before they have to wait again.
    if (waits || clock.elapsed() >= end) this.#nextRoundAt = clock.elapsed() + quarantineMs;
  }

  /** Tells whether a suspect may run though it is not alone. Otherwise it waits for the next round. */
  #mayJoin(turn: StoredTurn, crowd: boolean): boolean {
    if (crowd && turn.deaths < SUSPICIOUS_IN_CROWD) return true;
    const rounds = (this.#suspects.get(turn) ?? 0) + 1;
    this.#suspects.set(turn, rounds);
    return rounds > ROUNDS;
  }

  /** Waits until a turn is done, or only waits for its platform; whether it is done. */
  async #watch(turn: StoredTurn, done: Promise<void>, shareMs: number): Promise<boolean> {
    const { clock, signal } = this.#options;
    const pauseMs = Math.min(LOOK_MS, shareMs / LOOKS);
    const end = clock.elapsed() + shareMs;
    let over = false;
    void done.then(() => {
      over = true;
    });
    for (let final = false; !final && !over && !signal.aborted && clock.elapsed() < end; ) {
      final = turn.final !== undefined;
      await atMost(Math.min(pauseMs, end - clock.elapsed()), done, clock, signal);
    }
    return over;
  }

  /** Others begin beside a suspect: should the process end now, nobody can say who did it. */
  #joinOthers(turn: StoredTurn): void {
    if (turn.closed || turn.running !== ISOLATED) return;
    void this.#note(turn, { running: AMONG_OTHERS });
  }

  /** Writes how a turn stands; where that cannot be written, the next claim makes up for it. */
  async #note(turn: StoredTurn, change: Partial<Pick<StoredTurn, 'running' | 'attempt'>>): Promise<void> {
    Object.assign(turn, change);
    try {
      await this.#options.rows.count(turn);
    } catch (error) {
      if (!(error instanceof Interruption)) this.#options.log.warn({ error }, 'A turn could not be written down');
    }
  }

  #start(turn: StoredTurn, isolated: boolean): Promise<void> {
    this.#suspects.delete(turn);
    const { finalized, left } = this.#capacity.enter(turn);
    const countOut = () => {
      finalized();
      if (this.#capacity.full) queueMicrotask(() => this.pump());
    };
    const done = this.#attend(turn, isolated, countOut).then((closed) => {
      this.#running.delete(done);
      left();
      if (closed) this.#queues.finish(turn);
      else this.#rest(turn);
      this.pump();
    });
    this.#running.add(done);
    return done;
  }

  /** Runs the handler; whether the turn is done with. Never rejects. */
  async #attend(turn: StoredTurn, isolated: boolean, finalized: () => void): Promise<boolean> {
    const { claim, handler, log } = this.#options;
    let attempt = turn.attempt;
    try {
      const claimed = await claim(turn, isolated, finalized);
      attempt = claimed.attempt;
      await handler(claimed);
    } catch (error) {
      // Where nothing can be stored (a full disk), the turn is not to blame: it waits until something can.
      if (isFault(error, 'storage') && turn.running !== IDLE) attempt -= 1;
      if (error instanceof Interruption && error.reason === 'lost') {
        turn.closed = true;
        return true;
      }
      log.error({ error, turn: turn.id.toString(36), attempt: turn.attempt }, 'a turn failed; it will be tried again');
    }
    // It failed here, and the process lives: no death of that is to be counted.
    if (!turn.closed && turn.running !== IDLE) await this.#note(turn, { attempt, running: IDLE });
    return turn.closed;
  }

  /** Holds the conversation for a growing while, so that its order stays, then lets the same turn go again. */
  #rest(turn: StoredTurn): void {
    turn.failures += 1;
    this.#hold(turn, this.#pause(turn.failures));
  }

  #hold(turn: StoredTurn, ms: number): void {
    const { clock, signal } = this.#options;
    this.#giveBackAfter(
      turn,
      clock.sleep(ms, signal).catch(() => undefined),
    );
  }

  /** Holds a turn that a message may go on with. Its person sees that it has arrived. */
  #awaitParts(turn: StoredTurn): void {
    const { waits, signal, onWait } = this.#options;
    const over = new AbortController();
    onWait?.(turn.task, over.signal);
    this.#giveBackAfter(
      turn,
      waits.over(turn, signal).finally(() => over.abort(OVER)),
    );
  }

  #giveBackAfter(turn: StoredTurn, pause: Promise<void>): void {
    const rested = pause.then(() => {
      this.#resting.delete(rested);
      this.#queues.giveBack(turn);
      this.pump();
    });
    this.#resting.add(rested);
  }
}
