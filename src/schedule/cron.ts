/** Times that come again, as the five fields of a line of cron: minute, hour, day of the month, month, day of the week. */

export interface Cron {
  /** Ascending. */
  minutes: readonly number[];
  /** Ascending. */
  hours: readonly number[];
  /** True at a day of the month that is meant, from 1. */
  days: readonly boolean[];
  /** True at a month that is meant, from 1. */
  months: readonly boolean[];
  /** True at a day of the week that is meant; 0 is Sunday. */
  weekdays: readonly boolean[];
  /** Both kinds of days are named: a day counts that is either. */
  either: boolean;
}

/** Longest line that is read, in UTF-16 units. */
const MOST = 120;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SHORT: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

/** Reads a line of cron; undefined for what is none. */
export function readCron(line: string): Cron | undefined {
  if (line.length > MOST) return undefined;
  const plain = line.trim().toLowerCase();
  const fields = (SHORT[plain] ?? plain).split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const minutes = valuesIn(minute, 0, 59);
  const hours = valuesIn(hour, 0, 23);
  const days = valuesIn(day, 1, 31);
  const months = valuesIn(month, 1, 12, (name) => MONTHS.indexOf(name) + 1 || undefined);
  const weekdays = valuesIn(weekday, 0, 7, (name) => within(WEEKDAYS.indexOf(name)));
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes: ascending(minutes),
    hours: ascending(hours),
    days: flags(days, 31),
    months: flags(months, 12),
    weekdays: flags(weekdays, 6),
    either: !day.startsWith('*') && !weekday.startsWith('*'),
  };
}

function within(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

/** Reads one field: `*`, numbers, names, `a-b`, each with a step, separated by commas. */
function valuesIn(
  field: string,
  least: number,
  most: number,
  named: (name: string) => number | undefined = () => undefined,
): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step, more] = part.split('/');
    if (more !== undefined) return undefined;
    const by = step === undefined ? 1 : numberIn(step);
    const [from, to] = range === '*' ? [least, most] : ends(range, most, step !== undefined, named);
    if (!by || from === undefined || to === undefined || from < least || to > most || from > to) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

function ends(
  range: string,
  most: number,
  isStepped: boolean,
  named: (name: string) => number | undefined,
): [number | undefined, number | undefined] {
  const [first = '', last, more] = range.split('-');
  const read = (text: string) => named(text) ?? numberIn(text);
  if (more !== undefined) return [undefined, undefined];
  const from = read(first);
  return [from, last === undefined ? (isStepped ? most : from) : read(last)];
}

function numberIn(text: string): number | undefined {
  return /^\d{1,2}$/.test(text) ? Number(text) : undefined;
}

function ascending(values: ReadonlySet<number>): number[] {
  return [...values].sort((a, b) => a - b);
}

function flags(values: ReadonlySet<number>, most: number): boolean[] {
  return Array.from({ length: most + 1 }, (_, value) => values.has(value));
}

/** Tells whether a day of the calendar is meant. `day`: ms since 1970, as if in UTC. */
export function meansDay({ days, months, weekdays, either }: Cron, day: number): boolean {
  const date = new Date(day);
  if (!months[date.getUTCMonth() + 1]) return false;
  const [ofMonth, ofWeek] = [days[date.getUTCDate()] === true, weekdays[date.getUTCDay()] === true];
  return either ? ofMonth || ofWeek : ofMonth && ofWeek;
}

/** Shortest time between two of them, in minutes, were every day meant that could be; a day where there is one a day. */
export function shortestGap({ minutes, hours }: Cron): number {
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const day = 24 * 60;
  return times.reduce((least, time, at) => Math.min(least, (times[at + 1] ?? (times[0] ?? 0) + day) - time), day);
}
