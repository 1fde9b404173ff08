import type { Permissions } from '../admission/permissions.ts';
import type { TextKey } from '../locales/index.ts';
import type { Surface, Target, Task } from '../ports/index.ts';
import { type ClockParts, createScheduleClock, type ScheduleClock } from './clock.ts';
import type { Hindrance, Schedule } from './schedule.ts';
import { createSchedules, type ScheduleBounds, type Schedules } from './schedules.ts';
import { createScheduleStore } from './store.ts';

export interface OpenParts extends Omit<ClockParts, 'store' | 'hindrance' | 'tell'>, ScheduleBounds {
  documents: Parameters<typeof createScheduleStore>[0];
  surface(name: string): Surface;
  permissions: Pick<Permissions, 'access'>;
  /** Sends one sentence that belongs to no turn. Best effort. */
  say(surface: Surface, target: Target, key: string, markdown: string): Promise<void>;
  phrase(
    to: Pick<Task, 'actor' | 'target' | 'settingsChat'>,
    key: Extract<TextKey, `schedule.rests.${string}`>,
    values: Record<string, string>,
  ): Promise<string>;
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
    tell: (schedule, why) => tell(parts, schedule, why),
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

/** Says at the place that a schedule rests; where that is gone, to the person alone, as far as the platform can. */
async function tell(parts: OpenParts, { id, edition, asked }: Schedule, why: Hindrance): Promise<void> {
  const { at, actor, target } = asked;
  const surface = parts.surface(at.surface);
  const alone = surface.privateTarget?.(target, actor);
  const where = why === 'gone' ? alone : target;
  if (!where || (why === 'gone' && at.kind !== 'group')) return;
  const to = { actor, target, ...(at.parent === undefined ? {} : { settingsChat: at.parent }) };
  const text = await parts.phrase(to, `schedule.rests.${why}`, { name: actor.name });
  await parts.say(surface, where, `schedule:${id}:${edition}:rests`, text);
}
