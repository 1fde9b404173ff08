import type { Actor, InboundEvent, Message, Quote } from '../../src/ports/index.ts';
import { displayName } from '../../src/util/names.ts';
import type { Self } from './addressing.ts';
import { detailsOf } from './details.ts';
import { envelope, nameOf } from './envelope.ts';
import { messageKey } from './ids.ts';
import { withAddresses, withoutCollapsed } from './links.ts';
import { type TelegramMedia, type TelegramMessage, wordsOf } from './message.ts';
import { authorOf, sourceOf } from './source.ts';
import { attachmentsOf, type BotIdentity, contentsOf, isEmpty } from './words.ts';

/** Message, to whomever; undefined when it has no content, or is another bot's command. */
export function messageEventOf(
  message: TelegramMessage,
  speaker: Actor,
  reader: BotIdentity,
): InboundEvent<Message> | undefined {
  const { chat, date, message_id: id, media_group_id: album } = message;
  const contents = contentsOf(message, reader);
  const { text, addressed, foreign, attachments, details, length } = contents;
  const group = chat.type !== 'private';
  if (isEmpty(contents) || (group && foreign)) return undefined;
  const quote = quoteOf(message, reader.self);
  const source = sourceOf(message, reader.self.id);
  return {
    ...envelope(message, speaker, date * 1000, id),
    key: messageKey(chat.id, id),
    body: {
      type: 'message',
      text,
      addressed: !group || addressed,
      attachments,
      ...(details === undefined ? {} : { details }),
      ...(quote ? { quote } : {}),
      ...(source ? { source } : {}),
      at: date * 1000,
      length,
      ...(album === undefined ? {} : { album }),
    },
  };
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
    const { text, entities } = mine ? withoutCollapsed(wordsOf(reply)) : wordsOf(reply);
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
