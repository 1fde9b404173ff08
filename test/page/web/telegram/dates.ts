/** Texts of dates, in the language of a client. */

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

const parts: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  w: { weekday: 'long' },
  d: { day: '2-digit', month: '2-digit', year: '2-digit' },
  D: { day: 'numeric', month: 'long', year: 'numeric' },
  t: { hour: '2-digit', minute: '2-digit' },
  T: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

/** A date as an entity wants it; undefined where its text is to stand as it is (Bot API, date-time entity formatting). */
export function dateText(seconds: number, format: string, locale: string, now = Date.now()): string | undefined {
  if (format === 'r') return relative(seconds - now / 1000, locale);
  if (!/^w?[dD]?[tT]?$/.test(format) || format === '') return undefined;
  const options: Intl.DateTimeFormatOptions = { hourCycle: 'h23' };
  for (const letter of format) Object.assign(options, parts[letter]);
  return formatDate(seconds, locale, options);
}

/** Time of day, as it stands in the corner of a message. */
export function timeText(seconds: number, locale: string): string {
  return formatDate(seconds, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** Date and time in full. */
export function fullDate(seconds: number, locale: string): string {
  return formatDate(seconds, locale, { dateStyle: 'long', timeStyle: 'medium' });
}

/** `1:05`, `12:00`, `1:02:03` */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function formatDate(seconds: number, locale: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(locale, options).format(date);
}

function relative(seconds: number, locale: string): string {
  let value = seconds;
  for (const [unit, size] of steps) {
    if (Math.abs(value) < size)
      return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(value), unit);
    value /= size;
  }
  return '';
}
