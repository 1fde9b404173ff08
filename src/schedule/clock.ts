import * as v from 'valibot';
import type { JobRunner } from '../background/jobs.ts';
import type { Clock, Inbox, Job, Log, Receive, Target } from '../ports/index.ts';
import { backoffMs } from '../util/retry.ts';
import { latestDue } from './reckon.ts';
import { dueEvent, dueNext, type Hindrance, restEvent, restIn, type Schedule, scheduleIn } from './schedule.ts';
import type { ScheduleStore } from './store.ts';

/**
 * The clock that turns due times into events. A job is the alarm of each schedule: it only says when to look, and what is due is
 * read from the schedule. The key of an event is accepted once, whatever dies in between.
 */

export interface ClockParts {
  store: ScheduleStore;
  jobs: Pick<JobRunner, 'handle' | 'add'>;
  inbox: Pick<Inbox, 'known'>;
  /** Way in for all events. */
  receive: Receive;
  clock: Clock;
  log: Log;
  /** Age from which a due time of a schedule that comes again is not told any more, ms; 0 for never. */
  skipMs: number;
  /** Tells what keeps the person from being served at the place now. */
  hindrance(schedule: Schedule, signal: AbortSignal): Promise<Hindrance | undefined>;
  /** Finds where it is told that a schedule rests; undefined where the person can be told nowhere but at its place. */
  toldAt(schedule: Schedule, why: Hindrance): Promise<Target | undefined>;
}

export interface ScheduleClock {
  /** Sets the alarm for the next due time, where there is one. Harmless when repeated. */
  set(schedule: Schedule): Promise<void>;
  /** Sets the alarms of all schedules: a process may have ended between the two. */
  setAll(signal: AbortSignal): Promise<void>;
  /**
   * Has a schedule rest, if the event of this key was one of it and could not be shown. If it was to tell that one rests, it is told
   * again later, a few times.
   */
  unreached(key: string): Promise<void>;
}

const KIND = 'schedule';
/** Nobody's failure ends a schedule: it is tried until somebody takes it away. */
const BOUNDS = { attempts: 1_000_000, timeMs: 60_000, parallel: 4, leaseMs: 10_000, prompt: true } as const;
/** Pauses until what the gate has refused is offered again, ms, and how often it is offered: some six hours. */
const AGAIN = { firstMs: 60_000, longestMs: 3_600_000 };
const OFFERS = 12;

/** Pauses until it is told again that a schedule rests whose place was gone, ms: people come back to chats that they had closed. */
const TOLD_AGAIN_MS = [3_600_000, 86_400_000, 7 * 86_400_000, 30 * 86_400_000] as const;
const TELLING = 'schedule-rests';
const tellingSchema = v.object({ id: v.string(), edition: v.number(), tries: v.number() });

const alarmSchema = v.object({ id: v.string(), edition: v.number() });

export function createScheduleClock(parts: ClockParts): ScheduleClock {
  const { store, jobs, inbox, clock, log } = parts;

  async function set(schedule: Schedule): Promise<void> {
    const due = dueNext(schedule);
    if (due === undefined) return;
    const { id, edition, asked } = schedule;
    const job = { kind: KIND, key: `${KIND}|${id}|${edition}`, payload: { id, edition }, payer: asked.actor.id };
    await jobs.add(job, due);
  }

  /** Hands over what is due, and resolves with the time to look again. */
  async function ring({ payload }: Job, signal: AbortSignal): Promise<number | undefined> {
    const { id, edition } = v.parse(alarmSchema, payload);
    const schedule = await store.read(id);
    if (schedule?.edition !== edition || schedule.paused || schedule.over) return undefined;
    const { times, zone, after } = schedule;
    const now = clock.now();
    const due = latestDue(times, zone, after, now);
    // Clocks can be set back after it was claimed.
    if (due === undefined) return dueNext(schedule);
    const isSkipped = 'cron' in times && parts.skipMs > 0 && now - due > parts.skipMs;
    if (!isSkipped) {
      const why = await parts.hindrance(schedule, signal);
      if (why) return void (await rest(id, why));
      if (!(await accepted(schedule, due))) return refused(schedule);
    } else log.info({ schedule: id, due }, 'A due time was missed for so long that it is skipped');
    return passed(schedule, due);
  }

  async function accepted(schedule: Schedule, due: number): Promise<boolean> {
    const event = dueEvent(schedule, due);
    await parts.receive([event]);
    return (await inbox.known([event.key])).has(event.key);
  }

  /** Notes that a due time is over, and reckons the next. */
  async function passed({ id, edition }: Schedule, due: number): Promise<number | undefined> {
    const left = await store.change(id, (stored) => {
      if (stored.edition !== edition) return undefined;
      const { refused: _, ...served } = stored;
      const next = { ...served, after: Math.max(stored.after, due) };
      return dueNext(next) === undefined && !next.paused ? { ...next, over: true } : next;
    });
    return left && dueNext(left);
  }

  /** Counts a refusal of the gate, and finds when to offer it again; undefined once it rests. */
  async function refused({ id, edition }: Schedule): Promise<number | undefined> {
    const left = await store.change(id, (stored) =>
      stored.edition === edition ? { ...stored, refused: (stored.refused ?? 0) + 1 } : undefined,
    );
    if (!left?.refused) return undefined;
    if (left.refused >= OFFERS) return void (await rest(id, 'refused'));
    return clock.now() + backoffMs(AGAIN, left.refused);
  }

  /**
   * Has a schedule rest, and that told. The telling is accepted first: a process that ends before the pause does both again, and
   * is told once by the key.
   */
  async function rest(id: string, why: Hindrance): Promise<void> {
    const before = await store.read(id);
    if (!before || before.paused) return;
    const target = await parts.toldAt(before, why);
    if (target) await parts.receive([restEvent(before, why, clock.now(), target)]);
    else await tellLater(before, 1);
    // What is over and was seen by nobody is shown to its person again.
    await store.change(id, ({ over: _, refused: __, ...stored }) =>
      stored.paused || stored.edition !== before.edition ? undefined : { ...stored, paused: why },
    );
  }

  /** Has it told later that a schedule rests, at a place that cannot be written to just now. */
  async function tellLater({ id, edition, asked }: Schedule, tries: number): Promise<void> {
    const pause = TOLD_AGAIN_MS[tries - 1];
    if (pause === undefined) return;
    const payload = { id, edition, tries };
    const key = [TELLING, id, edition, tries].join('|');
    await jobs.add({ kind: TELLING, key, payload, payer: asked.actor.id }, clock.now() + pause);
  }

  /** Tells so once more, unless the person has seen to it meanwhile. */
  async function tellAgain({ payload }: Job): Promise<void> {
    const { id, edition, tries } = v.parse(tellingSchema, payload);
    const schedule = await store.read(id);
    if (schedule?.edition !== edition || schedule.paused !== 'gone') return;
    const target = (await parts.toldAt(schedule, 'gone')) ?? schedule.asked.target;
    await parts.receive([restEvent(schedule, 'gone', clock.now(), target, tries)]);
  }

  async function untold({ id, edition, tries }: NonNullable<ReturnType<typeof restIn>>): Promise<void> {
    const schedule = await store.read(id);
    if (schedule?.edition === edition) await tellLater(schedule, tries + 1);
  }

  jobs.handle(KIND, ring, BOUNDS);
  jobs.handle(TELLING, tellAgain, BOUNDS);

  return {
    set,
    async setAll(signal) {
      for await (const schedule of store.all()) {
        signal.throwIfAborted();
        await set(schedule);
      }
    },
    async unreached(key) {
      const id = scheduleIn(key);
      if (id !== undefined) return rest(id, 'gone');
      const told = restIn(key);
      if (told) await untold(told);
    },
  };
}
