import type { Permissions } from '../admission/permissions.ts';
import type { Surface, Target, Task } from '../ports/index.ts';
import { type ClockParts, createScheduleClock, type ScheduleClock } from './clock.ts';
import type { Hindrance, Schedule } from './schedule.ts';
import { createSchedules, type ScheduleBounds, type Schedules } from './schedules.ts';
import { createScheduleStore } from './store.ts';

export interface OpenParts extends Omit<ClockParts, 'store' | 'hindrance' | 'toldAt'>, ScheduleBounds {
  documents: Parameters<typeof createScheduleStore>[0];
  surface(name: string): Surface;
  permissions: Pick<Permissions, 'access'>;
}

/** Time limit for asking a platform whether somebody is there, ms. */
const ASK_MS = 5000;

export interface OpenSchedules extends Pick<ScheduleClock, 'setAll'> {
  schedules: Schedules;
  /** Has a schedule rest, if a task was due by one and its answer can be shown to nobody at its place. */
  unreached(task: Pick<Task, 'key'>): Promise<void>;
}

/** Opens the schedules, with the clock that rings for them. */
export function openSchedules(parts: OpenParts): OpenSchedules {
  const store = createScheduleStore(parts.documents, parts.clock);
  const alarms = createScheduleClock({
    ...parts,
    store,
    hindrance: ({ asked }, signal) => hindrance(parts, asked, signal),
    toldAt: ({ asked }, why) => toldAt(parts, asked, why),
  });
  return {
    setAll: alarms.setAll,
    unreached: ({ key }) => alarms.unreached(key),
    schedules: createSchedules(store, alarms, parts.clock, parts),
  };
}

async function hindrance(
  { permissions, surface }: OpenParts,
  { at, actor, target }: Schedule['asked'],
  signal: AbortSignal,
): Promise<Hindrance | undefined> {
  if (permissions.access({ actor, place: at }) === 'denied') return 'access';
  if (at.kind !== 'group' || actor.kind === 'chat') return undefined;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
  // A platform that cannot tell just now says nothing against the person.
  const isThere = await surface(at.surface)
    .isPresent?.(target, actor, limited)
    .catch(() => true);
  return isThere === false ? 'left' : undefined;
}

/**
 * Finds where it is told that a schedule rests: at its place. Where that is gone, the person is told alone, in their private chat
 * with the bot. That is opened where the platform can; undefined where nothing reaches them now.
 */
async function toldAt(
  { surface }: OpenParts,
  { at, actor, target }: Schedule['asked'],
  why: Hindrance,
): Promise<Target | undefined> {
  if (why !== 'gone') return target;
  if (at.kind !== 'group' || actor.kind === 'chat') return undefined;
  const { privateTarget, openPrivate } = surface(at.surface);
  const known = privateTarget?.(target, actor);
  if (known) return known;
  const opened = await openPrivate?.(actor, AbortSignal.timeout(ASK_MS)).catch(() => undefined);
  return opened?.target;
}
