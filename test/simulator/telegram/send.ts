import type { Message, MessageEntity } from 'grammy/types';
import { receiverOf, whisper } from './ephemeral.ts';
import { markup } from './keyboard.ts';
import { refuseForbidden } from './member.ts';
import { isRecord, jsonField, numberField, type Params, textField } from './params.ts';

import type { Presses } from './press.ts';
import { badRequest } from './refusal.ts';
import { type FormattedText, fixText } from './text.ts';
import { type MediaType, mediaOf, readMedia } from './uploads.ts';
import { asReply, type MessageRecord, type Room, threadIn, type World } from './world.ts';

/** Characters after entities were parsed, counted in UTF-16 units. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

/** Characters of a text and the addresses of its links, about: what the real server adds up is not documented. */
const MAX_ADDRESSES = 9500;

type Body = Omit<Message, 'message_id' | 'date' | 'chat'>;

export function sendMessage(world: World, presses: Presses, params: Params): Message {
  const room = world.roomFor(textField(params, 'chat_id'));
  const { text, entities } = readText(params);
  refuseForbidden(room, world.bot, 'messages');
  return put(world, presses, room, params, { text, ...withEntities('entities', entities) });
}

/** Right that a kind of file takes. */
const rights = { photo: 'photos', document: 'documents', audio: 'audios', voice: 'voices' } as const;

export function sendFile(world: World, presses: Presses, params: Params, type: MediaType): Message {
  const room = world.roomFor(textField(params, 'chat_id'));
  const media = readMedia(world.files, params, type, params.fields[type], { duration: params.fields['duration'] });
  const caption = readCaption(textField(params, 'caption'), jsonField(params, 'caption_entities'));
  if (media.voice && room.noVoices) throw badRequest('VOICE_MESSAGES_FORBIDDEN');
  refuseForbidden(room, world.bot, rights[type]);
  return put(world, presses, room, params, { ...captioned(caption), ...media });
}

/** Shows a message to everybody in the room, or to one person alone. */
function put(world: World, presses: Presses, room: Room, params: Params, content: Partial<Body>): Message {
  const { form, selective, placeholder, ...under } = markup(params);
  const body: Body = { ...place(world, room, params), ...under, ...content };
  const receiver = receiverOf(world, presses, room, params);
  if (receiver !== undefined) return whisper(world, room, receiver, body);
  const record = world.add(room, body, true);
  record.form = form;
  record.selective = selective;
  if (placeholder !== undefined) record.placeholder = placeholder;
  return record.message;
}

export function sendMediaGroup(world: World, params: Params): Message[] {
  const room = world.roomFor(textField(params, 'chat_id'));
  const media = jsonField(params, 'media');
  if (!Array.isArray(media)) throw badRequest("can't parse media: expected an Array");
  if (media.length < 2 || media.length > 10) throw badRequest('group send failed: wrong number of messages to send');
  if (jsonField(params, 'reply_markup') !== undefined) throw badRequest('an album has no reply markup');
  const where = place(world, room, params);
  const album = `${world.now()}${room.lastId}`;
  const types = new Set<MediaType>();
  const bodies = media.map((value): Body => {
    const { media, type, item } = mediaOf(world.files, params, value);
    types.add(type);
    const caption = readCaption(String(item['caption'] ?? ''), item['caption_entities']);
    return { ...where, ...captioned(caption), ...media, media_group_id: album };
  });
  if (types.size > 1) {
    const alone = types.has('document') ? 'document' : 'audio';
    throw badRequest(`${alone} can't be mixed with other media types`);
  }
  for (const type of types) refuseForbidden(room, world.bot, rights[type]);
  return bodies.map((body) => world.add(room, body, true).message);
}

/** What a message needs to say where it belongs: sender, topic and reply. */
function place(world: World, room: Room, params: Params): Body {
  const named = threadIn(room, numberField(params, 'message_thread_id'));
  const reply = findReply(world, room, params);
  // A reply belongs to the topic of what it replies to.
  const thread = named || (reply?.message.is_topic_message && reply.message.message_thread_id) || 0;
  refuseClosed(world, room, thread);
  return {
    from: world.bot,
    ...(thread === 0 ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(reply ? { reply_to_message: asReply(reply) } : {}),
  };
}

function refuseClosed({ bot }: World, { closed, admins }: Room, thread: number): void {
  if (closed.has(thread) && !admins.has(bot.id)) throw badRequest('TOPIC_CLOSED');
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
  refuseAddresses(fixed);
  if (fixed.text === '') throw badRequest('message text is empty');
  if (fixed.text.length > MAX_TEXT) throw badRequest('message is too long');
  return fixed;
}

export function readCaption(text: string, entities: unknown): FormattedText {
  const fixed = fixText(text, entities);
  refuseAddresses(fixed);
  if (fixed.text.length > MAX_CAPTION) throw badRequest('message caption is too long');
  return fixed;
}

function refuseAddresses({ text, entities }: FormattedText): void {
  const addresses = entities.map((entity) => (entity.type === 'text_link' ? entity.url.length : 0));
  if (addresses.reduce((sum, length) => sum + length, text.length) > MAX_ADDRESSES)
    throw badRequest('ENTITIES_TOO_LONG');
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
  if (!(room.forum && thread === 1)) threadIn(room, thread);
  refuseClosed(world, room, thread);
  return true;
}
