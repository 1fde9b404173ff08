import * as v from 'valibot';
import type { Clock, DocumentEntry, Documents, Owner } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { type Schedule, scheduleSchema } from './schedule.ts';

/** Schedules as documents: `schedule|<id>`. They are their person's, and of the schedules of a chat. */

const PREFIX = 'schedule|';
const keyOf = (id: string) => `${PREFIX}${id}`;
/** Time for which one is kept that is over, ms: its reminder can be put off. */
const KEPT_MS = 30 * 86_400_000;
/** Attempts at a change that others may come before. */
const TRIES = 20;
/** Documents read in one go. */
const BITE = 50;

/** Mark that a deed has removed one: whoever does it again after a crash would find nothing, and say so. */
const removedSchema = v.object({ v: v.literal(1), text: v.string() });
const markOf = (by: string) => `schedule-removed|${by}`;
/** Time for which the mark is kept, ms. */
const MARKED_MS = 86_400_000;

export type Removed = Pick<Schedule, 'text'>;

/** Every method rejects with Fault('storage') where the store fails. */
export interface ScheduleStore {
  read(id: string): Promise<Schedule | undefined>;
  /** Stores one; false where there is one of its id already. */
  add(schedule: Schedule): Promise<boolean>;
  /** Changes one as it is now; undefined where there is none, or `change` gives none: then nothing is written. */
  change(id: string, change: (schedule: Schedule) => Schedule | undefined): Promise<Schedule | undefined>;
  /** Removes one for a deed: `by` is the id of that, the same when it is done once more after a crash. */
  remove(schedule: Schedule, by: string): Promise<void>;
  /** Finds what a deed has removed; undefined where it has removed nothing, or more than a day ago. */
  removed(by: string): Promise<Removed | undefined>;
  /** Lists those of a person (Actor.id), or for a chat (as in Place.chat), the oldest first. */
  list(by: { person: string } | { chat: string }): Promise<Schedule[]>;
  all(): AsyncIterable<Schedule>;
}

/** Id under which a chat's schedules are found. They stay when its conversations are forgotten. */
function schedulesOf(chat: string): string {
  return `schedules:${chat}`;
}

export function createScheduleStore(
  documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'setMany' | 'owned' | 'keys'>,
  clock: Pick<Clock, 'now'>,
): ScheduleStore {
  function ownerOf({ asked }: Schedule): Owner {
    return { conversation: schedulesOf(asked.at.chat), person: asked.actor.id };
  }

  function entry(schedule: Schedule): DocumentEntry {
    const { over } = schedule;
    const owner = ownerOf(schedule);
    const ttl = over ? { ttl: Math.max(1, schedule.after + KEPT_MS - clock.now()) } : {};
    return { key: keyOf(schedule.id), value: schedule, owner, ...ttl };
  }

  async function readAll(keys: readonly string[]): Promise<Schedule[]> {
    const values = await documents.getMany(keys);
    return values.filter((value) => v.is(scheduleSchema, value));
  }

  const read = async (id: string) => (await readAll([keyOf(id)]))[0];

  return {
    read,

    add: (schedule) => documents.compareAndSet([{ key: keyOf(schedule.id), value: undefined }], [entry(schedule)]),

    async change(id, change) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const value = await read(id);
        const next = value && change(value);
        if (!next) return undefined;
        if (await documents.compareAndSet([{ key: keyOf(id), value }], [entry(next)])) return next;
      }
      throw new Fault('storage', 'a schedule is changed by too many at once');
    },

    async remove(schedule, by) {
      const { id, text } = schedule;
      const mark = { key: markOf(by), value: { v: 1, text }, owner: ownerOf(schedule), ttl: MARKED_MS };
      await documents.setMany([mark, { key: keyOf(id), value: undefined }]);
    },

    async removed(by) {
      const [value] = await documents.getMany([markOf(by)]);
      return v.is(removedSchema, value) ? value : undefined;
    },

    async list(by) {
      const owner = 'chat' in by ? { conversation: schedulesOf(by.chat) } : by;
      const keys: string[] = [];
      for await (const { key } of documents.owned(owner)) if (key.startsWith(PREFIX)) keys.push(key);
      const found: Schedule[] = [];
      for (let at = 0; at < keys.length; at += BITE) found.push(...(await readAll(keys.slice(at, at + BITE))));
      return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    },

    async *all() {
      const keys: string[] = [];
      for await (const key of documents.keys(PREFIX)) {
        keys.push(key);
        if (keys.length >= BITE) yield* await readAll(keys.splice(0));
      }
      yield* await readAll(keys);
    },
  };
}
