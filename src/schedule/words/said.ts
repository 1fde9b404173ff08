/** Parts of a time as somebody says it. */
export type Said =
  /** Time from now, ms. */
  | { in: number }
  /** Days from today. */
  | { days: number }
  /** Day of the week, 0 is Sunday; `weeks`: more weeks ahead than its next one. */
  | { weekday: number; weeks?: number }
  /** Day of the calendar, month from 1. */
  | { date: { year?: number; month: number; day: number } }
  /** Time of day; `open`: it may as well be one of the afternoon. */
  | { time: { hour: number; minute: number } }
  /** Part of the day, which a time without one belongs to. */
  | { part: Part }
  /** Days of the week on which it comes again; none for each day. */
  | { every: readonly number[] }
  /** Day of each month. */
  | { monthly: number }
  /** Comes again after so many minutes or hours. */
  | { each: number; unit: 'minute' | 'hour' }
  | { cron: string };

export type Part = 'morning' | 'noon' | 'afternoon' | 'evening' | 'night';

/** Way to say a part: a pattern that is tried where the words stand, and its meaning; undefined where it means nothing after all. */
export interface Phrase {
  /** Sticky, and without repetitions in repetitions: its work is bounded by the text. */
  pattern: RegExp;
  read(groups: readonly (string | undefined)[]): readonly Said[] | undefined;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const units = { second: 1000, minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS } as const;

/** End of a word in Latin letters. A class of all letters there are would cost each pattern half a millisecond when it is made. */
const WORD_ENDS = '(?![\\w\\u00c0-\\u024f])';

/**
 * Makes a phrase. The pattern is matched without regard to case, and ends where a word ends. It is made when it is first
 * tried: no start waits for it.
 */
export function phrase(source: string, read: Phrase['read'], ends = WORD_ENDS): Phrase {
  let made: RegExp | undefined;
  return {
    get pattern() {
      made ??= new RegExp(`(?:${source})${ends}`, 'iuy');
      return made;
    },
    read,
  };
}

/** Reads hour and minute; undefined where no clock shows them. `half`: a word that says which half of the day. */
export function timeOf(hour: number, minute: number, half?: 'am' | 'pm'): readonly Said[] | undefined {
  if (half && (hour < 1 || hour > 12)) return undefined;
  const whole = half === 'pm' ? (hour % 12) + 12 : half === 'am' ? hour % 12 : hour;
  return whole <= 23 && minute <= 59 ? [{ time: { hour: whole, minute } }] : undefined;
}

/** Reads a day of the calendar; undefined where there is none such. */
export function dateOf(day: number, month: number, year?: number): readonly Said[] | undefined {
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate();
  if (!isDay || (year !== undefined && (year < 1970 || year > 2200))) return undefined;
  return [{ date: { month, day, ...(year === undefined ? {} : { year }) } }];
}

/** Reads a span; undefined where it is no number, or longer than ten years. */
export function spanOf(count: number | undefined, ms: number): readonly Said[] | undefined {
  return count !== undefined && count > 0 && count * ms <= 3660 * DAY_MS ? [{ in: Math.round(count * ms) }] : undefined;
}
