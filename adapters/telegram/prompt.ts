import type { Actor, InboundEvent, Message, Piece, Quote } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import type { Self } from './addressing.ts';
import { detailsOf } from './details.ts';
import { envelope, nameOf } from './envelope.ts';
import type { Bundle } from './gather.ts';
import { albumKey, messageKey } from './ids.ts';
import { withAddresses, withoutReasoning } from './links.ts';
import { type TelegramMedia, type TelegramMessage, wordsOf } from './message.ts';
import { authorOf, sourceOf } from './source.ts';
import { attachmentsOf, type BotIdentity, contentsOf, isEmpty } from './words.ts';

/** Message of a bundle, to whomever; undefined when it has no content, or is another bot's command. */
export function messageEventOf(bundle: Bundle, speaker: Actor, reader: BotIdentity): InboundEvent<Message> | undefined {
  const { head, rest } = bundle;
  const all = [head, ...rest];
  const last = rest.at(-1) ?? head;
  const readings = all.map((message) => contentsOf(message, reader));
  if (readings.every(isEmpty)) return undefined;
  const group = head.chat.type !== 'private';
  if (group && readings[0]?.foreign) return undefined;
  const details = readings.map((reading) => reading.details).filter((each) => each !== undefined);
  const quote = quoteOf(all.find((message) => message.reply_to_message ?? message.external_reply) ?? head, reader.self);
  const source = sourceOf(head, reader.self.id);
  const joint = bundle.kind === 'paste' ? '' : '\n\n';
  const pieces = all.map((message, at): Piece => {
    const { chat, message_id: id } = message;
    return { key: messageKey(chat.id, id), id: String(id), text: readings[at]?.text ?? '' };
  });
  const words = pieces.map(({ text }) => text).filter((text) => text !== '');
  return {
    ...envelope(head, speaker, head.date * 1000, head.message_id),
    ...keys(bundle),
    body: {
      type: 'message',
      text: words.join(joint),
      addressed: !group || readings.some(({ addressed }) => addressed),
      attachments: readings.flatMap(({ attachments }) => attachments),
      ...(details.length > 0 ? { details: details.join('\n\n') } : {}),
      ...(rest.length > 0 ? { pieces, joint } : {}),
      ...(quote ? { quote } : {}),
      ...(source ? { source } : {}),
      at: last.date * 1000,
      length: readings.at(-1)?.length ?? 0,
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

/**
 * Quote of the message replied to: the part that the person chose, or all of it. Of another chat's message Telegram tells no
 * words but the chosen ones: then the reply points at something unseen.
 */
function quoteOf(message: TelegramMessage, self: Self): Quote | undefined {
  const { reply_to_message: reply, external_reply: external, reply_to_story: story, quote } = message;
  const chosen = quote?.is_manual ? { chosen: true } : {};
  if (reply && reply.forum_topic_created === undefined && reply.chat.id === message.chat.id) {
    const { sender_chat: chat, from } = reply;
    const author = chat?.title === undefined ? from && nameOf(from) : displayName(chat.title);
    const mine = from?.id === self.id;
    const source = sourceOf(reply, self.id);
    const { text, entities } = mine ? withoutReasoning(wordsOf(reply)) : wordsOf(reply);
    return {
      id: String(reply.message_id),
      text: quote?.is_manual ? quote.text : withAddresses(text, entities),
      ...chosen,
      ...sentAlong(reply),
      ...(source ? { source } : {}),
      // Somebody it is, if not the bot itself.
      ...(mine ? {} : { author: author ?? '' }),
    };
  }
  if (!external) {
    const title = story?.chat?.title;
    return story && { text: '', author: title === undefined ? '' : displayName(title), unseen: true };
  }
  const { author = '', own } = authorOf(external.origin, self.id);
  const along = sentAlong(external);
  return {
    // Its number is another message's in this chat, unless it is only of another topic.
    ...(external.chat?.id === message.chat.id && external.message_id ? { id: String(external.message_id) } : {}),
    text: quote?.text ?? '',
    ...chosen,
    ...along,
    ...(quote || along.attachments || along.details ? {} : { unseen: true }),
    ...(own ? {} : { author }),
  };
}

/** Lists what a quoted message holds besides its words. */
function sentAlong(quoted: TelegramMedia): Pick<Quote, 'attachments' | 'details'> {
  const details = detailsOf(quoted);
  const attachments = attachmentsOf(quoted);
  return {
    ...(details === undefined ? {} : { details }),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}
