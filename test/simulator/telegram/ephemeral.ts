import type { Message } from 'grammy/types';
import { change, refuseCaption, refuseMedia, withoutContent } from './edit.ts';
import { keyboard } from './keyboard.ts';
import { isRecord, jsonField, numberField, type Params, textField } from './params.ts';
import type { Presses } from './press.ts';
import { badRequest } from './refusal.ts';
import { captioned, readCaption, readText, withEntities } from './send.ts';
import { mediaOf } from './uploads.ts';
import type { MessageRecord, Room, World } from './world.ts';

type Body = Omit<Message, 'message_id' | 'date' | 'chat'>;

/**
 * Whom a message is for alone, if `ephemeral_message_parameters` say so (Bot API 10.3): only in groups, only members,
 * and only by an admin or within seconds of that member's press.
 */
export function receiverOf(world: World, presses: Presses, room: Room, params: Params): number | undefined {
  const given = jsonField(params, 'ephemeral_message_parameters');
  if (given === undefined) return undefined;
  if (!isRecord(given)) throw badRequest("can't parse ephemeral message parameters: expected an Object");
  const receiver = Number(given['receiver_user_id']);
  if (room.chat.type !== 'group' && room.chat.type !== 'supergroup') throw badRequest('PEER_ID_INVALID');
  const user = world.users.get(receiver);
  if (!user || user.is_bot || !room.members.has(receiver)) throw badRequest('USER_NOT_PARTICIPANT');
  const query = given['callback_query_id'];
  if (query !== undefined) presses.check(String(query), receiver);
  else if (!room.admins.has(world.bot.id)) throw badRequest('CHAT_ADMIN_REQUIRED');
  return receiver;
}

/** Puts a message before one person's eyes. */
export function whisper(world: World, room: Room, receiver: number, body: Body): Message {
  const user = world.users.get(receiver);
  if (!user) throw badRequest('USER_NOT_PARTICIPANT');
  const message: Message = {
    ...body,
    message_id: 0,
    ephemeral_message_id: 29_000_000 + room.ephemerals.length,
    receiver_user: user,
    date: Math.floor(world.now() / 1000),
    chat: room.chat,
  };
  room.ephemerals.push({ message, mine: true, form: false, selective: false, edits: 0, deleted: false });
  world.changed();
  return message;
}

export function editEphemeralMessageText(world: World, params: Params): true {
  const record = find(world, params, 'edit');
  const { text, entities } = readText(params);
  if (record.message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { entities: _, reply_markup: __, ...rest } = record.message;
  change(world, record, { ...rest, text, ...withEntities('entities', entities), ...keyboard(params) });
  return true;
}

export function editEphemeralMessageCaption(world: World, params: Params): true {
  const record = find(world, params, 'edit');
  refuseCaption(record.message);
  const caption = readCaption(textField(params, 'caption'), jsonField(params, 'caption_entities'));
  const { caption: _, caption_entities: __, reply_markup: ___, ...rest } = record.message;
  change(world, record, { ...rest, ...captioned(caption), ...keyboard(params) });
  return true;
}

export function editEphemeralMessageMedia(world: World, params: Params): true {
  const record = find(world, params, 'edit');
  const { media, type, item } = mediaOf(world.files, params, jsonField(params, 'media'));
  refuseMedia(record.message, type);
  const caption = readCaption(String(item['caption'] ?? ''), item['caption_entities']);
  const rest = withoutContent(record.message);
  change(world, record, { ...rest, ...media, ...captioned(caption), ...keyboard(params) });
  return true;
}

export function deleteEphemeralMessage(world: World, params: Params): true {
  find(world, params, 'delete').deleted = true;
  world.changed();
  return true;
}

function find(world: World, params: Params, what: 'edit' | 'delete'): MessageRecord {
  const room = world.roomFor(textField(params, 'chat_id'));
  const id = numberField(params, 'ephemeral_message_id');
  const receiver = numberField(params, 'receiver_user_id');
  const found = room.ephemerals.find(
    ({ message, deleted }) => !deleted && message.ephemeral_message_id === id && message.receiver_user?.id === receiver,
  );
  if (!found) throw badRequest(`message to ${what} not found`);
  return found;
}
