import * as v from 'valibot';
import { MOST_DETAILS } from '../../../src/ports/index.ts';
import { snowflake } from '../ids.ts';

/** The gateway's events as far as they are read, checked once when they come in. */

export const person = v.object({
  id: snowflake,
  username: v.string(),
  global_name: v.nullish(v.string()),
  bot: v.optional(v.boolean(), false),
});

export type Person = v.InferOutput<typeof person>;

/** A fact that only adds to a file must not cost it. */
const soft = <T extends v.GenericSchema>(schema: T) => v.fallback(v.optional(schema), undefined);
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** A file of a message, or one given to a command. */
export const attachment = v.object({
  id: soft(snowflake),
  filename: soft(v.string()),
  /** The name itself, where `filename` lost letters of it. */
  title: soft(v.string()),
  content_type: soft(v.string()),
  size: soft(amount),
  width: soft(amount),
  height: soft(amount),
  duration_secs: soft(amount),
  url: soft(v.string()),
  proxy_url: soft(v.string()),
});

export type AttachmentEvent = v.InferOutput<typeof attachment>;

const sticker = v.fallback(v.object({ id: soft(snowflake), format_type: soft(v.number()) }), {});

export type Sticker = v.InferOutput<typeof sticker>;

/** Fields of a message that carry something besides words. */
const carried = {
  flags: v.optional(v.number(), 0),
  attachments: v.optional(v.array(attachment), []),
  sticker_items: v.optional(v.array(sticker), []),
};

/** Most entries of one list that are read; Discord's own limits are below it. */
const MOST = 100;

/** A text that may be absent, or be of another form: what only adds to a message must not cost it. */
const label = v.fallback(
  v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => text.slice(0, MOST_DETAILS)),
  ),
  '',
);
const listOf = <T extends v.GenericSchema>(schema: T) =>
  v.fallback(
    v.optional(
      v.pipe(
        v.array(v.unknown()),
        v.transform((all) => read(schema, all.slice(0, MOST))),
      ),
      [],
    ),
    [],
  );

function read<T extends v.GenericSchema>(schema: T, all: readonly unknown[]): v.InferOutput<T>[] {
  return all.flatMap((each) => {
    const checked = v.safeParse(schema, each);
    return checked.success ? [checked.output] : [];
  });
}

/** A box under a message: the preview of a link, or what a bot wrote. */
const embed = v.object({
  title: label,
  description: label,
  url: label,
  author: v.fallback(v.optional(v.object({ name: label })), undefined),
  fields: listOf(v.object({ name: label, value: label })),
  footer: v.fallback(v.optional(v.object({ text: label })), undefined),
});

export type Embed = v.InferOutput<typeof embed>;

const answer = v.object({ answer_id: v.optional(v.number()), poll_media: v.object({ text: label }) });
const count = v.object({ id: v.number(), count: v.pipe(v.number(), v.integer(), v.minValue(0)) });

const poll = v.object({
  question: v.object({ text: label }),
  answers: listOf(answer),
  allow_multiselect: v.fallback(v.optional(v.boolean(), false), false),
  results: v.fallback(v.optional(v.object({ answer_counts: listOf(count) })), undefined),
});

export type Poll = v.InferOutput<typeof poll>;

/** Fields of a message that hold readable content besides its words. */
const readable = {
  embeds: listOf(embed),
  /** Layouts of texts and buttons, unchecked. */
  components: v.fallback(v.optional(v.array(v.unknown()), []), []),
  poll: v.fallback(v.nullish(poll), undefined),
};

const said = {
  content: v.optional(v.string(), ''),
  mentions: v.optional(v.array(person), []),
  ...readable,
};

/** Messages as they were when somebody forwarded them. Discord does not tell whose they were. */
const snapshots = v.fallback(v.optional(v.array(v.object({ message: v.object({ ...said, ...carried }) })), []), []);

const reference = v.object({
  type: v.optional(v.number(), 0),
  message_id: v.optional(snowflake),
  channel_id: v.optional(snowflake),
});

/** A message as others quote it. */
export const quoted = v.object({
  id: snowflake,
  channel_id: v.fallback(v.optional(snowflake), undefined),
  author: person,
  ...said,
  webhook_id: v.optional(snowflake),
  message_snapshots: snapshots,
  type: v.fallback(v.optional(v.number(), 0), 0),
  // What only adds to a quote must not cost it.
  message_reference: v.fallback(v.optional(reference), undefined),
  flags: v.fallback(carried.flags, 0),
  attachments: v.fallback(carried.attachments, []),
  sticker_items: v.fallback(carried.sticker_items, []),
});

export type Quoted = v.InferOutput<typeof quoted>;

/** MESSAGE_CREATE */
export const messageEvent = v.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: v.optional(snowflake),
  author: person,
  ...said,
  ...carried,
  message_snapshots: snapshots,
  type: v.number(),
  webhook_id: v.optional(snowflake),
  application_id: v.fallback(v.optional(snowflake), undefined),
  mention_roles: v.optional(v.array(snowflake), []),
  message_reference: v.optional(reference),
  referenced_message: v.nullish(quoted),
});

export type MessageEvent = v.InferOutput<typeof messageEvent>;

/** MESSAGE_UPDATE of a message whose text was edited; previews, pins and the like that lack one of these fail the check. */
export const editEvent = v.object({
  ...messageEvent.entries,
  content: v.string(),
  /** ISO 8601; null before the first edit. */
  edited_timestamp: v.pipe(
    v.string(),
    v.regex(/^[\d:T.+Z-]{10,40}$/),
    v.check((at) => !Number.isNaN(Date.parse(at))),
  ),
  type: v.optional(v.number(), 0),
});

export type EditEvent = v.InferOutput<typeof editEvent>;

/** MESSAGE_DELETE and MESSAGE_DELETE_BULK, as one. */
export const deletionEvent = v.pipe(
  v.object({
    id: v.optional(snowflake),
    ids: v.optional(v.array(snowflake), []),
    channel_id: snowflake,
    guild_id: v.optional(snowflake),
  }),
  v.transform(({ id, ids, ...where }) => ({ ...where, ids: id === undefined ? ids : [id] })),
  v.check(({ ids }) => ids.length > 0),
);

export type DeletionEvent = v.InferOutput<typeof deletionEvent>;

/** READY; the servers come in one by one afterwards. */
export const readyEvent = v.object({
  user: v.object({ id: snowflake, username: v.fallback(v.string(), '') }),
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
