import type { InlineKeyboardMarkup, Message, MessageEntity } from 'grammy/types';
import { isRecord, jsonField, numberField, type Params, textField } from './params.ts';
import { mediaOf, readPhoto } from './photo.ts';
import { badRequest } from './refusal.ts';
import { type FormattedText, fixText } from './text.ts';
import { asReply, type MessageRecord, photoSizes, type Room, type World } from './world.ts';

/** Characters after entities were parsed, counted in UTF-16 units. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

type Body = Omit<Message, 'message_id' | 'date' | 'chat'>;

export function sendMessage(world: World, params: Params): Message {
  const room = world.roomFor(textField(params, 'chat_id'));
  const { text, entities } = readText(params);
  const body = { ...place(world, room, params), ...keyboard(params), text, ...withEntities('entities', entities) };
  return world.add(room, body, true).message;
}

export function sendPhoto(world: World, params: Params): Message {
  const room = world.roomFor(textField(params, 'chat_id'));
  const photo = readPhoto(params, params.fields['photo'], 'photo');
  const caption = readCaption(textField(params, 'caption'), jsonField(params, 'caption_entities'));
  const body = { ...place(world, room, params), ...keyboard(params), ...captioned(caption), photo: photoSizes(photo) };
  return world.add(room, body, true).message;
}

export function sendMediaGroup(world: World, params: Params): Message[] {
  const room = world.roomFor(textField(params, 'chat_id'));
  const media = jsonField(params, 'media');
  if (!Array.isArray(media)) throw badRequest("can't parse media: expected an Array");
  if (media.length < 2 || media.length > 10) throw badRequest('group send failed: wrong number of messages to send');
  const where = place(world, room, params);
  const album = `${world.now()}${room.lastId}`;
  const bodies = media.map((value): Body => {
    const item = mediaOf(value);
    const photo = readPhoto(params, item['media'], 'photo');
    const caption = readCaption(String(item['caption'] ?? ''), item['caption_entities']);
    return { ...where, ...captioned(caption), photo: photoSizes(photo), media_group_id: album };
  });
  return bodies.map((body) => world.add(room, body, true).message);
}

/** What a message needs to say where it belongs: sender, topic and reply. */
function place(world: World, room: Room, params: Params): Body {
  const thread = numberField(params, 'message_thread_id');
  if (thread !== 0 && !room.topics.has(thread)) throw badRequest('message thread not found');
  const reply = findReply(world, room, params);
  return {
    from: world.bot,
    ...(thread === 0 ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(reply ? { reply_to_message: asReply(reply) } : {}),
  };
}

function findReply(world: World, room: Room, params: Params): MessageRecord | undefined {
  const given = jsonField(params, 'reply_parameters');
  if (given === undefined) return undefined;
  if (!isRecord(given)) throw badRequest("can't parse reply parameters: expected an Object");
  const found = world.find(room, Number(given['message_id']));
  if (!found && given['allow_sending_without_reply'] !== true) throw badRequest('message to be replied not found');
  return found;
}

/** `text` and `entities` of a call. The stand-in parses no `parse_mode`. */
export function readText(params: Params): FormattedText {
  refuseParseMode(params);
  const fixed = fixText(textField(params, 'text'), jsonField(params, 'entities'));
  if (fixed.text === '') throw badRequest('message text is empty');
  if (fixed.text.length > MAX_TEXT) throw badRequest('message is too long');
  return fixed;
}

export function readCaption(text: string, entities: unknown): FormattedText {
  const fixed = fixText(text, entities);
  if (fixed.text.length > MAX_CAPTION) throw badRequest('message caption is too long');
  return fixed;
}

function refuseParseMode(params: Params): void {
  if (textField(params, 'parse_mode') !== '')
    throw badRequest('unsupported parse_mode (the stand-in takes entities only)');
}

export function captioned({ text, entities }: FormattedText): Pick<Message, 'caption' | 'caption_entities'> {
  return text === '' ? {} : { caption: text, ...withEntities('caption_entities', entities) };
}

export function withEntities<K extends string>(key: K, entities: MessageEntity[]): { [P in K]?: MessageEntity[] } {
  const fields: { [P in K]?: MessageEntity[] } = {};
  if (entities.length > 0) fields[key] = entities;
  return fields;
}

/** `reply_markup` as an inline keyboard, checked. */
export function keyboard(params: Params): { reply_markup?: InlineKeyboardMarkup } {
  const given = jsonField(params, 'reply_markup');
  if (given === undefined) return {};
  if (!isRecord(given) || !Array.isArray(given['inline_keyboard'])) return {};
  const rows: unknown[] = given['inline_keyboard'];
  const buttons = rows.map((row) => (Array.isArray(row) ? row.map(readButton) : []));
  return buttons.flat().length === 0 ? {} : { reply_markup: { inline_keyboard: buttons } };
}

function readButton(value: unknown): { text: string; callback_data: string } {
  if (!isRecord(value)) throw badRequest("can't parse inline keyboard button: expected an Object");
  const { text, callback_data: data } = value;
  if (typeof text !== 'string' || text === '') throw badRequest('inline keyboard button text must be non-empty');
  if (typeof data !== 'string' || data === '' || Buffer.byteLength(data) > 64) throw badRequest('BUTTON_DATA_INVALID');
  return { text, callback_data: data };
}

export function sendChatAction(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  const action = textField(params, 'action');
  if (
    !/^(typing|upload_(photo|video|voice|document|video_note)|record_(video|voice|video_note)|choose_sticker|find_location)$/.test(
      action,
    )
  ) {
    throw badRequest('wrong parameter action in request');
  }
  const thread = numberField(params, 'message_thread_id');
  // The General topic is 1 here, though it may not be named when sending.
  if (thread !== 0 && !(room.forum && thread === 1) && !room.topics.has(thread))
    throw badRequest('message thread not found');
  return true;
}

export function sendMessageDraft(world: World, params: Params): true {
  const room = world.roomFor(textField(params, 'chat_id'));
  if (room.chat.type !== 'private') throw badRequest('TEXTDRAFT_PEER_INVALID');
  if (numberField(params, 'draft_id') === 0) throw badRequest('draft_id must be non-zero');
  if (textField(params, 'text') !== '') readText(params);
  return true;
}
