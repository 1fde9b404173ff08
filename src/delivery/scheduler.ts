import type { Clock, Log, Penalty, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { Fault, isFault } from '../util/errors.ts';
import { type Budget, createSlidingWindow } from './budget.ts';
import { ChatPacing, type CountedCall } from './pacing.ts';
import { heedLimit, type PacedPlatform, pauseFailed } from './penalties.ts';

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
}

interface Entry {
  job: PlatformCall<unknown>;
  chat: ChatPacing;
  rank: number;
  attempts: number;
  /** Record of how its platform has fared since then. */
  since: Tally;
  signal: AbortSignal;
  settle: (error: unknown, value?: unknown) => void;
}

/** Attempts of urgency `must`, which the platform took, or failed for by a fault of its own. */
interface Tally {
  taken: number;
  failed: number;
}

interface Platform extends PacedPlatform {
  tally: Tally;
  waiting: Entry[];
  chats: Map<string, ChatPacing>;
  global: Budget;
  wake: AbortController | undefined;
  wakeAt: number;
}

const ranks: Record<Urgency, number> = { must: 0, edit: 1, spare: 2, cosmetic: 3 };
/** Calls kept free for final texts while streaming edits go out. */
const RESERVE: Record<Urgency, number> = { must: 0, edit: 1, spare: 0, cosmetic: 2 };
/** Shares of the whole bot's budget that are kept free for others. */
const GLOBAL_RESERVE: Record<Urgency, number> = { must: 0, edit: 0, spare: 3, cosmetic: 0 };
/** A platform that fails for this one call so often will not take it. */
const SERVER_ATTEMPTS = 20;
/** Penalties from so long on are remembered over a restart: shorter ones are over by then, ms. */
const REMEMBERED_MS = 2000;
/** Chats kept before the idle ones are forgotten. */
const CHATS = 5000;

export interface SchedulerParts {
  clock: Clock;
  log: Log;
  /** Penalties from before a restart. */
  penalties?: readonly Penalty[];
  /** Told of each penalty that is worth remembering over a restart. */
  penalised?(penalty: Penalty): void;
}

export function createScheduler({ clock, log, penalties = [], penalised }: SchedulerParts): Scheduler {
  const platforms = new Map<string, Platform>();

  function platformOf({ name, limits }: Surface): Platform {
    let platform = platforms.get(name);
    if (!platform) {
      const global = createSlidingWindow(limits.rates.globalPerSecond, 1000);
      platform = {
        tally: { taken: 0, failed: 0 },
        waiting: [],
        chats: new Map(),
        global,
        pausedUntil: 0,
        wake: undefined,
        wakeAt: 0,
      };
      for (const { until } of penaltiesOf(name, undefined))
        platform.pausedUntil = Math.max(platform.pausedUntil, until);
      platforms.set(name, platform);
    }
    return platform;
  }

  /** Penalties from before a restart that are not over, with their ends on the monotonic clock. */
  function penaltiesOf(surface: string, place: string | undefined): Pick<Penalty, 'kind' | 'until'>[] {
    const shift = clock.elapsed() - clock.now();
    return penalties
      .filter((each) => each.surface === surface && each.place === place)
      .map(({ kind, until }) => ({ kind, until: until + shift }));
  }

  function remember(platform: Platform, job: PlatformCall<unknown>, pauseMs: number, now: number): void {
    if (pauseMs < REMEMBERED_MS) return;
    const { surface, target, kind } = job;
    const penalty = { surface: surface.name, kind, until: clock.now() + pauseMs };
    penalised?.({ ...penalty, place: target.pace ?? target.chat });
    const { pausedUntil } = platform;
    if (pausedUntil >= now + pauseMs) penalised?.({ ...penalty, until: clock.now() + pausedUntil - now });
  }

  function chatOf(platform: Platform, { limits }: Surface, target: Target): ChatPacing {
    const key = target.pace ?? target.chat;
    const known = platform.chats.get(key);
    if (known) return known;
    if (platform.chats.size >= CHATS) forgetIdle(platform);
    const chat = new ChatPacing(limits, target);
    for (const { kind, until } of penaltiesOf(target.surface, key)) chat.limit({ kind }, until);
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

  function readyAt(platform: Platform, { chat, job }: Entry, now: number): number {
    const own = chat.readyAt(job, RESERVE[job.urgency], now);
    return chat.isExempt
      ? own
      : Math.max(own, platform.pausedUntil, platform.global.readyAt(now, GLOBAL_RESERVE[job.urgency]));
  }

  /** Lets go whatever may go now, the most urgent first, and wakes again when the next may. */
  function pump(platform: Platform): void {
    const now = clock.elapsed();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of [...platform.waiting]) {
      if (entry.chat.busy) continue;
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
    const { job, chat } = entry;
    chat.take(job, now);
    if (!chat.isExempt) platform.global.take(now);
    if (entry.attempts === 0) entry.since = { ...platform.tally };
    entry.attempts += 1;
    try {
      const value = await job.call(new AbortController().signal);
      chat.refusals = 0;
      if (job.urgency === 'must') platform.tally.taken += 1;
      entry.settle(undefined, value);
    } catch (error) {
      if (job.urgency === 'must' && isFault(error, 'server')) platform.tally.failed += 1;
      if (!again(platform, entry, error)) entry.settle(judged(platform, entry, error));
    } finally {
      chat.busy = false;
      if (platform.waiting.length > 0) pump(platform);
    }
  }

  /** Tells whether the fault passes and the job waits for its next attempt. A job that may be given up ends here. */
  function again(platform: Platform, entry: Entry, error: unknown): boolean {
    const { job, chat } = entry;
    if (!isFault(error, 'rate_limited', 'unreachable', 'server')) return false;
    const now = clock.elapsed();
    const where = { surface: job.surface.name, chat: job.target.chat };
    if (error.kind === 'rate_limited') {
      const retryAfterMs = heedLimit(platform, chat, job, error, now);
      if (error.facts.scope !== 'message') remember(platform, job, retryAfterMs, now);
      log.warn(
        { ...where, calls: job.kind, retryAfterMs, scope: error.facts.scope },
        'The platform asks to slow down; calls wait. If this happens often, lower its rates in the settings',
      );
    } else if (job.urgency === 'must') {
      if (error.kind === 'server' && entry.attempts >= SERVER_ATTEMPTS) return false;
      pauseFailed(chat, entry.attempts, now);
      log.warn(
        { ...where, kind: error.kind, status: error.facts.status, attempt: entry.attempts },
        'A call to the platform failed and is tried again',
      );
    }
    // What it told of its platform holds for the others, though nobody waits for this one any more.
    if (entry.signal.aborted) return false;
    if (job.urgency === 'cosmetic' || (job.urgency !== 'must' && error.kind !== 'rate_limited')) {
      entry.settle(undefined);
    } else {
      insert(platform, entry, true);
    }
    return true;
  }

  return {
    schedule<T>(job: PlatformCall<T>, signal: AbortSignal): Scheduled<T> {
      const platform = platformOf(job.surface);
      const chat = chatOf(platform, job.surface, job.target);
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      const onAbort = () => {
        if (drop(platform, entry)) entry.settle(signal.reason);
      };
      const entry: Entry = {
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
        if (drop(platform, entry)) entry.settle(undefined);
      };
      if (signal.aborted) {
        entry.settle(signal.reason);
        return { done: promise, cancel };
      }
      // Also for what goes out at once: it may have to wait for another try.
      signal.addEventListener('abort', onAbort, { once: true });
      const now = clock.elapsed();
      const free = !chat.busy && readyAt(platform, entry, now) <= now;
      // Nobody waits for the same chat or for the platform: the common case needs no queue.
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
  return new Fault('server', error.message, { ...error.facts, isolated: true }, error);
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
