import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { TextKey } from '../locales/index.ts';
import type { Actor, Clock, Command, Inbound } from '../ports/index.ts';
import { LruCache } from '../util/lru.ts';

export interface GateSettings {
  access: 'allowlist' | 'open';
  /** Ids as in Actor.id. */
  allowedUsers: readonly string[];
  /** Ids as in Place.scopes. */
  allowedChats: readonly string[];
  /** May speak everywhere. Ids as in Actor.id. */
  owners: readonly string[];
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

export interface Gate {
  /**
   * `open`: turns of the conversation that are not closed yet, the running one included. `everybody`: strangers may ask
   * this, too, now and then.
   */
  judge(inbound: Inbound, open: number, everybody?: boolean): Promise<Verdict>;
  /** Tells whether this person may speak at this place, and by which rule. */
  access(inbound: Pick<Inbound, 'actor' | 'place'>): Access;
  /** Runs the bot: may press anybody's buttons. */
  owner(actor: Actor): boolean;
}

/** Rule that lets somebody speak. */
export type Access = 'open' | 'owner' | 'user' | 'chat' | 'denied';

const HOUR_S = 3600;
const MINUTE_S = 60;
/** Requests per minute that a stranger may make of public commands. */
const STRANGERS_PER_MINUTE = 3;
/** Most events whose judgement is remembered: more than any platform delivers before it waits. */
const COUNTED = 5000;

/** One gate for every kind of event: may they speak, is it meant for the bot, is it too much. */
export function createGate(settings: GateSettings, clock: Clock): Gate {
  const deniedOnce = new RateLimiterMemory({ points: 1, duration: HOUR_S });
  const strangers = new RateLimiterMemory({ points: STRANGERS_PER_MINUTE, duration: MINUTE_S });
  const queueOnce = new RateLimiterMemory({ points: 1, duration: MINUTE_S });
  const requests =
    settings.requestsPerMinute > 0
      ? new RateLimiterMemory({ points: Math.max(1, Math.floor(settings.requestsPerMinute)), duration: MINUTE_S })
      : undefined;
  /**
   * Judgements by event. An event that could not be stored is delivered again; it is counted once and judged the same.
   */
  const counted = new LruCache<{ verdict: Refusal | undefined }>(COUNTED);
  const owners = new Set(settings.owners);
  const users = new Set(settings.allowedUsers);
  const chats = new Set(settings.allowedChats);

  /** In a group the group decides; alone with the bot, the person. Owners may speak anywhere. */
  function access({ actor, place }: Pick<Inbound, 'actor' | 'place'>): Access {
    if (owners.has(actor.id)) return 'owner';
    if (settings.access === 'open') return 'open';
    if (place.kind !== 'group' && users.has(actor.id)) return 'user';
    return place.scopes.some((scope) => chats.has(scope)) ? 'chat' : 'denied';
  }

  async function denied({ actor, place }: Inbound): Promise<Verdict> {
    const [scope = actor.id] = place.scopes;
    const group = place.kind === 'group';
    const reply: RefusalReply = group
      ? { key: 'access.denied_chat', values: { id: scope, person: actor.id } }
      : { key: 'access.denied', values: { id: actor.id } };
    return refuse((await within(deniedOnce, actor.id)) === undefined, reply);
  }

  /** Tells whether the message was written during a long downtime. */
  function isTooLate({ sentAt }: Inbound): boolean {
    return settings.lateLimitMs > 0 && clock.now() - sentAt > settings.lateLimitMs;
  }

  async function tooMany(inbound: Inbound): Promise<Verdict | undefined> {
    if (!requests || (inbound.kind === 'command' && isLeafing(inbound))) return undefined;
    const before = counted.get(inbound.key);
    if (before) return before.verdict;
    const verdict = await limited(requests, inbound);
    counted.set(inbound.key, { verdict: verdict && { ...verdict, repeated: true } });
    return verdict;
  }

  async function limited(limiter: RateLimiterMemory, { actor, sentAt }: Inbound): Promise<Refusal | undefined> {
    // A backlog arrives all at once, but was not written so: what is old counts in the minute of its writing.
    const late = clock.now() - sentAt > MINUTE_S * 1000;
    const over = await within(limiter, late ? `${actor.id}@${Math.floor(sentAt / (MINUTE_S * 1000))}` : actor.id);
    if (!over) return undefined;
    const seconds = Math.max(1, Math.ceil(over.msBeforeNext / 1000));
    // The first request past the limit gets the notice, the others of the window silence.
    return refuse(over.consumedPoints === limiter.points + 1, { key: 'limit.requests', values: { seconds } });
  }

  return {
    access,
    owner: ({ id }) => owners.has(id),
    async judge(inbound, open, everybody = false) {
      const { kind } = inbound;
      // The platform itself reports that a chat has moved or a message is gone; nobody speaks.
      if (kind === 'gesture' && (inbound.gesture.type === 'moved' || inbound.gesture.type === 'deleted')) {
        return { pass: true };
      }
      if (access(inbound) === 'denied') {
        // Who edits what was refused has been told before.
        if (kind === 'gesture' && inbound.gesture.type === 'edited') return { pass: false, repeated: true };
        if (!everybody) return denied(inbound);
        const flood = await limited(strangers, inbound);
        if (flood) return flood;
      }
      if (kind === 'gesture') return { pass: true };
      if (isTooLate(inbound)) return { pass: false, late: true, repeated: false };
      const flood = await tooMany(inbound);
      if (flood) return flood;
      const waiting = Math.max(0, open - 1);
      if (settings.queueLimit > 0 && open > 0 && waiting >= settings.queueLimit) {
        const first = (await within(queueOnce, inbound.conversation)) === undefined;
        return refuse(first, { key: 'limit.queue', values: { count: waiting } });
      }
      return { pass: true };
    },
  };
}

/** Buttons that ask no model: a menu's pages, an answer's arrows, and away with it. */
function isLeafing({ pressed, subject, name }: Command): boolean {
  return pressed !== undefined || (subject !== undefined && (name === 'show' || name === 'delete'));
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
