import type { Attachment, InboundEvent, Message, Piece, Quote } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import { readAddress, type Self } from './addressing.ts';
import { actorOf, envelope, nameOf } from './envelope.ts';
import type { Bundle } from './gather.ts';
import { albumKey, messageKey } from './ids.ts';
import { type TelegramMedia, type TelegramMessage, type TelegramUser, wordsOf } from './message.ts';
import { authorOf, sourceOf } from './source.ts';

/** Facts about the bot that translating needs. */
export interface BotIdentity {
  self: Self;
  /** Names of its commands: in a group they count as meant for it even without its name. */
  commands: ReadonlySet<string>;
}

/** Message of a bundle, to whomever; undefined when it has no content, or is another bot's command. */
export function messageEventOf(
  bundle: Bundle,
  from: TelegramUser,
  reader: BotIdentity,
): InboundEvent<Message> | undefined {
  const { head, rest } = bundle;
  const all = [head, ...rest];
  const last = rest.at(-1) ?? head;
  const readings = all.map((message) => readAddress(message, reader.self, reader.commands));
  const attachments = all.map(attachmentOf).filter((attachment) => attachment !== undefined);
  const worded = all.some((message) => wordsOf(message).text !== '');
  if (!worded && attachments.length === 0) return undefined;
  const group = head.chat.type !== 'private';
  if (group && readings[0]?.foreign) return undefined;
  const quote = quoteOf(all.find((message) => message.reply_to_message ?? message.external_reply) ?? head, reader.self);
  const source = sourceOf(head, reader.self.id);
  const joint = bundle.kind === 'paste' ? '' : '\n\n';
  const pieces = all.map((message, at): Piece => {
    const { chat, message_id: id } = message;
    return { key: messageKey(chat.id, id), id: String(id), text: readings[at]?.text ?? '' };
  });
  const words = pieces.map(({ text }) => text).filter((text) => text !== '');
  return {
    ...envelope(head, actorOf(from), head.date * 1000, head.message_id),
    ...keys(bundle),
    body: {
      type: 'message',
      text: words.join(joint),
      addressed: !group || readings.some(({ addressed }) => addressed),
      attachments,
      ...(rest.length > 0 ? { pieces, joint } : {}),
      ...(quote ? { quote } : {}),
      ...(source ? { source } : {}),
      at: last.date * 1000,
      length: wordsOf(last).text.length,
      ...(head.media_group_id === undefined ? {} : { album: head.media_group_id }),
    },
  };
}

/**
 * A batch may come again cut differently, so every message uses up its key, and an album without words is known by the
 * album alone. By its key a message is found again when it is edited.
 */
function keys({ head, rest, kind }: Bundle): { key: string; alsoKeys?: string[] } {
  const chat = head.chat.id;
  const own = (message: TelegramMessage) => messageKey(chat, message.message_id);
  if (kind === 'single') return { key: own(head) };
  if (kind === 'paste') return { key: own(head), alsoKeys: rest.map(own) };
  const album = albumKey(chat, head.media_group_id ?? '');
  if (wordsOf(head).text === '') return { key: album, alsoKeys: [head, ...rest].map(own) };
  return { key: own(head), alsoKeys: [album, ...rest.map(own)] };
}

const kinds: readonly (readonly [field: keyof TelegramMedia, kind: Attachment['kind']])[] = [
  ['photo', 'picture'],
  ['live_photo', 'picture'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  // An animation comes with a document that is the same file.
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['sticker', 'sticker'],
  ['document', 'file'],
  ['contact', 'other'],
  ['location', 'other'],
  ['venue', 'other'],
  ['poll', 'other'],
  ['dice', 'other'],
  ['game', 'other'],
  ['story', 'other'],
  ['checklist', 'other'],
  ['paid_media', 'other'],
  ['rich_message', 'other'],
];

/** Kinds of attachments of a message. */
export function attachmentOf(message: TelegramMedia): Attachment | undefined {
  const found = kinds.find(([field]) => message[field] !== undefined);
  return found && { kind: found[1] };
}

/** Quote of the message replied to: the part that the person chose, or all of it. */
function quoteOf(message: TelegramMessage, self: Self): Quote | undefined {
  const { reply_to_message: reply, external_reply: external, quote } = message;
  const chosen = quote?.is_manual ? { chosen: true } : {};
  const along = attachmentOf(reply ?? external ?? {});
  const attachments = along ? { attachments: [along] } : {};
  if (reply && reply.forum_topic_created === undefined && reply.chat.id === message.chat.id) {
    const { sender_chat: chat, from } = reply;
    const author = chat?.title === undefined ? from && nameOf(from) : displayName(chat.title);
    const mine = from?.id === self.id;
    const source = sourceOf(reply, self.id);
    return {
      id: String(reply.message_id),
      text: quote?.is_manual ? quote.text : wordsOf(reply).text,
      ...chosen,
      ...attachments,
      ...(source ? { source } : {}),
      // Somebody it is, if not the bot itself.
      ...(mine ? {} : { author: author ?? '' }),
    };
  }
  if (!external || (quote === undefined && !along)) return undefined;
  const { author = '', own } = authorOf(external.origin, self.id);
  return {
    // Its number is another message's in this chat, unless it is only of another topic.
    ...(external.chat?.id === message.chat.id && external.message_id ? { id: String(external.message_id) } : {}),
    text: quote?.text ?? '',
    ...chosen,
    ...attachments,
    ...(own ? {} : { author }),
  };
}
