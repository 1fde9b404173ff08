import type { ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User } from 'grammy/types';
import { numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import type { Rights, Room, World } from './world.ts';

/** What the stand-in knows of a chat. */
export function getChat(world: World, params: Params): object {
  const room = world.roomFor(textField(params, 'chat_id'));
  const facts = { accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: noGifts };
  if (room.chat.type === 'private') {
    return { ...room.chat, ...facts, ...(room.noVoices ? { has_restricted_voice_and_video_messages: true } : {}) };
  }
  const { messages, photos } = room.everybody;
  return { ...room.chat, ...facts, permissions: { can_send_messages: messages, can_send_photos: photos } };
}

const noGifts = {
  unlimited_gifts: false,
  limited_gifts: false,
  unique_gifts: false,
  premium_subscription: false,
  gifts_from_channels: false,
};

/** About others than the bot itself only an admin is told for sure; the stand-in then tells nothing. */
export function getChatMember(world: World, params: Params): ChatMember {
  const room = world.roomFor(textField(params, 'chat_id'));
  const id = numberField(params, 'user_id');
  const user = world.users.get(id);
  if (!user) throw badRequest('PARTICIPANT_ID_INVALID');
  if (id !== world.bot.id && room.chat.type !== 'private' && !room.admins.has(world.bot.id)) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  return memberOf(room, user, id === world.bot.id);
}

/** Every admin but other bots. */
export function getChatAdministrators(world: World, params: Params): ChatMember[] {
  const room = world.roomFor(textField(params, 'chat_id'));
  if (room.chat.type === 'private') throw badRequest('there are no administrators in the private chat');
  const admins = [...room.admins].map((id) => world.users.get(id)).filter((user) => user !== undefined);
  return admins
    .filter((user) => !user.is_bot || user.id === world.bot.id)
    .map((user) => memberOf(room, user, user.id === world.bot.id));
}

function memberOf(room: Room, user: User, bot: boolean): ChatMember {
  if (room.admins.has(user.id)) return administrator(user);
  if (bot && room.restricted) return restricted(user, room.restricted);
  return room.members.has(user.id) ? { status: 'member', user } : { status: 'left', user };
}

function administrator(user: User): ChatMemberAdministrator {
  return {
    status: 'administrator',
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: true,
    can_manage_video_chats: true,
    can_restrict_members: true,
    can_promote_members: false,
    can_change_info: true,
    can_invite_users: true,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_send_welcome_messages: false,
  };
}

function restricted(user: User, { messages, photos }: NonNullable<Room['restricted']>): ChatMemberRestricted {
  return {
    status: 'restricted',
    user,
    is_member: true,
    can_send_messages: messages,
    can_send_audios: false,
    can_send_documents: false,
    can_send_photos: photos,
    can_send_videos: false,
    can_send_video_notes: false,
    can_send_voice_notes: false,
    can_send_polls: false,
    can_send_other_messages: false,
    can_add_web_page_previews: false,
    can_react_to_messages: true,
    can_edit_tag: false,
    can_change_info: false,
    can_invite_users: false,
    can_pin_messages: false,
    can_manage_topics: false,
    until_date: 0,
  };
}

const words = {
  messages: 'text messages',
  photos: 'photos',
  voices: 'voice notes',
  audios: 'music',
  documents: 'documents',
} as const satisfies Record<keyof Rights, string>;

/** Refuses the bot what it may not do in a chat. */
export function refuseForbidden({ admins, everybody, restricted }: Room, bot: User, what: keyof Rights): void {
  const may = (rights: Rights) => rights[what] ?? rights.photos;
  const mine = admins.has(bot.id) || (may(everybody) && (!restricted || may(restricted)));
  if (!mine) throw badRequest(`not enough rights to send ${words[what]} to the chat`);
}
