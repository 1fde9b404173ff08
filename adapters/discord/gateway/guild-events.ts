import * as v from 'valibot';
import { snowflake } from '../ids.ts';

/** Events and answers about servers, as far as they are read, checked once when they come in. */

const bits = v.pipe(
  v.string(),
  v.regex(/^\d{1,30}$/),
  v.transform((digits) => BigInt(digits)),
);
const overwrites = listOf(v.object({ id: snowflake, allow: bits, deny: bits }));

const role = v.object({
  id: snowflake,
  name: v.fallback(v.string(), ''),
  permissions: bits,
  tags: v.fallback(v.optional(v.object({ bot_id: v.optional(snowflake) }), {}), {}),
});

export type RoleFact = v.InferOutput<typeof role>;

/** A channel or a thread. Its server is left out where the event names it already. */
const channel = v.object({
  id: snowflake,
  type: v.number(),
  guild_id: v.optional(snowflake),
  name: v.fallback(v.nullish(v.string()), undefined),
  parent_id: v.fallback(v.nullish(snowflake), undefined),
  owner_id: v.fallback(v.nullish(snowflake), undefined),
  permission_overwrites: v.optional(overwrites, []),
  thread_metadata: v.fallback(v.optional(v.object({ archived: v.optional(v.boolean(), false) })), undefined),
});

export type ChannelFact = v.InferOutput<typeof channel>;

const member = v.object({
  user: v.object({ id: snowflake }),
  roles: v.array(snowflake),
  communication_disabled_until: v.fallback(
    v.pipe(
      v.nullish(v.string(), ''),
      v.transform((at) => Date.parse(at) || 0),
    ),
    0,
  ),
});

export type MemberFact = v.InferOutput<typeof member>;

const settings = {
  id: snowflake,
  owner_id: v.fallback(v.optional(snowflake), undefined),
  features: v.fallback(v.optional(v.array(v.string())), undefined),
  preferred_locale: v.fallback(v.optional(v.string()), undefined),
  roles: v.optional(listOf(role)),
};

/** GUILD_UPDATE */
export const guildChange = v.object(settings);

/** GUILD_CREATE of a server that is there, with all of its channels and the bot as a member. */
export const guildArrival = v.object({
  ...settings,
  channels: listOf(channel),
  threads: v.optional(listOf(channel), []),
  members: v.optional(listOf(member), []),
});

/** GUILD_DELETE */
export const guildEnd = v.object({ id: snowflake, unavailable: v.optional(v.boolean(), false) });

/** CHANNEL_CREATE, CHANNEL_UPDATE, THREAD_CREATE, THREAD_UPDATE */
export const channelChange = v.object({ ...channel.entries, guild_id: snowflake });

/** CHANNEL_DELETE, THREAD_DELETE */
export const channelEnd = v.object({ id: snowflake, guild_id: snowflake });

/** THREAD_LIST_SYNC; without `channel_ids` it is about the whole server. */
export const threadList = v.object({
  guild_id: snowflake,
  channel_ids: v.optional(v.array(snowflake)),
  threads: listOf(channel),
});

/** GUILD_ROLE_CREATE, GUILD_ROLE_UPDATE */
export const roleChange = v.object({ guild_id: snowflake, role });

/** GUILD_ROLE_DELETE */
export const roleEnd = v.object({ guild_id: snowflake, role_id: snowflake });

/** GUILD_MEMBER_UPDATE */
export const memberChange = v.object({ guild_id: snowflake, ...member.entries });

/** A list without those of its entries that cannot be read: they must not cost the others. */
function listOf<T extends v.GenericSchema>(schema: T) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((all) =>
      all.flatMap((each): v.InferOutput<T>[] => {
        const read = v.safeParse(schema, each);
        return read.success ? [read.output] : [];
      }),
    ),
  );
}
