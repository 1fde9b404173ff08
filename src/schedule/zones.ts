import { LruCache } from '../util/lru.ts';

/** Time zones: what clocks on the wall say at a moment, and the moment at which they say something. */

/** Time as a clock on the wall shows it, without a zone: ms since 1970 as if it were UTC. */
export type Wall = number;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longest name of a zone, in UTF-16 units: longer texts are no zone. */
const MOST_NAME = 64;

/** Formatters by zone: making one takes longer than all that is asked of it. */
const formatters = new LruCache<Intl.DateTimeFormat>(50);

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formatters.set(zone, made);
  return made;
}

/** Finds the IANA name of a zone, as this machine spells it; undefined for what is none. `+02:00` and the like are zones, too. */
export function zoneNamed(name: string): string | undefined {
  if (name.length === 0 || name.length > MOST_NAME) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Reads what the clocks of a zone show at a moment (epoch ms), to the second. */
export function wallAt(at: number, zone: string): Wall {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Distance of a zone's clocks from UTC at a moment, ms. */
function offsetAt(at: number, zone: string): number {
  return wallAt(at, zone) - Math.floor(at / 1000) * 1000;
}

/**
 * Finds the moment (epoch ms) at which the clocks of a zone show a time. One that they show twice is the first of the two; one
 * that they skip is the moment at which they skip it.
 */
export function momentOf(wall: Wall, zone: string): number {
  // No clock is set by more than a day, and none twice within two.
  const [before, after] = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)];
  const early = Math.min(wall - before, wall - after);
  const late = Math.max(wall - before, wall - after);
  for (const at of [early, late]) if (wallAt(at, zone) === wall) return at;
  return changeWithin(early, late, before, zone);
}

/** Finds the moment at which clocks are set, between two: the first minute whose distance is not `before`. */
function changeWithin(from: number, to: number, before: number, zone: string): number {
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE_MS, zone) === before) low = middle + 1;
    else high = middle;
  }
  return low * MINUTE_MS;
}
