import type { Api } from 'grammy';
import type { ChatFullInfo, ChatMember, UserFromGetMe } from 'grammy/types';
import type { Condition, Target } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { isTopicShut, toFault } from './faults.ts';
import type { Address } from './ids.ts';
import { chatOf, isMember, isPrivate } from './members.ts';
import { type ApiSignal, apiSignal } from './signal.ts';

/**
 * Conditions that help or hinder the bot at a target. Being an admin is only reported where it matters: in a group
 * whose messages the bot does not all see.
 */
export async function conditionsAt(
  api: Api,
  whoAmI: () => Promise<UserFromGetMe>,
  target: Target,
  signal: AbortSignal,
): Promise<Condition[]> {
  const place = chatOf(target);
  if (isPrivate(place)) return [{ name: 'speak', state: 'ok' }];
  const at = apiSignal(signal);
  try {
    const bot = await whoAmI();
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
