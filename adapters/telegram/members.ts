import type { Api } from 'grammy';
import type { ChatMember } from 'grammy/types';
import { type Clock, FACT_HOLDS_MS, type Target } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { createFreshAnswers } from '../../src/util/fresh-answers.ts';
import { personOf } from './envelope.ts';
import { toFault } from './faults.ts';
import { type Address, decodePrivate, decodeTarget } from './ids.ts';
import type { TelegramMessage } from './message.ts';
import type { TelegramUpdate } from './update.ts';

/** Chats whose admins are remembered at most. */
const chatsRemembered = 500;
/** People in chats that are remembered at most. */
const peopleRemembered = 5000;

/** People of chats: who is there, and who may take others' messages away. Ids are Telegram's. */
export interface Members {
  /** Tells whether a person may delete other people's messages at a target. Rejects with the call's error. */
  moderates(target: Target, user: number, signal: AbortSignal): Promise<boolean>;
  /** Tells whether a person is in the chat of a target. Rejects with the call's error where Telegram does not tell. */
  isPresent(target: Target, user: number, signal: AbortSignal): Promise<boolean>;
  /** Notes who comes, speaks and goes. `live`: what happened just now; anything else only tells that somebody left. */
  note(updates: readonly TelegramUpdate[], live: boolean): void;
}

/** Finds the chat a target is about, also where the answer goes to one person alone. */
export function chatOf(target: Target): Address {
  return decodePrivate(target) ?? decodeTarget(target);
}

/** Tells private chats: ids of people are positive, and so are those of their chats. */
export function isPrivate({ chat }: Address): boolean {
  return chat > 0;
}

/** Tells whether somebody is in the chat; who is restricted may be outside, too (Bot API, ChatMemberRestricted). */
export function isMember({ status, is_member: inside }: { status: string; is_member?: boolean | undefined }): boolean {
  if (status === 'restricted') return inside === true;
  return status === 'creator' || status === 'administrator' || status === 'member';
}

/**
 * Asks for the admins of the whole chat, which any member may know. So a hundred presses are one call. About single
 * members only an admin is told for sure (Bot API, getChatMember).
 */
export function createMembers(api: Api, clock: Clock): Members {
  const beliefs = { clock, holdsMs: FACT_HOLDS_MS, isRefusal };
  /** Admins by id, and whether they may delete what others wrote. */
  const admins = createFreshAnswers<ReadonlyMap<number, boolean>, number>({ ...beliefs, most: chatsRemembered });
  const present = createFreshAnswers<boolean>({ ...beliefs, most: peopleRemembered });
  const keyOf = (chat: number, user: number) => `${chat}:${user}`;

  function administrators(chat: number, signal: AbortSignal): Promise<ReadonlyMap<number, boolean>> {
    const ask = async () => {
      const members = await api.getChatAdministrators(chat);
      return new Map(members.map((member) => [member.user.id, mayDelete(member)]));
    };
    return admins.get(chat, ask, signal);
  }

  /** An admin is known to be there, whatever else Telegram tells the bot. */
  async function ask(chat: number, user: number, signal: AbortSignal): Promise<boolean> {
    try {
      return isMember(await api.getChatMember(chat, user));
    } catch (error) {
      if ((await administrators(chat, signal)).has(user)) return true;
      throw error;
    }
  }

  function hear(
    { chat, left_chat_member: left, new_chat_members: joined = [], ...message }: TelegramMessage,
    live: boolean,
  ) {
    if (left) leave(chat.id, left.id);
    else if (live) {
      const speaker = personOf({ chat, ...message });
      for (const { id } of speaker ? [speaker, ...joined] : joined) present.set(keyOf(chat.id, id), true);
    } else for (const { id } of joined) present.delete(keyOf(chat.id, id));
  }

  function leave(chat: number, user: number): void {
    present.set(keyOf(chat, user), false);
    admins.delete(chat);
  }

  return {
    async moderates(target, user, signal) {
      const place = chatOf(target);
      return isPrivate(place) || (await administrators(place.chat, signal)).get(user) === true;
    },
    async isPresent(target, user, signal) {
      const place = chatOf(target);
      if (isPrivate(place)) return place.chat === user;
      // The question goes on for others who wait for it: no single signal ends it, the client's own limit does.
      return present.get(keyOf(place.chat, user), () => ask(place.chat, user, unlimited), signal);
    },
    note(updates, live) {
      for (const { message, chat_member: change } of updates) {
        if (message && message.chat.type !== 'private') hear(message, live);
        if (!change) continue;
        const { chat, new_chat_member: now } = change;
        if (!isMember(now)) leave(chat.id, now.user.id);
        else {
          admins.delete(chat.id);
          if (live) present.set(keyOf(chat.id, now.user.id), true);
          else present.delete(keyOf(chat.id, now.user.id));
        }
      }
    },
  };
}

const unlimited = new AbortController().signal;

function mayDelete(member: ChatMember): boolean {
  return member.status === 'creator' || (member.status === 'administrator' && member.can_delete_messages);
}

/** Tells whether Telegram has answered that it does not tell. */
function isRefusal(error: unknown): boolean {
  return isFault(toFault(error), 'rejected', 'forbidden');
}
