import * as v from 'valibot';
import { snowflake } from './ids.ts';

/** The gateway's events as far as they are read, checked once when they come in. */

const person = v.object({
  id: snowflake,
  username: v.string(),
  global_name: v.nullish(v.string()),
  bot: v.optional(v.boolean(), false),
});

export type Person = v.InferOutput<typeof person>;

const member = v.object({ nick: v.nullish(v.string()) });

const mention = v.object({ ...person.entries, member: v.optional(member) });

/** A message as others quote it. */
export const quoted = v.object({
  id: snowflake,
  author: person,
  content: v.optional(v.string(), ''),
  mentions: v.optional(v.array(mention), []),
  webhook_id: v.optional(snowflake),
});

export type Quoted = v.InferOutput<typeof quoted>;

/** MESSAGE_CREATE */
export const messageEvent = v.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: v.optional(snowflake),
  author: person,
  member: v.optional(member),
  content: v.optional(v.string(), ''),
  type: v.number(),
  flags: v.optional(v.number(), 0),
  webhook_id: v.optional(snowflake),
  mentions: v.optional(v.array(mention), []),
  mention_roles: v.optional(v.array(snowflake), []),
  attachments: v.optional(v.array(v.object({ content_type: v.nullish(v.string()) })), []),
  sticker_items: v.optional(v.array(v.unknown()), []),
  message_reference: v.optional(
    v.object({ type: v.optional(v.number(), 0), message_id: v.optional(snowflake), channel_id: v.optional(snowflake) }),
  ),
  referenced_message: v.nullish(quoted),
});

export type MessageEvent = v.InferOutput<typeof messageEvent>;

const option = v.object({
  name: v.string(),
  value: v.optional(v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()])),
});

/** INTERACTION_CREATE of a slash command; other kinds fail the check. */
export const commandEvent = v.object({
  id: snowflake,
  application_id: snowflake,
  type: v.literal(2),
  token: v.string(),
  data: v.object({ type: v.literal(1), name: v.string(), options: v.optional(v.array(option), []) }),
  guild_id: v.optional(snowflake),
  channel_id: snowflake,
  channel: v.optional(v.object({ type: v.optional(v.number()), parent_id: v.nullish(snowflake) })),
  member: v.optional(v.object({ ...member.entries, user: person })),
  user: v.optional(person),
  locale: v.optional(v.string()),
  app_permissions: v.optional(v.pipe(v.string(), v.regex(/^\d{1,30}$/))),
  /** Who brought the app here, by kind of installation: "0" a server (or the bot's own chat), "1" a user. */
  authorizing_integration_owners: v.optional(v.record(v.string(), v.string()), {}),
  /** 0 a server, 1 the bot's direct messages, 2 other private places. */
  context: v.nullish(v.number()),
});

export type CommandEvent = v.InferOutput<typeof commandEvent>;

/** READY; the servers come in one by one afterwards. */
export const readyEvent = v.object({
  user: v.object({ id: snowflake }),
  application: v.object({ id: snowflake }),
  guilds: v.optional(v.array(v.object({ id: snowflake })), []),
});

/** Kinds of channels whose newest message is one that can be read: not categories, and not forums, where it is a thread. */
const spokenIn = [0, 2, 5, 10, 11, 12, 13];

const channel = v.object({ id: snowflake, type: v.number(), last_message_id: v.nullish(snowflake) });
const channels = v.pipe(
  v.optional(v.array(channel), []),
  v.transform((all) => all.filter(({ type }) => spokenIn.includes(type))),
);

/** GUILD_CREATE */
export const guildEvent = v.object({ id: snowflake, channels, threads: channels });
