import type { CallKind, SurfaceLimits, Target } from '../ports/index.ts';
import { type Budget, createBucket, createSlidingWindow, unlimited } from './budget.ts';

/** A call as its platform counts it. */
export interface CountedCall {
  kind: CallKind;
  /** Message that is changed, where there is one. */
  message?: string;
}

/** Calls of a chat that count together. */
interface Counter {
  calls: readonly CallKind[];
  budget: Budget;
  /** End of the platform's own rate limit. */
  limitedUntil: number;
  /** Rate limits since the last of these calls that was taken. */
  refusals: number;
}

/** Rate limit on the changes of one message. */
type MessageLimit = Pick<Counter, 'limitedUntil' | 'refusals'>;

/** Time after its end for which a limit of one message is remembered, ms: a refusal within it makes the next one longer. */
const MESSAGE_MEMORY_MS = 120_000;

/** Pacing state of one chat, or of one reply token. All moments are ms of a monotonic clock. */
export class ChatPacing {
  /** A call is in flight. */
  busy = false;
  /** True while it has taken a call and refused none since. */
  takes = false;
  /** The platform does not count these calls towards the bot's own limit. */
  readonly isExempt: boolean;
  /** End of the pause after a fault. */
  #pausedUntil = 0;
  readonly #counters: Counter[];
  readonly #crowd: Budget;
  readonly #messages = new Map<string, MessageLimit>();

  constructor({ rates }: SurfaceLimits, { group, pace }: Target) {
    const byToken = pace === undefined ? undefined : rates.token;
    this.isExempt = byToken !== undefined;
    this.#counters = (byToken ?? rates.chat).map((each) => ({
      calls: each.calls,
      budget:
        'burst' in each ? createBucket(each.perSecond, each.burst) : createSlidingWindow(each.most, each.withinMs),
      limitedUntil: 0,
      refusals: 0,
    }));
    this.#crowd = group && !byToken ? createSlidingWindow(rates.groupPerMinute, 60_000) : unlimited;
  }

  /** The earliest moment at which a call may go and still leave `reserve` calls of its budget for others. */
  readyAt(call: CountedCall, reserve: number, now: number): number {
    const { budget, limitedUntil } = this.#counterOf(call.kind);
    const message = call.message === undefined ? undefined : this.#messages.get(call.message)?.limitedUntil;
    return Math.max(
      this.#pausedUntil,
      limitedUntil,
      message ?? 0,
      budget.readyAt(now, reserve),
      this.#crowd.readyAt(now, reserve),
    );
  }

  take({ kind }: CountedCall, now: number): void {
    this.busy = true;
    this.#counterOf(kind).budget.take(now);
    this.#crowd.take(now);
  }

  /** Holds all calls back. */
  pause(until: number): void {
    this.#pausedUntil = until;
  }

  /** Holds back what counts together with a call. */
  limit({ kind }: CountedCall, until: number): void {
    const counter = this.#counterOf(kind);
    counter.limitedUntil = Math.max(counter.limitedUntil, until);
  }

  /** Counts a refusal of what counts together with a call; returns how many there were in a row. */
  noteLimit({ kind }: CountedCall): number {
    const counter = this.#counterOf(kind);
    counter.refusals += 1;
    return counter.refusals;
  }

  /** Counts a refusal to change one message, as `noteLimit` does. */
  noteMessageLimit(message: string, now: number): number {
    for (const [id, { limitedUntil }] of this.#messages)
      if (limitedUntil + MESSAGE_MEMORY_MS <= now) this.#messages.delete(id);
    const known = this.#messages.get(message) ?? { limitedUntil: 0, refusals: 0 };
    this.#messages.set(message, { ...known, refusals: known.refusals + 1 });
    return known.refusals + 1;
  }

  /** Holds back the changes of one message. */
  limitMessage(message: string, until: number): void {
    this.#messages.set(message, { refusals: this.#messages.get(message)?.refusals ?? 1, limitedUntil: until });
  }

  /** Heeds that a call was taken: only what counts together with it is no longer refused. */
  noteTaken({ kind, message }: CountedCall): void {
    this.takes = true;
    this.#counterOf(kind).refusals = 0;
    if (message !== undefined) this.#messages.delete(message);
  }

  isLimited(now: number): boolean {
    return this.#counters.some(({ limitedUntil }) => limitedUntil > now);
  }

  /** Nothing is under way and nothing is held back or was used lately: the state may be forgotten. */
  isIdle(now: number): boolean {
    const idle = this.#crowd.idle(now) && this.#counters.every(({ budget }) => budget.idle(now));
    const held = [...this.#messages.values()].some(({ limitedUntil }) => limitedUntil > now);
    return idle && !held && !this.busy && this.#pausedUntil <= now && !this.isLimited(now);
  }

  /** A kind that no budget names is counted by itself, without a bound. */
  #counterOf(kind: CallKind): Counter {
    const known = this.#counters.find(({ calls }) => calls.includes(kind));
    if (known) return known;
    const free = { calls: [kind], budget: unlimited, limitedUntil: 0, refusals: 0 };
    this.#counters.push(free);
    return free;
  }
}
