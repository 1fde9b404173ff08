import type { Values } from './values.ts';

/** Bounds of reminders and schedules. Times in ms. */
export interface ScheduleLimits {
  /** Number of one person's, and of those for one chat; 0 for no limit. */
  perPerson: number;
  perChat: number;
  /** Shortest time between two due times of one. */
  leastGapMs: number;
  /** Age from which what was due says that it is late; 0 for never. */
  lateAfterMs: number;
  /** Age from which it is skipped, of one that comes again; 0 for never. */
  skipMs: number;
}

export function scheduleLimits(values: Values): ScheduleLimits {
  return {
    perPerson: values.SCHEDULES_PER_PERSON,
    perChat: values.SCHEDULES_PER_CHAT,
    leastGapMs: values.SCHEDULES_LEAST_MINUTES * 60_000,
    lateAfterMs: values.REMINDERS_LATE * 1000,
    skipMs: values.REMINDERS_SKIP * 1000,
  };
}
