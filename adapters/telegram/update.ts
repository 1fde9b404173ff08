import * as v from 'valibot';
import { chat, id, message, user, whole } from './message.ts';

/** The part of Telegram's Update this adapter reads (Bot API 10.3), checked once when it comes in. */

/**
 * Message that holds a button, as far as a press needs it. A message too old to be looked at has only its chat and its
 * id. A message that a single person sees has the id 0 and another of its own.
 */
const holder = v.object({
  message_id: whole,
  chat,
  message_thread_id: v.optional(id),
  is_topic_message: v.optional(v.boolean()),
  ephemeral_message_id: v.optional(id),
});

const query = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  from: user,
  // What cannot be read is as good as absent: the press is answered all the same.
  message: v.fallback(v.optional(holder), undefined),
  data: v.optional(v.string()),
});

const stopped = v.object({
  chat: v.object({ id, first_name: v.optional(v.string()), last_name: v.optional(v.string()) }),
  message_thread_id: v.optional(id),
});

/** Somebody joined, left or has other rights; told to admins only (Bot API, Update). */
const memberChange = v.object({
  chat: v.object({ id }),
  new_chat_member: v.object({
    status: v.string(),
    user: v.object({ id }),
    is_member: v.optional(v.boolean()),
  }),
});

const update = v.object({
  update_id: whole,
  message: v.optional(message),
  edited_message: v.optional(message),
  callback_query: v.optional(query),
  stopped_message_generation: v.optional(stopped),
  chat_member: v.fallback(v.optional(memberChange), undefined),
  /** Change of what the bot itself may do in a chat. */
  my_chat_member: v.optional(v.object({})),
});

export type TelegramUpdate = v.InferOutput<typeof update>;
export type TelegramQuery = v.InferOutput<typeof query>;
export type TelegramStop = v.InferOutput<typeof stopped>;

/** The kinds of updates that are asked for; each has its field in `TelegramUpdate`. */
export const updateKinds = [
  'message',
  'edited_message',
  'callback_query',
  'stopped_message_generation',
  'chat_member',
  'my_chat_member',
] as const;

/** The update, or undefined when it is not shaped as the Bot API says. */
export function readUpdate(value: unknown): TelegramUpdate | undefined {
  const result = v.safeParse(update, value);
  return result.success ? result.output : undefined;
}
