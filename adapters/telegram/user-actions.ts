import type { ButtonPress, ChatMove, EventBody, InboundEvent, MessageEdit, StopPress } from '../../src/ports/index.ts';
import { actorOf, type Envelope, envelope, speakerOf } from './envelope.ts';
import {
  chatId,
  editKey,
  encodeEphemeral,
  ephemeralPressTarget,
  messageKey,
  moveKey,
  pressKey,
  pressTarget,
  stopKey,
} from './ids.ts';
import type { TelegramMessage } from './message.ts';
import { messageEventOf } from './prompt.ts';
import type { TelegramQuery, TelegramStop } from './update.ts';
import { type BotIdentity, contentsOf } from './words.ts';

/** A group became a supergroup; said by either of them, so it has one key. Undefined for any other message. */
export function moved(head: TelegramMessage): InboundEvent<ChatMove> | undefined {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = head;
  if (to !== undefined) return move(head, chat.id, to);
  return from === undefined ? undefined : move(head, from, chat.id);
}

function move(head: TelegramMessage, from: number, to: number): InboundEvent<ChatMove> {
  const actor = actorOf(head.from ?? { id: from, first_name: '' });
  const there = { chat: { id: to, type: 'supergroup' as const } };
  const base = envelope(there, actor, head.date * 1000, head.message_id);
  return event(base, moveKey(from, to), { type: 'move', from: chatId(from) });
}

/**
 * A message has other words now. Whether it was for the bot is not asked: who accepted it knows. Undefined where nobody
 * has said anything: what moves on a map, is voted on or ticked off is no new wording.
 */
export function edited(
  message: TelegramMessage,
  update: number,
  reader: BotIdentity,
): InboundEvent<MessageEdit> | undefined {
  const speaker = speakerOf(message);
  const { text, length, details, attachments } = contentsOf(message, reader);
  const other = details !== undefined || attachments.some(({ kind }) => kind === 'other');
  if (!speaker || (length === 0 && other)) return undefined;
  const { chat, message_id: id, date, edit_date: editDate = date } = message;
  const at = editDate * 1000;
  const whole = messageEventOf(message, speaker, reader);
  const named = { of: messageKey(chat.id, id), id: String(id) };
  const edit: MessageEdit = { type: 'edit', ...named, at, text, ...(whole ? { whole } : {}) };
  return event(envelope(message, speaker, at, id), editKey(chat.id, id, update), edit);
}

/** A button was pressed (at `now`, epoch ms: Telegram does not tell). Undefined for a button that is none of ours. */
export function pressed(
  { id, from, message, data }: TelegramQuery,
  now: number,
): InboundEvent<ButtonPress> | undefined {
  if (!message || data === undefined || from.is_bot || message.chat.type === 'channel') return undefined;
  const { chat, message_id: number, ephemeral_message_id: ephemeral } = message;
  if (number === 0 && ephemeral === undefined) return undefined;
  const base = envelope(message, actorOf(from), now);
  if (ephemeral === undefined) {
    const reply = pressTarget(base.reply, id, from.id);
    return event({ ...base, reply }, pressKey(id), { type: 'press', data, message: String(number) });
  }
  const reply = ephemeralPressTarget(base.reply, id, from.id);
  const holder = encodeEphemeral({ chat: chat.id, user: from.id, message: ephemeral });
  return event({ ...base, reply }, pressKey(id), { type: 'press', data, message: holder });
}

/** The person pressed Telegram's own Stop under a draft (at `now`, epoch ms). */
export function stopped(
  { chat, message_thread_id: thread }: TelegramStop,
  update: number,
  now: number,
): InboundEvent<StopPress> {
  const { id, first_name = '', last_name } = chat;
  const actor = actorOf({ id, first_name, last_name });
  const where = { chat: { id, type: 'private' as const }, message_thread_id: thread, is_topic_message: true };
  return event(envelope(where, actor, now), stopKey(id, update), { type: 'stop' });
}

function event<Body extends EventBody>(base: Envelope, key: string, body: Body): InboundEvent<Body> {
  return { ...base, key, body };
}
