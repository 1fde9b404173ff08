import { dateText, relativeText } from '../dates.ts';

/** Dates as Telegram writes them. */

const parts: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  w: { weekday: 'long' },
  d: { day: '2-digit', month: '2-digit', year: '2-digit' },
  D: { day: 'numeric', month: 'long', year: 'numeric' },
  t: { hour: '2-digit', minute: '2-digit' },
  T: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

/** A date as an entity wants it; undefined where its text is to stand as it is (Bot API, date-time entity formatting). */
export function entityDate(seconds: number, format: string, locale: string, now = Date.now()): string | undefined {
  if (format === 'r') return relativeText(seconds - now / 1000, locale);
  if (!/^w?[dD]?[tT]?$/.test(format) || format === '') return undefined;
  const options: Intl.DateTimeFormatOptions = { hourCycle: 'h23' };
  for (const letter of format) Object.assign(options, parts[letter]);
  return dateText(seconds * 1000, locale, options);
}

/** Time of day, as it stands in the corner of a message. */
export function timeText(seconds: number, locale: string): string {
  return dateText(seconds * 1000, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** Date and time in full. */
export function fullDate(seconds: number, locale: string): string {
  return dateText(seconds * 1000, locale, { dateStyle: 'long', timeStyle: 'medium' });
}
