import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js';
import type { TextKey } from '../locales/index.ts';
import type { Clock, Resolved } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';
import type { Permissions, Speaking } from './permissions.ts';

export interface GateSettings {
  /** A user; 0 for no limit. */
  requestsPerMinute: number;
  /** Turns waiting in one conversation; 0 for no limit. */
  queueLimit: number;
  /** Age from which an arriving message is not answered any more, ms; 0 for no limit. */
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
   * True if it asks no model and comes by a button (a menu's pages, an answer's arrows): such requests are not counted.
   */
  free: boolean;
}

export interface Gate {
  /** Judges a task or an act. `open`: turns of its queue that are not closed yet, the running one included. */
  judge(resolved: Resolved, open: number, terms: Terms): Promise<Verdict>;
}

const HOUR_S = 3600;
const MINUTE_S = 60;
/** Requests per minute that a stranger may make of public commands. */
const STRANGERS_PER_MINUTE = 3;
/** Presses per minute of a person, whoever it is: turning pages is no request, but not for nothing either. */
const PRESSES_PER_MINUTE = 60;
/** Most events whose judgement is remembered: more than any platform delivers before it waits. */
const COUNTED = 5000;

/** One gate for every kind of event: may they speak, is it too late, is it too much. */
export function createGate(settings: GateSettings, permissions: Permissions, clock: Clock): Gate {
  const deniedOnce = new RateLimiterMemory({ points: 1, duration: HOUR_S });
  const strangers = new RateLimiterMemory({ points: STRANGERS_PER_MINUTE, duration: MINUTE_S });
  const presses = new RateLimiterMemory({ points: PRESSES_PER_MINUTE, duration: MINUTE_S });
  const queueOnce = new RateLimiterMemory({ points: 1, duration: MINUTE_S });
  const requests =
    settings.requestsPerMinute > 0
      ? new RateLimiterMemory({ points: Math.max(1, Math.floor(settings.requestsPerMinute)), duration: MINUTE_S })
      : undefined;
  /**
   * Judgements by event. An event that could not be stored is delivered again; it is counted once and judged the same.
   */
  const counted = new LruCache<{ verdict: Refusal | undefined }>(COUNTED);
  async function denied({ actor, place }: Resolved): Promise<Verdict> {
    return refuse((await within(deniedOnce, actor.id)) === undefined, denialOf({ actor, place }));
  }

  /** Tells whether the message was written during a long downtime. */
  function isTooLate({ sentAt }: Resolved): boolean {
    return settings.lateLimitMs > 0 && clock.now() - sentAt > settings.lateLimitMs;
  }

  async function tooMany(resolved: Resolved): Promise<Verdict | undefined> {
    return requests && once(resolved.key, () => limited(requests, resolved));
  }

  /** Counts a press before anything is read for it. Past the first one too many, none is told anything. */
  async function tooManyPresses(resolved: Resolved): Promise<Verdict | undefined> {
    const flood = await once(`press ${resolved.key}`, () => limited(presses, resolved));
    return flood?.repeated ? { pass: false, repeated: true } : flood;
  }

  async function once(key: string, count: () => Promise<Refusal | undefined>): Promise<Refusal | undefined> {
    const before = counted.get(key);
    if (before) return before.verdict;
    const verdict = await count();
    counted.set(key, { verdict: verdict && { ...verdict, repeated: true } });
    return verdict;
  }

  async function limited(limiter: RateLimiterMemory, { actor, sentAt }: Resolved): Promise<Refusal | undefined> {
    // A backlog arrives all at once, but was not written so: what is old counts in the minute of its writing.
    const late = clock.now() - sentAt > MINUTE_S * 1000;
    const over = await within(limiter, late ? `${actor.id}@${Math.floor(sentAt / (MINUTE_S * 1000))}` : actor.id);
    if (!over) return undefined;
    const seconds = Math.max(1, Math.ceil(over.msBeforeNext / 1000));
    // The first request past the limit gets the notice, the others of the window silence.
    return refuse(over.consumedPoints === limiter.points + 1, { key: 'limit.requests', values: { seconds } });
  }

  return {
    async judge(resolved, open, terms) {
      const act = resolved.kind === 'action' ? resolved.action.type : undefined;
      // The platform itself reports that a chat has moved or a message is gone; nobody speaks.
      if (act === 'move' || act === 'delete') return { pass: true };
      const presses = act === 'press' ? await tooManyPresses(resolved) : undefined;
      if (presses) return presses;
      if (permissions.access(resolved) === 'denied') {
        // Who edits what was refused has been told before.
        if (act === 'edit') return { pass: false, repeated: true };
        if (!terms.public) return denied(resolved);
        const flood = await limited(strangers, resolved);
        if (flood) return flood;
      }
      if (act) return { pass: true };
      if (isTooLate(resolved)) return { pass: false, late: true, repeated: false };
      const flood = terms.free ? undefined : await tooMany(resolved);
      if (flood) return flood;
      const waiting = Math.max(0, open - 1);
      if (settings.queueLimit > 0 && open > 0 && waiting >= settings.queueLimit) {
        const first = (await within(queueOnce, resolved.conversation)) === undefined;
        return refuse(first, { key: 'limit.queue', values: { count: waiting } });
      }
      return { pass: true };
    },
  };
}

/** Reply to somebody who may not speak at a place. */
export function denialOf({ actor, place }: Speaking): RefusalReply {
  const [scope = actor.id] = place.scopes;
  return place.kind === 'group'
    ? { key: 'access.denied_chat', values: { id: scope, person: actor.id } }
    : { key: 'access.denied', values: { id: actor.id } };
}

function refuse(first: boolean, reply: RefusalReply): Refusal {
  return { pass: false, reply, repeated: !first };
}

/** Uses a point; undefined when there was one, else the limiter's state. */
async function within(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await limiter.consume(key);
    return undefined;
  } catch (over) {
    if (over instanceof RateLimiterRes) return over;
    throw over;
  }
}
