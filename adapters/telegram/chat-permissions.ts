import type { Api } from 'grammy';
import type { ChatFullInfo, ChatMember } from 'grammy/types';
import type { Clock, Condition, Target } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { LruCache } from '../../src/util/lru.ts';
import { isTopicShut, toFault } from './faults.ts';
import { type Address, decodePrivate, decodeTarget } from './ids.ts';
import { type ApiSignal, apiSignal } from './signal.ts';

/** Lifetime of cached facts about a chat's admins, ms. */
const holdsMs = 3 * 60_000;
/** Chats whose admins are remembered at most. */
const remembered = 500;

/** The chat a target is about, also where the answer goes to one person alone. */
function chatOf(target: Target): Address {
  return decodePrivate(target) ?? decodeTarget(target);
}

/** Ids of people are positive, and so are those of private chats. */
function isPrivate({ chat }: Address): boolean {
  return chat > 0;
}

/**
 * Tells whether a person (by Telegram's id) may delete other people's messages at a target. Rejects with the call's
 * error.
 */
export type Moderates = (target: Target, user: number, signal: AbortSignal) => Promise<boolean>;

/**
 * Asks for the admins of the whole chat, which any member may know; about single members only an admin is told for
 * sure. So a hundred presses are one call.
 */
export function createModerates(api: Api, clock: Clock): Moderates {
  const known = new LruCache<{ ids: Promise<ReadonlySet<number>>; until: number }, number>(remembered);

  function administrators(chat: number): Promise<ReadonlySet<number>> {
    const entry = known.get(chat);
    if (entry && clock.elapsed() < entry.until) return entry.ids;
    // Several may wait for it: nobody's signal ends it, the client's own time limit does.
    const ids = api.getChatAdministrators(chat).then((members) => new Set(members.map(({ user }) => user.id)));
    known.set(chat, { ids, until: clock.elapsed() + holdsMs });
    ids.catch(() => known.delete(chat));
    return ids;
  }

  return async (target, user, signal) => {
    const place = chatOf(target);
    return isPrivate(place) || (await until(signal, administrators(place.chat))).has(user);
  };
}

/** The promise's outcome, unless the signal fires first. */
async function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Conditions that help or hinder the bot at a target. Being an admin is only reported where it matters: in a group
 * whose messages the bot does not all see.
 */
export async function conditionsAt(api: Api, target: Target, signal: AbortSignal): Promise<Condition[]> {
  const place = chatOf(target);
  if (isPrivate(place)) return [{ name: 'speak', state: 'ok' }];
  const at = apiSignal(signal);
  try {
    const bot = await api.getMe(at);
    const [room, self] = await Promise.all([api.getChat(place.chat, at), api.getChatMember(place.chat, bot.id, at)]);
    const admin = self.status === 'administrator' || self.status === 'creator';
    const seesAll = bot.can_read_all_group_messages || admin;
    if (!isMember(self)) return [{ name: 'member', state: 'blocked' }];
    return [
      { name: 'member', state: 'ok' },
      { name: 'privacy', state: seesAll ? 'ok' : 'limited' },
      ...(admin || !seesAll ? [{ name: 'admin' as const, state: admin ? ('ok' as const) : ('limited' as const) }] : []),
      { name: 'speak', state: may(self, room, 'can_send_messages') ? 'ok' : 'blocked' },
      { name: 'files', state: may(self, room, 'can_send_photos') ? 'ok' : 'limited' },
      ...(await topic(api, place, at)),
    ];
  } catch (error) {
    // Who was shown the door is not even told about the chat.
    if (isFault(toFault(error), 'forbidden')) return [{ name: 'member', state: 'blocked' }];
    throw error;
  }
}

function isMember(self: ChatMember): boolean {
  if (self.status === 'restricted') return self.is_member;
  return self.status !== 'left' && self.status !== 'kicked';
}

function may(self: ChatMember, room: ChatFullInfo, what: 'can_send_messages' | 'can_send_photos'): boolean {
  if (self.status === 'restricted') return self[what];
  return self.status !== 'member' || room.permissions?.[what] !== false;
}

/** No call tells whether a topic is open; but a closed one takes no typing sign either. */
async function topic(api: Api, { chat, thread }: Address, signal: ApiSignal): Promise<Condition[]> {
  if (thread === undefined) return [];
  try {
    await api.sendChatAction(chat, 'typing', { message_thread_id: thread }, signal);
    return [{ name: 'topic', state: 'ok' }];
  } catch (error) {
    return isTopicShut(error) ? [{ name: 'topic', state: 'blocked' }] : [];
  }
}
