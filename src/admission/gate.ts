import type { TextKey } from '../locales/index.ts';
import type { Clock, Resolved, UserAction } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import { createAllowance, type Overdraft } from './allowance.ts';
import type { Permissions, Speaking } from './permissions.ts';

/** Limits of what people may ask for; 0 for none. */
export interface GateSettings {
  /** A person; whole. */
  requestsPerMinute: number;
  /** Turns waiting in one conversation. */
  queueLimit: number;
  /** Open turns of one person, in all places. */
  personQueueLimit: number;
  /** Open turns of everybody. */
  allQueueLimit: number;
  /** Bytes that one person may have stored in a day. */
  personDailyBytes: number;
  /** Age from which an arriving message is not answered any more, ms. */
  lateLimitMs: number;
}

/**
 * Let in, or not. `repeated`: this notice was given in this window before. `late`: it is too old to be answered, which its
 * chat is told in a turn of its own.
 */
export type Verdict = { pass: true } | Refusal;

interface Refusal {
  pass: false;
  late?: boolean;
  reply?: RefusalReply;
  repeated: boolean;
  /** Nobody is told, whatever the platform shows then: the person has had enough notices. */
  silent?: true;
}

export interface RefusalReply {
  key: Extract<TextKey, `access.${string}` | `limit.${string}`>;
  values: Record<string, string | number>;
}

/** Terms of a task, as its command's spec says. */
export interface Terms {
  /** Strangers may ask it, too, now and then. */
  public: boolean;
  /**
   * Requests it counts as: one, or one for each picture. 0 if it asks no model and comes by a button (a menu's pages, an
   * answer's arrows): its press was counted.
   */
  points: number;
  /** Is owed: no right and no limit keeps it out. */
  owed?: boolean;
}

/** Turns that are not closed yet, running ones included. */
export interface OpenTurns {
  /** Turns of the same queue. */
  queue: number;
  /** Turns of the same person, in all places. */
  person: number;
  all: number;
}

/** Nothing that waits: for what makes no queue longer. */
export const NO_TURNS: OpenTurns = { queue: 0, person: 0, all: 0 };

export interface Gate {
  /** Judges a task or an act. An event that comes again is counted once and judged the same. */
  judge(resolved: Resolved, open: OpenTurns, terms: Terms): Promise<Verdict>;
  /** Counts a picture that an answer to a person has more than was asked for: it is one request of theirs. */
  drew(person: string): void;
}

/** Id that all accounts of a person (Actor.id) have in common. Rejects with Fault('storage'). */
export type PersonOf = (account: string) => Promise<string>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Presses of a person in a minute: turning pages is no request, but not for nothing either. */
const PRESSES_PER_MINUTE = 120;
/** Stops and edits of a person in a minute, where requests are limited at all. */
const GESTURES_PER_MINUTE = 120;
/** Notices of refusals that one person gets in a minute: past them even a button or a slash command goes without. */
const NOTICES_PER_MINUTE = 10;
/** Notices that all strangers together get in a minute. */
const STRANGERS_PER_MINUTE = 30;
/** Notices that a public command of a stranger counts as: it becomes a turn. */
const STRANGERS_COMMAND = 3;
/** Public commands, and likewise responses to presses and slash commands, of one stranger in a minute. */
const PER_STRANGER = 3;
/** Refusal of which nobody is told. */
const SILENCE = { pass: false, repeated: true, silent: true } as const;
/** Most events whose judgement is remembered: more than any platform delivers before it waits. */
const COUNTED = 5000;

/** One gate for every kind of event: may they speak, is it too late, is it too much. */
export function createGate(settings: GateSettings, permissions: Permissions, clock: Clock, personOf: PersonOf): Gate {
  const { requestsPerMinute, personDailyBytes } = settings;
  const perMinute = (points: number) => createAllowance({ points, withinMs: MINUTE_MS, clock });
  const requests = perMinute(requestsPerMinute);
  const presses = perMinute(PRESSES_PER_MINUTE);
  const gestures = perMinute(requestsPerMinute > 0 ? GESTURES_PER_MINUTE : 0);
  const bytes = createAllowance({ points: personDailyBytes, withinMs: DAY_MS, clock });
  const notices = perMinute(NOTICES_PER_MINUTE);
  const queueOnce = perMinute(1);
  const strangers = perMinute(STRANGERS_PER_MINUTE);
  const askedByStranger = perMinute(PER_STRANGER);
  const pressedByStranger = perMinute(PER_STRANGER);
  const deniedOnce = createAllowance({ points: 1, withinMs: HOUR_MS, clock });
  const counted = new LruCache<{ verdict: Refusal | undefined }>(COUNTED);

  /** Judges an event once, however often it is delivered. What was due and refused is judged anew when it comes again. */
  function once(budget: string, { key, cause }: Resolved, judge: () => Refusal | undefined): Refusal | undefined {
    const before = counted.get(`${budget} ${key}`);
    if (before && !(before.verdict && cause === 'due')) return before.verdict;
    const verdict = judge();
    counted.set(`${budget} ${key}`, { verdict: verdict && { ...verdict, repeated: true } });
    return verdict;
  }

  /**
   * Judges somebody who may not speak: undefined where they may ask this all the same. Strangers share one budget, from
   * which everything is paid that they are told.
   */
  function stranger(resolved: Resolved, terms: Terms): Refusal | undefined {
    const { id } = resolved.actor;
    if (terms.public) {
      const flood = askedByStranger.take(id);
      if (flood?.first && !strangers.take('all')) return flooded(resolved, flood);
      return flood || strangers.take('all', STRANGERS_COMMAND) ? SILENCE : undefined;
    }
    // Without a response to a slash command or a button, the platform shows a failure.
    const told = resolved.target.prompt === undefined ? pressedByStranger : deniedOnce;
    if (!told.has(id) || strangers.take('all')) return SILENCE;
    told.take(id);
    return { pass: false, reply: denialOf(resolved), repeated: false };
  }

  /** Tells whether the message was written during a long downtime. What is due is told all the same. */
  function isTooLate({ sentAt, cause }: Resolved): boolean {
    return cause !== 'due' && settings.lateLimitMs > 0 && clock.now() - sentAt > settings.lateLimitMs;
  }

  /** A backlog arrives all at once, but was not written so: what is old counts in the minute of its writing. */
  function minuteOf({ sentAt }: Resolved, who: string): string {
    const late = clock.now() - sentAt > MINUTE_MS;
    return late ? `${who}@${Math.floor(sentAt / MINUTE_MS)}` : who;
  }

  function tooMany(resolved: Resolved, person: string, points: number): Refusal | undefined {
    if (requestsPerMinute > 0 && points > requestsPerMinute) {
      return refuse(resolved, true, { key: 'limit.pictures', values: { count: requestsPerMinute } });
    }
    const over = requests.take(minuteOf(resolved, person), points);
    return over && flooded(resolved, over);
  }

  /** Counts an act before anything is read for it. Past the first one too many, none is told anything. */
  function tooManyActs(resolved: Resolved, type: UserAction['action']['type']): Refusal | undefined {
    const over = (type === 'press' ? presses : gestures).take(minuteOf(resolved, resolved.actor.id));
    if (!over) return undefined;
    return over.first && type !== 'edit' ? flooded(resolved, over) : SILENCE;
  }

  function flooded(resolved: Resolved, { waitMs, first }: Overdraft): Refusal {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return refuse(resolved, first, { key: 'limit.requests', values: { seconds } });
  }

  function tooMuchStored(resolved: Resolved, person: string): Refusal | undefined {
    if (personDailyBytes <= 0) return undefined;
    const over = bytes.take(person, Buffer.byteLength(JSON.stringify(resolved)));
    if (!over) return undefined;
    const hours = Math.max(1, Math.ceil(over.waitMs / HOUR_MS));
    return refuse(resolved, over.first, { key: 'limit.stored', values: { count: hours } });
  }

  function tooManyOpen(resolved: Resolved, open: OpenTurns): Refusal | undefined {
    const { queueLimit, personQueueLimit, allQueueLimit } = settings;
    const { actor, conversation } = resolved;
    const waiting = Math.max(0, open.queue - 1);
    if (queueLimit > 0 && open.queue > 0 && waiting >= queueLimit) {
      const first = queueOnce.take(conversation) === undefined;
      return refuse(resolved, first, { key: 'limit.queue', values: { count: waiting } });
    }
    if (personQueueLimit > 0 && open.person >= personQueueLimit) {
      const first = queueOnce.take(actor.id) === undefined;
      return refuse(resolved, first, { key: 'limit.person_queue', values: { count: open.person } });
    }
    if (allQueueLimit > 0 && open.all >= allQueueLimit) {
      return refuse(resolved, queueOnce.take(actor.id) === undefined, { key: 'limit.all_queue', values: {} });
    }
    return undefined;
  }

  function refuse({ actor }: Resolved, first: boolean, reply: RefusalReply): Refusal {
    const refusal = { pass: false, reply, repeated: !first } as const;
    return notices.take(actor.id) ? { ...refusal, silent: true } : refusal;
  }

  async function judge(resolved: Resolved, open: OpenTurns, terms: Terms): Promise<Refusal | undefined> {
    const act = resolved.kind === 'action' ? resolved.action.type : undefined;
    // The platform itself reports that a chat has moved or a message is gone, and the core what it owes; nobody speaks.
    if (act === 'move' || act === 'delete' || terms.owed) return undefined;
    if (permissions.access(placed(resolved)) === 'denied') {
      // Who edits what was refused has been told before.
      if (act === 'edit') return SILENCE;
      const refusal = once('stranger', resolved, () => stranger(resolved, terms));
      if (refusal) return refusal;
    }
    if (act) return once('act', resolved, () => tooManyActs(resolved, act));
    if (isTooLate(resolved)) return { pass: false, late: true, repeated: false };
    const { points } = terms;
    const person = await personOf(resolved.actor.id);
    const flood = points > 0 ? once('request', resolved, () => tooMany(resolved, person, points)) : undefined;
    return flood ?? tooManyOpen(resolved, open) ?? once('bytes', resolved, () => tooMuchStored(resolved, person));
  }

  return {
    async judge(resolved, open, terms) {
      return (await judge(resolved, open, terms)) ?? { pass: true };
    },
    drew(account) {
      void personOf(account).then(requests.charge, () => requests.charge(account));
    },
  };
}

/** Person and place that a task is judged by: a press in a menu of one's own is judged where the menu is from. */
function placed(resolved: Resolved): Speaking {
  const { actor, place } = resolved;
  return { actor, place: (resolved.kind === 'action' ? resolved.about : undefined) ?? place };
}

/** Reply to somebody who may not speak at a place. */
export function denialOf({ actor, place }: Speaking): RefusalReply {
  const [scope = actor.id] = place.scopes;
  return place.kind === 'group'
    ? { key: 'access.denied_chat', values: { id: scope, person: actor.id } }
    : { key: 'access.denied', values: { id: actor.id } };
}
