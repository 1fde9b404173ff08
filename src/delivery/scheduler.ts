import type { Clock, Log, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { Fault, isFault } from '../util/errors.ts';
import { type Budget, createBucket, createSlidingWindow, unlimited } from './budget.ts';

/**
 * Owns all waiting for a platform: one call in flight a chat; sends, edits and typing share one budget a chat, a group
 * and a bot; a rate limit pauses its chat (or all). Nothing else in the project waits before a call to a platform.
 *
 * - `must`: new bubbles and final texts. Waits as long as it takes, tried again after faults that pass.
 * - `edit`: a step of streaming. Leaves room for the final call; given up after a fault that passes.
 * - `cosmetic`: typing. Goes at once or not at all.
 */
export type Urgency = 'must' | 'edit' | 'cosmetic';

export interface Job<T> {
  surface: Surface;
  target: Target;
  urgency: Urgency;
  /**
   * Makes one attempt. Reads what to send when it is called, so that the latest text goes out. It is not cut off by the
   * job's signal: a call that the platform may already have taken is better waited for than repeated. The surface
   * limits its time.
   */
  call: (signal: AbortSignal) => Promise<T>;
}

export interface Scheduled<T> {
  /** What the call resolved with; undefined when the job was given up. Rejects with the Fault that ends it. */
  done: Promise<T | undefined>;
  /** Gives the job up if it has not gone out yet. */
  cancel(): void;
}

export interface Scheduler {
  schedule<T>(job: Job<T>, signal: AbortSignal): Scheduled<T>;
}

interface Entry {
  job: Job<unknown>;
  lane: Lane;
  rank: number;
  attempts: number;
  /** How its platform fared until then. */
  since: Tally;
  signal: AbortSignal;
  settle: (error: unknown, value?: unknown) => void;
}

interface Lane {
  busy: boolean;
  /** No call goes out before: a rate limit, or the pause after a fault. */
  pausedUntil: number;
  /** The platform's own rate limit alone. */
  limitedUntil: number;
  budgets: Budget[];
}

/** Attempts of urgency `must`, which the platform took, or failed for by a fault of its own. */
interface Tally {
  taken: number;
  failed: number;
}

interface Platform {
  tally: Tally;
  waiting: Entry[];
  lanes: Map<string, Lane>;
  global: Budget;
  pausedUntil: number;
  wake: AbortController | undefined;
  wakeAt: number;
}

const ranks: Record<Urgency, number> = { must: 0, edit: 1, cosmetic: 2 };
/** Calls kept free for final texts while streaming edits go out. */
const RESERVE: Record<Urgency, number> = { must: 0, edit: 1, cosmetic: 2 };
/** A platform that fails for this one call so often will not take it. */
const SERVER_ATTEMPTS = 20;
const BACKOFF_MS = { first: 500, most: 30_000 };
/** So many chats limited at the same time mean that the whole bot is. */
const CROWD = 3;
/** Lanes kept before the idle ones are forgotten. */
const LANES = 5000;

export function createScheduler({ clock, log }: { clock: Clock; log: Log }): Scheduler {
  const platforms = new Map<string, Platform>();

  function platformOf({ name, limits }: Surface): Platform {
    let platform = platforms.get(name);
    if (!platform) {
      const global = createSlidingWindow(limits.rates.globalPerSecond, 1000);
      platform = {
        tally: { taken: 0, failed: 0 },
        waiting: [],
        lanes: new Map(),
        global,
        pausedUntil: 0,
        wake: undefined,
        wakeAt: 0,
      };
      platforms.set(name, platform);
    }
    return platform;
  }

  function laneOf(platform: Platform, { limits }: Surface, target: Target): Lane {
    const key = target.pace ?? target.chat;
    const known = platform.lanes.get(key);
    if (known) return known;
    if (platform.lanes.size >= LANES) forgetIdle(platform);
    const { chatPerSecond, chatBurst, groupPerMinute } = limits.rates;
    const lane: Lane = {
      busy: false,
      pausedUntil: 0,
      limitedUntil: 0,
      budgets: [
        createBucket(chatPerSecond, chatBurst),
        target.group ? createSlidingWindow(groupPerMinute, 60_000) : unlimited,
      ],
    };
    platform.lanes.set(key, lane);
    return lane;
  }

  function forgetIdle(platform: Platform): void {
    const now = clock.elapsed();
    const used = new Set(platform.waiting.map(({ lane }) => lane));
    for (const [chat, lane] of platform.lanes) {
      const idle = lane.budgets.every((budget) => budget.idle(now));
      if (idle && !lane.busy && lane.pausedUntil <= now && !used.has(lane)) platform.lanes.delete(chat);
    }
  }

  function readyAt(platform: Platform, { lane, job }: Entry, now: number): number {
    const reserve = RESERVE[job.urgency];
    return Math.max(
      lane.pausedUntil,
      platform.pausedUntil,
      platform.global.readyAt(now, 0),
      ...lane.budgets.map((budget) => budget.readyAt(now, reserve)),
    );
  }

  /** Lets go whatever may go now, the most urgent first, and wakes again when the next may. */
  function pump(platform: Platform): void {
    const now = clock.elapsed();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of [...platform.waiting]) {
      if (entry.lane.busy) continue;
      const at = readyAt(platform, entry, now);
      if (at <= now) void run(platform, entry, now);
      else next = Math.min(next, at);
    }
    wakeAt(platform, next, now);
  }

  function wakeAt(platform: Platform, at: number, now: number): void {
    if (platform.wake && platform.wakeAt <= at && Number.isFinite(at)) return;
    platform.wake?.abort(OVER);
    platform.wake = undefined;
    if (!Number.isFinite(at)) return;
    const wake = new AbortController();
    platform.wake = wake;
    platform.wakeAt = at;
    clock.sleep(Math.ceil(at - now), wake.signal).then(
      () => {
        platform.wake = undefined;
        pump(platform);
      },
      () => undefined,
    );
  }

  async function run(platform: Platform, entry: Entry, now: number): Promise<void> {
    drop(platform, entry);
    const { job, lane } = entry;
    lane.busy = true;
    platform.global.take(now);
    for (const budget of lane.budgets) budget.take(now);
    if (entry.attempts === 0) entry.since = { ...platform.tally };
    entry.attempts += 1;
    try {
      const value = await job.call(new AbortController().signal);
      if (job.urgency === 'must') platform.tally.taken += 1;
      entry.settle(undefined, value);
    } catch (error) {
      if (job.urgency === 'must' && isFault(error, 'server')) platform.tally.failed += 1;
      if (!again(platform, entry, error)) entry.settle(judged(platform, entry, error));
    } finally {
      lane.busy = false;
      if (platform.waiting.length > 0) pump(platform);
    }
  }

  /** Whether the fault passes and the job waits for its next attempt (or was given up because it may be). */
  function again(platform: Platform, entry: Entry, error: unknown): boolean {
    const { job, lane } = entry;
    if (!isFault(error, 'rate_limited', 'unreachable', 'server')) return false;
    const now = clock.elapsed();
    if (error.kind === 'rate_limited') {
      const until = now + (error.facts.retryAfterMs ?? 1000);
      lane.pausedUntil = Math.max(lane.pausedUntil, until);
      lane.limitedUntil = Math.max(lane.limitedUntil, until);
      // Not every platform says whom it means: where several chats are limited at once, it is the bot.
      const limited = [...platform.lanes.values()].filter((each) => each.limitedUntil > now).length;
      if (error.facts.scope === 'all' || limited >= CROWD) {
        platform.pausedUntil = Math.max(platform.pausedUntil, until);
      }
      log.warn(
        {
          surface: job.surface.name,
          chat: job.target.chat,
          retryAfterMs: error.facts.retryAfterMs,
          scope: error.facts.scope,
        },
        'The platform asks to slow down; calls wait. If this happens often, lower its rates in the settings',
      );
    } else if (job.urgency === 'must') {
      if (error.kind === 'server' && entry.attempts >= SERVER_ATTEMPTS) return false;
      const pause = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** (entry.attempts - 1));
      lane.pausedUntil = now + pause * (0.75 + Math.random() / 2);
      log.warn(
        {
          surface: job.surface.name,
          chat: job.target.chat,
          kind: error.kind,
          status: error.facts.status,
          attempt: entry.attempts,
        },
        'A call to the platform failed and is tried again',
      );
    }
    // What it told of its platform holds for the others, though nobody waits for this one any more.
    if (entry.signal.aborted) return false;
    if (job.urgency === 'cosmetic' || (job.urgency === 'edit' && error.kind !== 'rate_limited')) {
      entry.settle(undefined);
    } else {
      insert(platform, entry, true);
    }
    return true;
  }

  return {
    schedule<T>(job: Job<T>, signal: AbortSignal): Scheduled<T> {
      const platform = platformOf(job.surface);
      const lane = laneOf(platform, job.surface, job.target);
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      const onAbort = () => {
        if (drop(platform, entry)) entry.settle(signal.reason);
      };
      const entry: Entry = {
        job,
        lane,
        rank: ranks[job.urgency],
        attempts: 0,
        since: platform.tally,
        signal,
        settle(error, value) {
          signal.removeEventListener('abort', onAbort);
          if (error === undefined) resolve(value as T | undefined);
          else reject(error);
        },
      };
      const cancel = () => {
        if (drop(platform, entry)) entry.settle(undefined);
      };
      if (signal.aborted) {
        entry.settle(signal.reason);
        return { done: promise, cancel };
      }
      // Also for what goes out at once: it may have to wait for another try.
      signal.addEventListener('abort', onAbort, { once: true });
      const now = clock.elapsed();
      const free = !lane.busy && readyAt(platform, entry, now) <= now;
      // Nobody waits for the same lane or for the platform: the common case needs no queue.
      if (free && (platform.waiting.length === 0 || !platform.waiting.some((other) => other.rank <= entry.rank))) {
        void run(platform, entry, now);
      } else if (job.urgency === 'cosmetic') {
        entry.settle(undefined);
      } else {
        insert(platform, entry, false);
        pump(platform);
      }
      return { done: promise, cancel };
    },
  };
}

/** A fault of the platform with the word whether that is this call's alone: more of the others were taken than failed. */
function judged({ tally }: Platform, { since, attempts }: Entry, error: unknown): unknown {
  if (!isFault(error, 'server') || attempts < SERVER_ATTEMPTS) return error;
  const others = tally.failed - since.failed - attempts;
  if (tally.taken - since.taken <= others) return error;
  return new Fault('server', error.message, { ...error.facts, alone: true }, error);
}

/** Into the queue by rank; within a rank in the order of arrival, an attempt anew before the others. */
function insert(platform: Platform, entry: Entry, first: boolean): void {
  const at = platform.waiting.findIndex(({ rank }) => (first ? rank >= entry.rank : rank > entry.rank));
  platform.waiting.splice(at < 0 ? platform.waiting.length : at, 0, entry);
}

function drop(platform: Platform, entry: Entry): boolean {
  const at = platform.waiting.indexOf(entry);
  if (at >= 0) platform.waiting.splice(at, 1);
  return at >= 0;
}
