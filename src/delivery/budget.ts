import type { CallBudget, Surface, Target } from '../ports/index.ts';

/**
 * Counts calls and tells how many more may go out. Times are in ms of a monotonic clock; every call sent is reported.
 */
export interface Budget {
  /** The earliest moment at which a call may go and still leave `reserve` for others. */
  readyAt(now: number, reserve: number): number;
  take(now: number): void;
  /** Nothing has been used lately: the budget may be forgotten. */
  idle(now: number): boolean;
}

export const unlimited: Budget = { readyAt: (now) => now, take: () => undefined, idle: () => true };

/** A steady rate with a small burst. */
export function createBucket(perSecond: number, burst: number): Budget {
  if (perSecond <= 0) return unlimited;
  let level = burst;
  let at = 0;
  const levelAt = (now: number) => Math.min(burst, level + ((now - at) * perSecond) / 1000);
  return {
    readyAt(now, reserve) {
      const missing = Math.min(1 + reserve, burst) - levelAt(now);
      return missing <= 0 ? now : now + (missing * 1000) / perSecond;
    },
    take(now) {
      level = levelAt(now) - 1;
      at = now;
    },
    idle: (now) => levelAt(now) >= burst,
  };
}

/**
 * At most `count` calls in any stretch of `ms`, however they fall: stricter than a bucket, which lets twice as many
 * through around a border. A little is added to the stretch, because the platform counts arrivals, not departures.
 */
export function createSlidingWindow(count: number, ms: number): Budget {
  if (count <= 0) return unlimited;
  const size = Math.max(1, Math.floor(count));
  const stretch = (ms * size) / count + Math.min(ms * 0.05, 250);
  // What a stretch holds is soon used up and slow to come back, so what is kept free of it is a share, not a call.
  const share = Math.max(1, Math.floor(size / 6));
  const taken: number[] = [];
  return {
    readyAt(now, reserve) {
      // With `size` calls allowed, the call that must have left the stretch is the one `size - kept` ago.
      const blocking = taken[taken.length - Math.max(1, size - reserve * share)];
      return blocking === undefined ? now : Math.max(now, blocking + stretch);
    },
    take(now) {
      taken.push(now);
      if (taken.length > size) taken.shift();
    },
    idle: (now) => (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + stretch <= now,
  };
}

/** Time between two calls of a budget that goes on for long, ms; 0 where there is no bound. */
function msPerCall(budget: CallBudget): number {
  if ('burst' in budget) return budget.perSecond > 0 ? 1000 / budget.perSecond : 0;
  return budget.most > 0 ? budget.withinMs / budget.most : 0;
}

/** Time between two edits of a growing answer, ms: no shorter than its place can bear for long. */
export function editInterval({ limits: { editIntervalMs, rates } }: Surface, { group }: Target): number {
  const chat = Math.max(...rates.chat.filter(({ calls }) => calls.includes('edit')).map(msPerCall), 0);
  const crowd = group && rates.groupPerMinute > 0 ? 60_000 / rates.groupPerMinute : 0;
  return Math.max(editIntervalMs, chat, crowd);
}
