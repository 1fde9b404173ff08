import type { Clock } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import type { ScheduleClock } from './clock.ts';
import { readCron, shortestGap } from './cron.ts';
import { nextDue, type Times } from './reckon.ts';
import { type Asked, MOST_TEXT, type Schedule } from './schedule.ts';
import type { ScheduleStore } from './store.ts';

/** Schedules as people and the model make and change them. Every method rejects with Fault('storage') where the store fails. */
export interface Schedules extends Pick<ScheduleStore, 'remove' | 'removed'> {
  /** Makes one under its id. Where there is one already, that becomes what is wanted now: twice is once. */
  make(wish: Wish): Promise<Schedule | Unmade>;
  /** Changes one; `gone` where there is none any more. `paused`: whether it rests. */
  change(id: string, change: Change): Promise<Schedule | Unmade | 'gone'>;
  read(id: string): Promise<Schedule | undefined>;
  /** Lists what a person (Actor.id) has that is not over, or what is for a chat, the oldest first. */
  list(by: { person: string } | { chat: string }): Promise<Schedule[]>;
}

export interface Wish extends Pick<Schedule, 'id' | 'does' | 'text' | 'times' | 'zone'> {
  asked: Asked;
}

export type Change = Partial<Pick<Schedule, 'does' | 'text' | 'times' | 'zone'>> & { paused?: boolean };

/** Reason why a schedule is not made. `never`: it would not be due any more. `text`: it is empty or too long. */
export type Unmade = 'person_full' | 'chat_full' | 'never' | 'often' | 'text';

export interface ScheduleBounds {
  /** Schedules of a person, and for a chat; 0 for no bound. */
  perPerson: number;
  perChat: number;
  /** Shortest time between two due times of one, ms. */
  leastGapMs: number;
}

const MINUTE_MS = 60_000;

export function createSchedules(
  store: ScheduleStore,
  alarms: Pick<ScheduleClock, 'set'>,
  clock: Pick<Clock, 'now'>,
  bounds: ScheduleBounds,
): Schedules {
  /** Finds why times or a text will not do. */
  function wrong({ times, zone, text }: Pick<Wish, 'times' | 'zone' | 'text'>): Unmade | undefined {
    if (isBlank(text) || text.length > MOST_TEXT) return 'text';
    if (isTooOften(times)) return 'often';
    return nextDue(times, zone, clock.now()) === undefined ? 'never' : undefined;
  }

  function isTooOften(times: Times): boolean {
    const cron = 'cron' in times ? readCron(times.cron) : undefined;
    return cron !== undefined && shortestGap(cron) * MINUTE_MS < bounds.leastGapMs;
  }

  async function crowded({ asked }: Wish): Promise<Unmade | undefined> {
    const { perPerson, perChat } = bounds;
    if (perPerson > 0 && (await list({ person: asked.actor.id })).length >= perPerson) return 'person_full';
    if (perChat > 0 && (await list({ chat: asked.at.chat })).length >= perChat) return 'chat_full';
    return undefined;
  }

  const list: Schedules['list'] = async (by) => (await store.list(by)).filter(({ over }) => !over);

  async function change(id: string, { paused, ...wish }: Change): Promise<Schedule | Unmade | 'gone'> {
    const before = await store.read(id);
    if (!before) return 'gone';
    const unmade = paused ? undefined : wrong({ ...before, ...wish });
    if (unmade) return unmade;
    const after = clock.now();
    const changed = await store.change(id, ({ paused: why, over: _, refused: __, ...stored }) => {
      const rests = paused === undefined ? why : paused ? 'asked' : undefined;
      const next = { ...stored, ...wish, edition: stored.edition + 1, after: Math.max(stored.after, after) };
      return { ...next, ...(rests ? { paused: rests } : {}) };
    });
    if (changed) await alarms.set(changed);
    return changed ?? 'gone';
  }

  return {
    read: store.read,
    remove: store.remove,
    removed: store.removed,
    list,
    change,

    async make(wish) {
      const before = await store.read(wish.id);
      if (before) {
        const { does, text, times, zone } = wish;
        const isSame = before.text === text && before.does === does && isEqual(before.times, times);
        if (!isSame) {
          const changed = await change(wish.id, { does, text, times, zone });
          return changed === 'gone' ? 'never' : changed;
        }
        await alarms.set(before);
        return before;
      }
      const unmade = wrong(wish) ?? (await crowded(wish));
      if (unmade) return unmade;
      const now = clock.now();
      const made: Schedule = { v: 1, ...wish, edition: 0, after: now, at: now };
      await store.add(made);
      await alarms.set(made);
      return made;
    },
  };
}

function isEqual(a: Times, b: Times): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
