import * as v from 'valibot';
import { readableFields } from './details.ts';
import { mediaFields } from './media.ts';
import { richWords } from './rich.ts';

/**
 * The part of Telegram's Message this adapter reads (Bot API 10.3), checked once when it comes in. Unknown fields are
 * dropped, so whatever else an update holds cannot hurt.
 */

/** Ids have up to 52 significant bits and are exact as numbers (Bot API, Chat). */
export const id = v.pipe(v.number(), v.safeInteger(), v.notValue(0));
export const whole = v.pipe(v.number(), v.safeInteger());

export const user = v.object({
  id,
  is_bot: v.boolean(),
  first_name: v.string(),
  last_name: v.optional(v.string()),
  username: v.optional(v.string()),
  language_code: v.optional(v.string()),
});

export const chat = v.object({
  id,
  type: v.picklist(['private', 'group', 'supergroup', 'channel']),
  title: v.optional(v.string()),
});

const entity = v.object({
  type: v.string(),
  offset: whole,
  length: whole,
  user: v.optional(v.object({ id })),
  url: v.optional(v.string()),
  /** Account that is mentioned, where the words need not be its name. */
  username: v.optional(v.string()),
});

const present = v.optional(v.unknown());

/** Whoever first said a text; whatever else Telegram may tell of it, it is somebody. */
const origin = v.fallback(
  v.object({
    sender_user: v.optional(user),
    sender_user_name: v.optional(v.string()),
    sender_chat: v.optional(chat),
    chat: v.optional(chat),
    author_signature: v.optional(v.string()),
  }),
  {},
);

export type TelegramOrigin = v.InferOutput<typeof origin>;

const content = {
  message_id: id,
  date: whole,
  chat,
  from: v.optional(user),
  sender_chat: v.optional(chat),
  author_signature: v.optional(v.string()),
  is_automatic_forward: v.optional(v.boolean()),
  text: v.optional(v.string()),
  caption: v.optional(v.string()),
  entities: v.optional(v.array(entity)),
  caption_entities: v.optional(v.array(entity)),
  rich_message: v.optional(v.pipe(v.unknown(), v.transform(richWords))),
  forum_topic_created: v.optional(v.fallback(v.object({ is_name_implicit: v.optional(v.boolean()) }), {})),
  forward_origin: v.optional(origin),
  // Servers of Bot API before 7.0 tell of a forward by its date.
  forward_date: present,
  via_bot: v.optional(v.fallback(v.partial(user), {})),
};

/** Content other than text, each in its field. */
const other = { ...mediaFields, ...readableFields };

export const message = v.object({
  ...content,
  ...other,
  edit_date: v.optional(whole),
  message_thread_id: v.optional(id),
  is_topic_message: v.optional(v.boolean()),
  media_group_id: v.optional(v.string()),
  migrate_to_chat_id: v.optional(id),
  migrate_from_chat_id: v.optional(id),
  new_chat_members: v.fallback(v.optional(v.array(v.object({ id }))), undefined),
  left_chat_member: v.fallback(v.optional(v.object({ id })), undefined),
  // What only adds to a message must not cost it.
  reply_to_message: v.fallback(v.optional(v.object({ ...content, ...other })), undefined),
  external_reply: v.fallback(
    v.optional(v.object({ origin, chat: v.optional(chat), message_id: v.optional(id), ...other })),
    undefined,
  ),
  quote: v.fallback(v.optional(v.object({ text: v.string(), is_manual: v.optional(v.boolean()) })), undefined),
  reply_to_story: v.fallback(v.optional(v.object({ chat: v.optional(chat) })), undefined),
});

export type TelegramMessage = v.InferOutput<typeof message>;
export type TelegramMedia = Pick<TelegramMessage, keyof typeof other | 'rich_message'>;
export type TelegramUser = v.InferOutput<typeof user>;
export type TelegramEntity = v.InferOutput<typeof entity>;

type Worded = Pick<TelegramMessage, 'text' | 'caption' | 'entities' | 'caption_entities' | 'rich_message'>;

/** Text, caption or words of blocks, with the ranges that belong to them. */
export function wordsOf(said: Worded): {
  text: string;
  entities: TelegramEntity[];
} {
  if (said.text !== undefined) return { text: said.text, entities: said.entities ?? [] };
  if (said.caption === undefined && said.rich_message) return said.rich_message;
  return { text: said.caption ?? '', entities: said.caption_entities ?? [] };
}
