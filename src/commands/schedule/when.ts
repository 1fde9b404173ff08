import { readCron } from '../../schedule/cron.ts';
import { dueNext, type Schedule } from '../../schedule/schedule.ts';
import { wallAt } from '../../schedule/zones.ts';
import { escapeMarkdown, headline } from '../../util/text.ts';
import type { CommandContext } from '../command.ts';

/** Times of schedules in words. */

type Speaking = Pick<CommandContext, 'texts' | 'locales' | 'language'>;

/** Shown of a text in a list, in UTF-16 units. */
const SHOWN = 200;
/** A Sunday. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

/** Text of a schedule as one line of Markdown. */
export function shownText({ text }: Pick<Schedule, 'text'>): string {
  return escapeMarkdown(headline(text, SHOWN));
}

/** Names a moment with its day, by the clocks of a zone. */
export function momentText(at: number, zone: string, { locales, language }: Speaking): string {
  const form = { dateStyle: 'full', timeStyle: 'short', timeZone: zone } as const;
  return new Intl.DateTimeFormat(locales.nearest(language), form).format(at);
}

/** Says when something is due: once, or how often; and when next, where it is due again. */
export function whenText(schedule: Schedule, speaking: Speaking): string {
  const { times, zone } = schedule;
  const due = dueNext(schedule) ?? ('at' in times ? times.at : undefined);
  const next = due === undefined ? '' : momentText(due, zone, speaking);
  if ('at' in times) return speaking.texts('schedule.once', { time: next, zone });
  const values = { often: oftenText(times.cron, speaking), next, zone };
  return speaking.texts(next === '' ? 'schedule.often_only' : 'schedule.often', values);
}

/** Says how often a line of cron is due; one that has no short words stays as it is. */
function oftenText(line: string, { texts, locales, language }: Speaking): string {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = line.split(' ');
  const isOne = readCron(line) !== undefined && /^\d+$/.test(minute) && /^\d+$/.test(hour) && month === '*';
  if (!isOne) return texts('schedule.every.cron', { cron: line });
  const tag = locales.nearest(language);
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'short', timeZone: 'UTC' });
  const time = clock.format(SUNDAY + (Number(hour) * 60 + Number(minute)) * 60_000);
  if (day === '*' && weekday === '*') return texts('schedule.every.day', { time });
  if (weekday === '*' && /^\d+$/.test(day)) return texts('schedule.every.month', { time, day });
  if (day !== '*' || !/^\d(?:,\d)*$/.test(weekday)) return texts('schedule.every.cron', { cron: line });
  const names = new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' });
  const days = weekday.split(',').map((number) => names.format(SUNDAY + (Number(number) % 7) * DAY_MS));
  return texts('schedule.every.week', { time, days: new Intl.ListFormat(tag).format(days) });
}

/** The time that clocks of a zone show now, and its day. */
export function nowText(zone: string, now: number, speaking: Speaking): string {
  const form = { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(speaking.locales.nearest(speaking.language), form).format(wallAt(now, zone));
}

/** Writes the times of a schedule so that they are understood again: a line of cron, or a day and a minute of its zone. */
export function writtenTimes({ times, zone }: Pick<Schedule, 'times' | 'zone'>): string {
  return 'cron' in times ? times.cron : new Date(wallAt(times.at, zone)).toISOString().slice(0, 16).replace('T', ' ');
}
