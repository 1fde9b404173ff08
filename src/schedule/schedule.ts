import * as v from 'valibot';
import { groundsSchema, type InboundEvent, type Place, type Target, targetSchema } from '../ports/index.ts';
import { nextDue, timesSchema } from './reckon.ts';

/** Schedules: what somebody wants to be told, or asked of the model, at times to come. */

const text = v.string();
const number = v.pipe(v.number(), v.finite());

/** Longest text of a schedule, in UTF-16 units. */
export const MOST_TEXT = 1500;

/**
 * Tells whether words that are asked at a due time would do what a command does. The asker's own may. Those of a quote or of the model
 * must not: they would have the asker's rights.
 */
export function isCommanding({ does, text: words }: Pick<Schedule, 'does' | 'text'>): boolean {
  return does === 'ask' && /^\s*\//.test(words);
}

const placeSchema = v.object({
  ...groundsSchema.entries,
  surface: text,
  chat: text,
  thread: v.exactOptional(text),
  parent: v.exactOptional(text),
  restricted: v.exactOptional(v.boolean()),
  member: v.exactOptional(text),
});

const askedSchema = v.object({
  at: placeSchema,
  actor: v.object({
    id: text,
    name: text,
    locale: v.exactOptional(text),
    kind: v.exactOptional(v.literal('chat')),
  }),
  /** Target that reaches the place for good. */
  target: targetSchema,
});

/** Person whose a schedule is, and the place that it is for. */
export type Asked = v.InferOutput<typeof askedSchema>;

export const scheduleSchema = v.object({
  v: v.literal(1),
  /** Id of the turn that made it, or of a call within that. */
  id: text,
  /** Number of changes of its times: the alarms of those before ring in vain. */
  edition: v.pipe(v.number(), v.safeInteger()),
  /** `remind`: its text is shown. `ask`: its text is asked as if the person said it. */
  does: v.picklist(['remind', 'ask']),
  text,
  times: timesSchema,
  /** IANA zone whose clocks the times go by. */
  zone: text,
  /** Epoch ms up to which all due times are over. */
  after: number,
  /** Epoch ms at which it was made. */
  at: number,
  asked: askedSchema,
  /**
   * Reason why it rests. `asked`: somebody wants so. `access`: the person may not speak at the place. `left`: they are not there
   * any more. `gone`: the place cannot be written to. `refused`: for hours, too much was asked for.
   */
  paused: v.exactOptional(v.picklist(['asked', 'access', 'left', 'gone', 'refused'])),
  /** Times in a row that the gate has refused what was due. */
  refused: v.exactOptional(v.pipe(v.number(), v.safeInteger())),
  /** True once nothing of it is due any more. */
  over: v.exactOptional(v.literal(true)),
});

export type Schedule = v.InferOutput<typeof scheduleSchema>;

/** Reason why a schedule rests, where nobody asked for that. */
export type Hindrance = Exclude<NonNullable<Schedule['paused']>, 'asked'>;

/** Key of the event of a due time: it is accepted once. */
function dueKey({ id }: Pick<Schedule, 'id'>, due: number): string {
  return ['job', id, due].join(':');
}

/** Id of the schedule that the event of a key is of; undefined for any other key. */
export function scheduleIn(key: string): string | undefined {
  return /^job:(.+):\d+$/.exec(key)?.[1];
}

/** Time at which a schedule is due next, epoch ms; undefined where it rests or is over. */
export function dueNext({ times, zone, after, paused, over }: Schedule): number | undefined {
  return paused || over ? undefined : nextDue(times, zone, after);
}

/** Name of the command that shows a reminder, and of the one that tells that a schedule rests. */
export const REMINDER = 'reminder';
export const RESTS = 'rests';

/** Makes the event of a due time. It counts as said then: however late it is, it counts in that minute. */
export function dueEvent(schedule: Schedule, due: number): InboundEvent {
  const { id, does, text: words, asked } = schedule;
  const at: Place = asked.at;
  const options = { text: words, schedule: id };
  return {
    v: 2,
    key: dueKey(schedule, due),
    at,
    actor: asked.actor,
    sentAt: due,
    reply: asked.target,
    body:
      does === 'ask' ? { type: 'due', text: words } : { type: 'due', text: '', command: { name: REMINDER, options } },
  };
}

/**
 * Makes the event that tells that a schedule rests. It is accepted once for each edition. `now`: epoch ms. `reply`: where it is
 * told. `tries`: times that it was told in vain before.
 */
export function restEvent(
  { id, edition, asked }: Pick<Schedule, 'id' | 'edition' | 'asked'>,
  why: Hindrance,
  now: number,
  reply: Target,
  tries = 0,
): InboundEvent {
  const at: Place = asked.at;
  const command = { name: RESTS, options: { why, schedule: id } };
  const body = { type: 'due', text: '', command } as const;
  const key = [RESTS, id, edition, ...(tries > 0 ? [tries] : [])].join(':');
  return { v: 2, key, at, actor: asked.actor, sentAt: now, reply, body };
}

/** Facts of the key of an event that tells that a schedule rests; undefined for any other key. */
export function restIn(key: string): { id: string; edition: number; tries: number } | undefined {
  const [, id, edition, tries = '0'] = /^rests:(.+?):(\d+)(?::(\d+))?$/.exec(key) ?? [];
  return id === undefined ? undefined : { id, edition: Number(edition), tries: Number(tries) };
}
