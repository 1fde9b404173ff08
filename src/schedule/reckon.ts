import * as v from 'valibot';
import { type Cron, meansDay, readCron } from './cron.ts';
import { momentOf, wallAt } from './zones.ts';

/** Due times: once, or again and again by the clocks of a zone. */

/** Times of a schedule: a moment (epoch ms), or a line of cron. */
export const timesSchema = v.union([
  v.object({ at: v.pipe(v.number(), v.safeInteger()) }),
  v.object({ cron: v.pipe(v.string(), v.maxLength(120)) }),
]);

export type Times = v.InferOutput<typeof timesSchema>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Days in which each line of cron that means anything means a day: 29 February is eight years away at most. */
const HORIZON_DAYS = 8 * 366 + 2;
/** Stretches before a moment in which the latest due time is looked for: most are found in the first. */
const BACK_MS = [HOUR_MS, DAY_MS, 8 * DAY_MS, 32 * DAY_MS, 367 * DAY_MS, HORIZON_DAYS * DAY_MS];

/**
 * Finds the first due time after a moment, epoch ms; undefined where there is none. Times go by the clocks of the zone. One that
 * they skip is due when they skip it. One that they show twice is due once.
 */
export function nextDue(times: Times, zone: string, after: number): number | undefined {
  if ('at' in times) return times.at > after ? times.at : undefined;
  const cron = readCron(times.cron);
  return cron && nextOf(cron, zone, after);
}

function nextOf(cron: Cron, zone: string, after: number): number | undefined {
  const today = dayOf(wallAt(after, zone));
  // A day before: clocks that were set back show yesterday's last hour again.
  for (let day = today - DAY_MS; day <= today + HORIZON_DAYS * DAY_MS; day += DAY_MS) {
    if (!meansDay(cron, day)) continue;
    const due = firstOf(cron, zone, day, after);
    if (due !== undefined) return due;
  }
  return undefined;
}

/** Finds the first due time of a day that is after a moment. Days whose last minute is not after it are left at once. */
function firstOf({ hours, minutes }: Cron, zone: string, day: number, after: number): number | undefined {
  if (momentOf(day + DAY_MS - MINUTE_MS, zone) <= after) return undefined;
  for (const hour of hours) {
    const last = day + hour * HOUR_MS + (minutes.at(-1) ?? 0) * MINUTE_MS;
    if (momentOf(last, zone) <= after) continue;
    for (const minute of minutes) {
      const due = momentOf(day + hour * HOUR_MS + minute * MINUTE_MS, zone);
      if (due > after) return due;
    }
  }
  return undefined;
}

function dayOf(wall: number): number {
  return Math.floor(wall / DAY_MS) * DAY_MS;
}

/** Finds the latest due time that is after `after` and not after `now`; undefined where there is none. */
export function latestDue(times: Times, zone: string, after: number, now: number): number | undefined {
  if ('at' in times) return times.at > after && times.at <= now ? times.at : undefined;
  for (const back of BACK_MS) {
    const from = Math.max(after, now - back);
    let latest: number | undefined;
    for (let due = nextDue(times, zone, from); due !== undefined && due <= now; due = nextDue(times, zone, due)) {
      latest = due;
    }
    if (latest !== undefined) return latest;
    if (from === after) return undefined;
  }
  return undefined;
}
