import * as v from 'valibot';
import { attachment, person } from '../gateway/events.ts';
import { snowflake } from '../ids.ts';

/** INTERACTION_CREATE by its kinds, checked once when it comes in; kinds the bot never asks for fail the check. */

const permissions = v.pipe(v.string(), v.regex(/^\d{1,30}$/));

const interaction = {
  id: snowflake,
  application_id: snowflake,
  token: v.string(),
  guild_id: v.optional(snowflake),
  channel_id: snowflake,
  channel: v.optional(v.object({ type: v.optional(v.number()), parent_id: v.nullish(snowflake) })),
  member: v.optional(v.object({ user: person, permissions: v.optional(permissions) })),
  user: v.optional(person),
  locale: v.optional(v.string()),
  app_permissions: v.optional(permissions),
  /** Owners of the installation, by kind: "0" a server (or the bot's own chat), "1" a user. */
  authorizing_integration_owners: v.optional(v.record(v.string(), v.string()), {}),
  /** 0 a server, 1 the bot's direct messages, 2 other private places. */
  context: v.nullish(v.number()),
};

/** Fields that every kind has. */
export type InteractionEvent = v.InferOutput<v.ObjectSchema<typeof interaction, undefined>>;

/** Id and server of an interaction, whatever its kind. */
export const interactionHome = v.object({
  id: interaction.id,
  guild_id: interaction.guild_id,
  authorizing_integration_owners: interaction.authorizing_integration_owners,
});

const option = v.object({
  name: v.string(),
  type: v.optional(v.number()),
  value: v.optional(v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()])),
});

/** A slash command. */
export const commandEvent = v.object({
  ...interaction,
  type: v.literal(2),
  data: v.object({
    type: v.literal(1),
    name: v.string(),
    options: v.optional(v.array(option), []),
    /** Files that were given to options, by their ids. */
    resolved: v.fallback(v.optional(v.object({ attachments: v.optional(v.record(v.string(), attachment), {}) }), {}), {
      attachments: {},
    }),
  }),
});

export type CommandEvent = v.InferOutput<typeof commandEvent>;

/** A command from a message's own menu; the message is among `resolved`, unchecked. */
export const messageCommandEvent = v.object({
  ...interaction,
  type: v.literal(2),
  data: v.object({
    type: v.literal(3),
    name: v.string(),
    target_id: snowflake,
    resolved: v.optional(v.object({ messages: v.optional(v.record(v.string(), v.unknown()), {}) }), {}),
  }),
});

export type MessageCommandEvent = v.InferOutput<typeof messageCommandEvent>;

/** A slash command that is being written: one option has the focus. */
export const completionEvent = v.object({
  ...interaction,
  type: v.literal(4),
  data: v.object({
    type: v.optional(v.literal(1), 1),
    name: v.string(),
    options: v.array(v.object({ ...option.entries, focused: v.optional(v.boolean(), false) })),
  }),
});

export type CompletionEvent = v.InferOutput<typeof completionEvent>;

/** The message whose button was pressed. */
const holder = v.object({
  id: snowflake,
  flags: v.optional(v.number(), 0),
});

export type Holder = v.InferOutput<typeof holder>;

/** A button was pressed. */
export const pressEvent = v.object({
  ...interaction,
  type: v.literal(3),
  data: v.object({ custom_id: v.string(), component_type: v.literal(2) }),
  message: holder,
});

export type PressEvent = v.InferOutput<typeof pressEvent>;

const field = v.object({
  component: v.optional(v.object({ custom_id: v.optional(v.string()), value: v.optional(v.string()) })),
});

/** A form was sent. `message`: where a button had opened it. */
export const formEvent = v.object({
  ...interaction,
  type: v.literal(5),
  data: v.object({ custom_id: v.string(), components: v.array(field) }),
  message: v.optional(holder),
});

export type FormEvent = v.InferOutput<typeof formEvent>;

export const interactionEvent = v.union([commandEvent, messageCommandEvent, completionEvent, pressEvent, formEvent]);
