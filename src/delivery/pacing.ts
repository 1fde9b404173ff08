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
}

/** Pacing state of one chat, or of one reply token. All moments are ms of a monotonic clock. */
export class ChatPacing {
  /** A call is in flight. */
  busy = false;
  /** Rate limits since the last call that was taken. */
  refusals = 0;
  /** True while it has taken a call and refused none since. */
  takes = false;
  /** The platform does not count these calls towards the bot's own limit. */
  readonly isExempt: boolean;
  /** End of the pause after a fault. */
  #pausedUntil = 0;
  readonly #counters: Counter[];
  readonly #crowd: Budget;
  /** Ends of rate limits on single messages. */
  readonly #messages = new Map<string, number>();

  constructor({ rates }: SurfaceLimits, { group, pace }: Target) {
    const byToken = pace === undefined ? undefined : rates.token;
    this.isExempt = byToken !== undefined;
    this.#counters = (byToken ?? rates.chat).map((each) => ({
      calls: each.calls,
      budget:
        'burst' in each ? createBucket(each.perSecond, each.burst) : createSlidingWindow(each.most, each.withinMs),
      limitedUntil: 0,
    }));
    this.#crowd = group && !byToken ? createSlidingWindow(rates.groupPerMinute, 60_000) : unlimited;
  }

  /** The earliest moment at which a call may go and still leave `reserve` calls of its budget for others. */
  readyAt(call: CountedCall, reserve: number, now: number): number {
    const { budget, limitedUntil } = this.#counterOf(call.kind);
    const message = call.message === undefined ? undefined : this.#messages.get(call.message);
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

  /** Holds back the changes of one message. */
  limitMessage(message: string, until: number, now: number): void {
    for (const [id, end] of this.#messages) if (end <= now) this.#messages.delete(id);
    this.#messages.set(message, until);
  }

  isLimited(now: number): boolean {
    return this.#counters.some(({ limitedUntil }) => limitedUntil > now);
  }

  /** Nothing is under way and nothing is held back or was used lately: the state may be forgotten. */
  isIdle(now: number): boolean {
    const idle = this.#crowd.idle(now) && this.#counters.every(({ budget }) => budget.idle(now));
    const held = [...this.#messages.values()].some((end) => end > now);
    return idle && !held && !this.busy && this.#pausedUntil <= now && !this.isLimited(now);
  }

  /** A kind that no budget names is counted by itself, without a bound. */
  #counterOf(kind: CallKind): Counter {
    const known = this.#counters.find(({ calls }) => calls.includes(kind));
    if (known) return known;
    const free = { calls: [kind], budget: unlimited, limitedUntil: 0 };
    this.#counters.push(free);
    return free;
  }
}
