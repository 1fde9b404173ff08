import { headOf } from '../util/text.ts';
import { readCron } from './cron.ts';
import type { Times } from './reckon.ts';
import { english, englishAround } from './words/en.ts';
import { spanish, spanishAround } from './words/es.ts';
import { numbers } from './words/numbers.ts';
import type { Part, Phrase, Said } from './words/said.ts';
import { chinese, chineseAround } from './words/zh.ts';
import { momentOf, wallAt } from './zones.ts';

/**
 * Reads when something is to be told out of what somebody writes, in any of the languages. "tomorrow at nine buy milk", "comprar
 * leche mañana a las 9", "每天早上九点吃药": the time stands at the beginning or at the end.
 */

export interface Understood {
  times: Times;
  /** Rest of the text. */
  text: string;
  /** The times go by the clocks of a zone. */
  needsZone: boolean;
}

/** Units of a text's beginning and of its end in which a time is looked for. */
const LOOKED_AT = 160;
/** Longest text that is read at all. */
const LONGEST = 4000;
/** Most parts of a time. */
const MOST_PARTS = 6;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Hour of a part of the day where none is said. */
const HOURS: Readonly<Record<Part, number>> = { morning: 9, noon: 12, afternoon: 15, evening: 20, night: 22 };
/** Hour of a day where nothing is said of it. */
const USUAL_HOUR = 9;

const phrases: readonly Phrase[] = [...numbers, ...english, ...spanish, ...chinese];
const around = [englishAround, spanishAround, chineseAround];

/** Reads a text at a moment, by the clocks of a zone; undefined where it names no time that is to come. */
export function understand(text: string, now: number, zone: string): Understood | undefined {
  const words = headOf(text.trim(), LONGEST).replace(/[^\S\n]+/gu, ' ');
  for (const { said, rest } of readings(words)) {
    const times = timesOf(said, now, zone);
    if (times) return { times, text: rest, needsZone: !said.every((each) => 'in' in each) };
  }
  return undefined;
}

interface Reading {
  said: readonly Said[];
  rest: string;
}

/** Lists what could be meant: a time at the beginning, with what follows on it at the end, then one at the end alone. */
function* readings(text: string): Generator<Reading> {
  const begun = stripped(text, 'before');
  const first = partsAt(begun, 0);
  if (first.said.length > 0) {
    const rest = tidy(begun.slice(first.end));
    const last = atEnd(rest);
    if (last && mayJoin(first.said, last.said)) yield { said: [...first.said, ...last.said], rest: last.rest };
    yield { said: first.said, rest };
  }
  const last = atEnd(begun);
  if (last && !isUnreal(last.rest)) yield last;
}

/** Tells whether words are but a time that no clock or calendar has: 9999-01-01 is nothing to be told at ten. */
function isUnreal(text: string): boolean {
  return phrases.some(({ pattern }) => {
    pattern.lastIndex = 0;
    return pattern.test(text) && pattern.lastIndex === text.length;
  });
}

/** Finds the longest stretch of parts that a text ends with. */
function atEnd(text: string): Reading | undefined {
  const end = text.replace(/[\s.。!！]+$/u, '');
  for (let at = Math.max(0, end.length - LOOKED_AT); at < end.length; at += 1) {
    if (!begins(end, at)) continue;
    const found = partsAt(end, at);
    if (found.said.length > 0 && found.end >= end.length) return { said: found.said, rest: tidy(end.slice(0, at)) };
  }
  return undefined;
}

/** Tells whether a word may begin there: Chinese ones are written without blanks. */
function begins(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(at - 1)) || /\p{Script=Han}/u.test(text.slice(at - 1, at + 1));
}

/** Reads parts one after the other, as far as they go. */
function partsAt(text: string, from: number): { said: Said[]; end: number } {
  const said: Said[] = [];
  let [end, at] = [from, from];
  for (let count = 0; count < MOST_PARTS; count += 1) {
    const found = partAt(text, at);
    if (!found) break;
    said.push(...found.said);
    end = found.end;
    at = behind(text, end);
  }
  return { said, end };
}

/** The longest phrase counts: "the day after tomorrow" is not tomorrow. */
function partAt(text: string, at: number): { said: readonly Said[]; end: number } | undefined {
  let best: { said: readonly Said[]; end: number } | undefined;
  for (const { pattern, read } of phrases) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const end = pattern.lastIndex;
    const said = match && end > (best?.end ?? at) ? read(match.slice(1)) : undefined;
    if (said) best = { said, end };
  }
  return best;
}

/** Passes over blanks and words that join two parts. */
function behind(text: string, end: number): number {
  let at = end;
  while (text.charAt(at) === ' ' || text.charAt(at) === ',') at += 1;
  for (const { joint } of around) {
    const match = joint.exec(text.slice(at, at + 16));
    if (match) return at + match[0].length + (text.charAt(at + match[0].length) === ' ' ? 1 : 0);
  }
  return at;
}

function stripped(text: string, which: 'before' | 'after'): string {
  for (const each of around) {
    const match = each[which].exec(text);
    if (match) return text.slice(match[0].length).trimStart();
  }
  return text;
}

function tidy(text: string): string {
  const plain = text.replace(/^[\s,:：，、.。-]+/u, '').trimEnd();
  return stripped(plain, 'after').replace(/^[\s,:：，、]+/u, '');
}

/** Tells whether what stands at the end says more of the same time: a day and a time of it, in whichever order. */
function mayJoin(first: readonly Said[], last: readonly Said[]): boolean {
  const hasTime = (said: readonly Said[]) => said.some((each) => 'time' in each);
  const isTime = (said: readonly Said[]) => said.every((each) => 'time' in each || 'part' in each);
  return (!hasTime(first) && isTime(last)) || (isTime(first) && !hasTime(last));
}

/** Puts all parts into one. */
function merged(said: readonly Said[]): MergedTime {
  return Object.assign({}, ...said) as MergedTime;
}

interface MergedTime {
  in?: number;
  days?: number;
  weekday?: number;
  weeks?: number;
  date?: { year?: number; month: number; day: number };
  time?: { hour: number; minute: number };
  part?: Part;
  every?: readonly number[];
  monthly?: number;
  each?: number;
  unit?: 'minute' | 'hour';
  cron?: string;
}

function timesOf(said: readonly Said[], now: number, zone: string): Times | undefined {
  const names = said.flatMap((each) => Object.keys(each));
  if (new Set(names).size < names.length) return undefined;
  const all = merged(said);
  if (all.in !== undefined) return said.length === 1 ? { at: Math.ceil((now + all.in) / 1000) * 1000 } : undefined;
  if (all.cron !== undefined) return said.length === 1 && readCron(all.cron) ? { cron: all.cron } : undefined;
  const { hour, minute } = hourOf(all);
  if (all.each !== undefined && all.unit) return eachOf(all.each, all.unit);
  if (all.monthly !== undefined) return { cron: `${minute} ${hour} ${all.monthly} * *` };
  if (all.every) {
    const days = all.every.length === 0 ? '*' : [...new Set(all.every)].sort((a, b) => a - b).join(',');
    return { cron: `${minute} ${hour} * * ${days}` };
  }
  return onceAt(all, (hour * 60 + minute) * MINUTE_MS, now, zone);
}

/** Works out the time of day: "at nine in the evening" is 21:00. */
function hourOf({ time, part }: MergedTime): { hour: number; minute: number } {
  if (!time) return { hour: part ? HOURS[part] : USUAL_HOUR, minute: 0 };
  const isLater = part === 'afternoon' || part === 'evening' || (part === 'night' && time.hour >= 6);
  const { hour, minute } = time;
  if (hour === 12 && (part === 'night' || part === 'evening')) return { hour: 0, minute };
  if (part === 'noon' && hour < 4) return { hour: hour + 12, minute };
  return { hour: isLater && hour < 12 ? hour + 12 : hour, minute };
}

/** Times that come again within a day: only such as part an hour or a day in equal pieces have a line of cron. */
function eachOf(each: number, unit: 'minute' | 'hour'): Times | undefined {
  if (!Number.isInteger(each) || each < 1) return undefined;
  if (unit === 'minute')
    return 60 % each === 0 && each < 60 ? { cron: `*/${each} * * * *` } : eachOf(each / 60, 'hour');
  if (each === 24) return { cron: '0 0 * * *' };
  return 24 % each === 0 ? { cron: each === 1 ? '0 * * * *' : `0 */${each} * * *` } : undefined;
}

/** Finds the one moment that is meant; undefined where it is over. */
function onceAt(all: MergedTime, ofDay: number, now: number, zone: string): Times | undefined {
  const today = Math.floor(wallAt(now, zone) / DAY_MS) * DAY_MS;
  const moment = (day: number) => momentOf(day + ofDay, zone);
  const { days, weekday, weeks = 0, date } = all;
  const within = (day: number): Times | undefined => {
    const at = moment(day);
    return at > now ? { at } : undefined;
  };
  if (date) return dated(date, today, within);
  if (days !== undefined) return within(today + days * DAY_MS);
  if (weekday !== undefined) {
    const monday = weeks > 0 ? today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS : today;
    const ahead = weeks > 0 ? 7 + ((weekday + 6) % 7) : (weekday - new Date(today).getUTCDay() + 7) % 7;
    return within(monday + ahead * DAY_MS) ?? within(monday + (ahead + 7) * DAY_MS);
  }
  // A time alone is the next there is.
  return all.time || all.part ? (within(today) ?? within(today + DAY_MS)) : undefined;
}

/** Finds the day of the calendar that is meant: without a year, the next that exists. */
function dated(
  { year, month, day }: NonNullable<MergedTime['date']>,
  today: number,
  within: (day: number) => Times | undefined,
): Times | undefined {
  const first = new Date(today).getUTCFullYear();
  const years = year === undefined ? Array.from({ length: 9 }, (_, more) => first + more) : [year];
  for (const each of years) {
    const at = Date.UTC(each, month - 1, day);
    const found = new Date(at).getUTCDate() === day ? within(at) : undefined;
    if (found) return found;
  }
  return undefined;
}
