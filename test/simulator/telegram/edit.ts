import { isDeepStrictEqual } from 'node:util';
import type { Message } from 'grammy/types';
import { keyboard } from './keyboard.ts';
import { jsonField, numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';
import { mediaFieldNames } from './said-media.ts';
import { captioned, readCaption, readText, withEntities } from './send.ts';
import { type MediaType, mediaOf } from './uploads.ts';
import type { MessageRecord, World } from './world.ts';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

/** A message can be deleted for two days. */
const DELETABLE_MS = 48 * 60 * 60_000;

export function editMessageText(world: World, params: Params): Message {
  const record = own(world, params);
  const { text, entities } = readText(params);
  if (record.message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { entities: _, reply_markup: __, ...rest } = record.message;
  return change(world, record, { ...rest, text, ...withEntities('entities', entities), ...keyboard(params) });
}

/** Also turns a text message into a picture; never a voice message into anything. */
export function editMessageMedia(world: World, params: Params): Message {
  const record = own(world, params);
  const { media, type, item } = mediaOf(world.files, params, jsonField(params, 'media'));
  refuseMedia(record.message, type);
  const caption = readCaption(String(item['caption'] ?? ''), item['caption_entities']);
  const rest = withoutContent(record.message);
  return change(world, record, { ...rest, ...media, ...captioned(caption), ...keyboard(params) });
}

/** Refuses what editMessageMedia cannot do (Bot API). */
export function refuseMedia({ text, photo, document, audio, media_group_id: album }: Message, type: MediaType): void {
  const shown = photo ? 'photo' : document ? 'document' : audio ? 'audio' : undefined;
  if (text === undefined && !shown) throw badRequest('there is no media in the message to edit');
  if (album !== undefined && shown !== type) throw badRequest("can't change the type of media in an album");
}

/** A message without its words, its file and its buttons. */
export function withoutContent(message: Message): Message {
  const { text: _, entities, caption, caption_entities, photo, document, audio, reply_markup, ...rest } = message;
  return rest;
}

/** Refuses a caption where nothing is shown that has one. */
export function refuseCaption(message: Message): void {
  if (mediaFieldNames.every((name) => message[name] === undefined || name === 'sticker' || name === 'video_note'))
    throw badRequest('there is no caption in the message to edit');
}

export function editMessageCaption(world: World, params: Params): Message {
  const record = own(world, params);
  refuseCaption(record.message);
  const caption = readCaption(textField(params, 'caption'), jsonField(params, 'caption_entities'));
  const { caption: _, caption_entities: __, reply_markup: ___, ...rest } = record.message;
  return change(world, record, { ...rest, ...captioned(caption), ...keyboard(params) });
}

export function editMessageReplyMarkup(world: World, params: Params): Message {
  const record = own(world, params);
  const { reply_markup: _, ...rest } = record.message;
  return change(world, record, { ...rest, ...keyboard(params) });
}

export function deleteMessage(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  const record = world.find(room, messageId(params));
  if (!record) throw badRequest('message to delete not found');
  const old = world.now() - record.message.date * 1000 > DELETABLE_MS;
  const foreign = !record.mine && room.chat.type !== 'private';
  if (old || foreign) throw badRequest("message can't be deleted");
  record.deleted = true;
  world.changed();
  return true;
}

function messageId(params: Params): number {
  const id = numberField(params, 'message_id');
  if (id === 0) throw badRequest('message identifier is not specified');
  return id;
}

/** The bot's own message a call names. */
function own(world: World, params: Params): MessageRecord {
  const room = world.roomFor(textField(params, 'chat_id'));
  const record = world.find(room, messageId(params));
  if (!record) throw badRequest('message to edit not found');
  // A message that asks for a reply is never edited, as every one with a markup that is no inline keyboard.
  if (!record.mine || record.form) throw badRequest("message can't be edited");
  return record;
}

/** Refuses an edit after which everything is as it was, markup included. */
export function change(world: World, record: MessageRecord, message: Message): Message {
  const { edit_date: _, ...before } = record.message;
  const { edit_date: __, ...after } = message;
  if (isDeepStrictEqual(before, after)) throw badRequest(NOT_MODIFIED);
  record.message = { ...after, edit_date: Math.floor(world.now() / 1000) };
  record.edits += 1;
  world.changed();
  return record.message;
}
