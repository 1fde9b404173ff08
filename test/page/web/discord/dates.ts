import { dateText, relativeText } from '../dates.ts';

/** Times as Discord writes them. */

/** Looks of a `<t:…>`, by their sign. */
const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

/** @param at epoch ms */
export function styled(at: number, style: string, locale: string, now = Date.now()): string {
  if (style === 'R') return relativeText((at - now) / 1000, locale);
  return dateText(at, locale, styles[style] ?? styles['f'] ?? {});
}

/** How many days ago a moment was; 0 is today. */
export function daysAgo(at: number, now = Date.now()): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}
