import type { Log, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { Fault, isFault } from '../util/errors.ts';
import { createSlidingWindow } from './budget.ts';
import { createClosedPlaces } from './closed-places.ts';
import { ChatPacing, type CountedCall } from './pacing.ts';
import {
  createPenaltyMemory,
  heedLimit,
  heedTaken,
  holdCrowd,
  type PenaltyMemoryParts,
  pauseFailed,
} from './penalties.ts';
import {
  drop,
  insert,
  isBefore,
  judged,
  type Platform,
  type QueuedCall,
  readyAt,
  SERVER_ATTEMPTS,
} from './platform-queue.ts';
import { RefusedCalls } from './refused-calls.ts';

/**
 * Owns all waiting for a platform: nothing else waits before a call to one. One call is in flight per chat. Chats,
 * groups and the bot have budgets; the platform's limits say which kinds of calls share one. A rate limit pauses the
 * calls it applies to.
 *
 * - `must`: new bubbles and final texts. Waits as long as it takes and retries faults that pass.
 * - `edit`: a step of streaming. Leaves room for the final call; given up after a fault that passes.
 * - `spare`: notices to people who may not use the bot. Waits behind all else, and is given up after a fault that passes.
 * - `cosmetic`: typing. Goes at once or not at all.
 */
export type Urgency = 'must' | 'edit' | 'spare' | 'cosmetic';

export interface PlatformCall<T> extends CountedCall {
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
  /** Result of the call; undefined when the job was given up. Rejects with the Fault that ends it. */
  done: Promise<T | undefined>;
  /** Gives the job up if it has not gone out yet. */
  cancel(): void;
}

export interface Scheduler {
  schedule<T>(job: PlatformCall<T>, signal: AbortSignal): Scheduled<T>;
  /**
   * Makes sure, before anything is paid for, that a place that refused to be written to takes something again. Costs a call
   * only where that is in doubt. Rejects with Fault('forbidden') where it does not, or with the signal's reason.
   */
  reach(surface: Surface, target: Target, signal: AbortSignal): Promise<void>;
  /** Has places of a surface (by its name) that refused to be written to tried anew: what the bot may do has changed. */
  doubt(surface: string): void;
}

const ranks: Record<Urgency, number> = { must: 0, edit: 1, spare: 2, cosmetic: 3 };
/** Advice where the model is not asked, for nobody would see its answer. */
const CLOSED_ADVICE = 'Let the bot write there; it tries again within five minutes.';
/** Chats kept before the idle ones are forgotten. */
const CHATS = 5000;

export interface SchedulerParts extends PenaltyMemoryParts {
  log: Log;
}

export function createScheduler({ clock, log, ...remembered }: SchedulerParts): Scheduler {
  const penalties = createPenaltyMemory({ clock, ...remembered });
  const closed = createClosedPlaces(clock);
  const platforms = new Map<string, Platform>();

  function platformOf({ name, limits }: Surface): Platform {
    let platform = platforms.get(name);
    if (!platform) {
      platform = {
        tally: { taken: 0, failed: 0 },
        refused: new RefusedCalls(limits.rates),
        limited: new Set(),
        crowdUntil: 0,
        waiting: [],
        chats: new Map(),
        global: createSlidingWindow(limits.rates.globalPerSecond, 1000),
        pausedUntil: 0,
        wake: undefined,
        wakeAt: 0,
      };
      for (const { until } of penalties.of(name, undefined))
        platform.pausedUntil = Math.max(platform.pausedUntil, until);
      platforms.set(name, platform);
    }
    return platform;
  }

  function chatOf(platform: Platform, { limits }: Surface, target: Target): ChatPacing {
    const key = target.pace ?? target.chat;
    const known = platform.chats.get(key);
    if (known) return known;
    if (platform.chats.size >= CHATS) forgetIdle(platform);
    const chat = new ChatPacing(limits, target);
    for (const { kind, until } of penalties.of(target.surface, key)) chat.limit({ kind }, until);
    platform.chats.set(key, chat);
    return chat;
  }

  function forgetIdle(platform: Platform): void {
    const now = clock.elapsed();
    const used = new Set(platform.waiting.map(({ chat }) => chat));
    for (const [key, chat] of platform.chats) {
      if (chat.isIdle(now) && !used.has(chat)) platform.chats.delete(key);
    }
  }

  /** Lets go whatever may go now, the most urgent first, and wakes again when the next may. */
  function pump(platform: Platform): void {
    const now = clock.elapsed();
    let next = Number.POSITIVE_INFINITY;
    for (const queued of [...platform.waiting]) {
      if (queued.chat.busy) continue;
      const at = readyAt(platform, queued, now);
      if (at <= now) void run(platform, queued, now);
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

  async function run(platform: Platform, queued: QueuedCall, now: number): Promise<void> {
    drop(platform, queued);
    const { job, chat } = queued;
    chat.take(job, now);
    if (!chat.isExempt) {
      platform.global.take(now);
      if (!chat.takes) platform.refused.take(now);
      holdCrowd(platform, now);
    }
    if (queued.attempts === 0) queued.since = { ...platform.tally };
    queued.attempts += 1;
    try {
      const value = await job.call(new AbortController().signal);
      noteTaken(platform, queued);
      queued.settle(undefined, value);
    } catch (error) {
      noteRefused(platform, queued, error);
      if (job.urgency === 'must' && isFault(error, 'server')) platform.tally.failed += 1;
      if (!again(platform, queued, error)) queued.settle(judged(platform, queued, error));
    } finally {
      chat.busy = false;
      if (platform.waiting.length > 0) pump(platform);
    }
  }

  function noteTaken(platform: Platform, { job, chat }: QueuedCall): void {
    chat.noteTaken(job);
    if (!chat.isExempt) heedTaken(platform);
    if (job.urgency === 'must') platform.tally.taken += 1;
    if (job.kind !== 'read') closed.took(job.surface, job.target);
  }

  function noteRefused(platform: Platform, { job, chat }: QueuedCall, error: unknown): void {
    if (isFault(error, 'forbidden', 'unauthorized', 'rate_limited')) platform.refused.note(clock.elapsed());
    if (!isFault(error, 'forbidden')) return;
    chat.takes = false;
    // A sign may be refused where words are not: it only confirms what words were told.
    const known = closed.state(job.surface, job.target) !== 'open';
    if (job.kind === 'create' || (job.kind === 'typing' && known)) closed.refused(job.surface, job.target);
  }

  /** Tells whether the fault passes and the job waits for its next attempt. A job that may be given up ends here. */
  function again(platform: Platform, queued: QueuedCall, error: unknown): boolean {
    const { job, chat } = queued;
    if (!isFault(error, 'rate_limited', 'unreachable', 'server')) return false;
    const now = clock.elapsed();
    const where = { surface: job.surface.name, chat: job.target.chat };
    if (error.kind === 'rate_limited') {
      const retryAfterMs = heedLimit(platform, chat, job, error, now);
      penalties.keep(job.target, job, error, retryAfterMs);
      log.warn(
        { ...where, calls: job.kind, retryAfterMs, scope: error.facts.scope },
        'The platform asks to slow down; calls wait. If this happens often, lower its rates in the settings',
      );
    } else if (job.urgency === 'must') {
      if (error.kind === 'server' && queued.attempts >= SERVER_ATTEMPTS) return false;
      pauseFailed(chat, queued.attempts, now);
      log.warn(
        { ...where, kind: error.kind, status: error.facts.status, attempt: queued.attempts },
        'A call to the platform failed and is tried again',
      );
    }
    // What it told of its platform holds for the others, though nobody waits for this one any more.
    if (queued.signal.aborted) return false;
    if (job.urgency === 'cosmetic' || (job.urgency !== 'must' && error.kind !== 'rate_limited')) {
      queued.settle(undefined);
    } else {
      insert(platform, queued, true);
    }
    return true;
  }

  /** Tells whether a call would only be refused once more; what has to go is tried all the same. */
  function isInVain({ urgency, kind, surface, target }: PlatformCall<unknown>): boolean {
    return urgency !== 'must' && kind !== 'read' && closed.state(surface, target) === 'closed';
  }

  const scheduler: Scheduler = {
    async reach(surface, target, signal) {
      const state = closed.state(surface, target);
      if (state === 'open') return;
      if (state === 'closed') throw new Fault('forbidden', 'a closed place', { code: 'closed', advice: CLOSED_ADVICE });
      const call = (callSignal: AbortSignal) => surface.typing(target, callSignal);
      await scheduler.schedule({ surface, target, urgency: 'must', kind: 'typing', call }, signal).done;
    },

    doubt: closed.doubt,

    schedule<T>(job: PlatformCall<T>, signal: AbortSignal): Scheduled<T> {
      const platform = platformOf(job.surface);
      const chat = chatOf(platform, job.surface, job.target);
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      const onAbort = () => {
        if (drop(platform, queued)) queued.settle(signal.reason);
      };
      const queued: QueuedCall = {
        job,
        chat,
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
        if (drop(platform, queued)) queued.settle(undefined);
      };
      if (signal.aborted) {
        queued.settle(signal.reason);
        return { done: promise, cancel };
      }
      // Also for what goes out at once: it may have to wait for another try.
      signal.addEventListener('abort', onAbort, { once: true });
      if (isInVain(job)) {
        queued.settle(undefined);
        return { done: promise, cancel };
      }
      const now = clock.elapsed();
      const free = !chat.busy && readyAt(platform, queued, now) <= now;
      // The common case needs no queue.
      if (free && !platform.waiting.some((other) => isBefore(platform, other, queued, now))) {
        void run(platform, queued, now);
      } else if (job.urgency === 'cosmetic') {
        queued.settle(undefined);
      } else {
        insert(platform, queued, false);
        pump(platform);
      }
      return { done: promise, cancel };
    },
  };
  return scheduler;
}
