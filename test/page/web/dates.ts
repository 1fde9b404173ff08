/** Times in the language of a client. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** @param at epoch ms; a moment that has no date is told by nothing */
export function dateText(at: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(new Date(at).getTime())) return '';
  const key = `${locale} ${JSON.stringify(options)}`;
  // To make one costs a hundred times what it costs to use it.
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known.format(at);
}

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

/** Tells how long ago, or how soon. @param seconds from now; in the past they are negative */
export function relativeText(seconds: number, locale: string): string {
  let amount = seconds;
  for (const [unit, size] of steps) {
    const whole = Math.round(amount);
    if (Math.abs(whole) < size) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(whole, unit);
    amount /= size;
  }
  return '';
}

/** `1:05`, `12:00`, `1:02:03` */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
