import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Finding, KnownPlace } from '../../src/ports/index.ts';
import { atOnce } from '../../src/util/at-once.ts';
import { displayName } from '../../src/util/names.ts';
import type { Calls } from './calls.ts';
import { isThread } from './channels.ts';
import { faultOf } from './faults.ts';
import { named, snowflake } from './ids.ts';
import { read } from './messages/bodies.ts';
import { conditionsBy, permissionsBy } from './permissions.ts';

/** Looks at the rights of the bot in the channels that are known. */

/** Channels looked at, and how many at a time. */
const most = 50;
const channelsAtOnce = 5;

const bits = v.pipe(
  v.string(),
  v.regex(/^\d{1,30}$/),
  v.transform((text) => BigInt(text)),
);
const overwrite = v.object({ id: snowflake, allow: bits, deny: bits });
const channelSchema = v.object({
  guild_id: v.optional(snowflake),
  parent_id: v.nullish(snowflake),
  type: v.number(),
  name: v.fallback(v.nullish(v.string()), undefined),
  permission_overwrites: v.optional(v.array(overwrite), []),
  thread_metadata: v.optional(v.object({ locked: v.optional(v.boolean(), false) })),
});
const guildSchema = v.object({
  id: snowflake,
  owner_id: snowflake,
  roles: v.array(v.object({ id: snowflake, permissions: bits })),
});
const memberSchema = v.object({
  roles: v.array(snowflake),
  communication_disabled_until: v.nullish(v.string()),
});

/** Server, and the bot as its member. */
interface Home {
  guild: v.InferOutput<typeof guildSchema>;
  self: v.InferOutput<typeof memberSchema>;
}

export async function examineChannels(
  calls: Calls,
  user: string,
  places: readonly KnownPlace[],
  signal: AbortSignal,
): Promise<Finding[]> {
  const get = async <S extends v.GenericSchema>(schema: S, route: `/${string}`) =>
    read(schema, await calls.call({ method: 'Get', route }, signal));
  const homes = new Map<string, Promise<Home>>();

  function home(id: string): Promise<Home> {
    const known =
      homes.get(id) ??
      Promise.all([get(guildSchema, Routes.guild(id)), get(memberSchema, Routes.guildMember(id, user))]).then(
        ([guild, self]) => ({ guild, self }),
      );
    homes.set(id, known);
    return known;
  }

  async function channelAt(place: Known): Promise<Finding[]> {
    const channel = await get(channelSchema, Routes.channel(place.snowflake));
    if (channel.guild_id === undefined) return [];
    const thread = isThread(channel.type) ? (channel.thread_metadata ?? { locked: false }) : undefined;
    const parent = thread && channel.parent_id ? await get(channelSchema, Routes.channel(channel.parent_id)) : channel;
    const { guild, self } = await home(channel.guild_id);
    const facts = {
      guild: guild.id,
      owner: guild.owner_id,
      role: (id: string) => guild.roles.find((role) => role.id === id)?.permissions,
      overwrite: (id: string) => parent.permission_overwrites.find((each) => each.id === id),
    };
    const conditions = conditionsBy(permissionsBy(facts, self.roles, user), thread);
    const lacking = conditions.filter(({ state }) => state !== 'ok').map(({ name }) => name);
    const shown = channel.name ? `${place.id} (#${displayName(channel.name)})` : place.id;
    return [...lacks(shown, lacking), ...timeOut(shown, self.communication_disabled_until)];
  }

  /** Looks at a place that is a channel, or a server that is allowed as a whole. */
  async function lookAt(place: Known): Promise<Finding[]> {
    try {
      if (place.server) await home(place.snowflake);
      else return await channelAt(place);
    } catch (error) {
      if (signal.aborted) return [];
      const fault = faultOf(error);
      if (fault.kind !== 'forbidden' && fault.kind !== 'gone')
        return [{ state: 'note', message: `${place.id} could not be looked at: ${fault.message}` }];
      // An id without more may be a server's as well.
      const isServer =
        place.allowed &&
        !place.server &&
        (await home(place.snowflake).then(
          () => true,
          () => false,
        ));
      return place.allowed && !isServer ? [absent(place)] : [];
    }
    return [];
  }

  const known = knownIn(places);
  const looks = await atOnce(channelsAtOnce, known.slice(0, most), lookAt, signal);
  const rest = known.length > looks.length ? `, ${known.length - looks.length} were not` : '';
  const counted = `${looks.length} known ${looks.length === 1 ? 'channel was' : 'channels were'} looked at${rest}`;
  return [...looks.flat(), { state: 'ok', message: known.length === 0 ? 'No channel is known yet' : counted }];
}

interface Known extends KnownPlace {
  snowflake: string;
  server: boolean;
}

/** Channels and servers among the places, each once. */
function knownIn(places: readonly KnownPlace[]): Known[] {
  const known = new Map<string, Known>();
  for (const place of places) {
    const [, server, id] = /^discord:(server:)?(\d{1,20})(?!\d)/.exec(place.id) ?? [];
    if (id === undefined) continue;
    const name = named(server === undefined ? id : `${server}${id}`);
    if (!known.has(name)) known.set(name, { ...place, id: name, snowflake: id, server: server !== undefined });
  }
  return [...known.values()];
}

function absent({ id }: Known): Finding {
  return {
    state: 'warning',
    message: `The bot does not see ${id}, which ALLOWED_CHATS names`,
    mend: 'Add the bot to that server and let it view the channel, or take the id out of ALLOWED_CHATS.',
  };
}

const words = {
  speak: 'View Channel and Send Messages (in a thread: Send Messages in Threads)',
  history: 'Read Message History',
  files: 'Attach Files',
} as const;

/** Findings about conditions that do not hold. */
function lacks(where: string, names: readonly string[]): Finding[] {
  const prevents = names.includes('speak') || names.includes('history');
  const missing = (['speak', 'history', 'files'] as const).filter((name) => names.includes(name));
  const rights: Finding[] =
    missing.length === 0
      ? []
      : [
          {
            state: prevents ? 'warning' : 'note',
            message: `In ${where} the bot ${prevents ? 'cannot answer' : 'can send no files'}: its role lacks permissions`,
            mend: `Give the bot's role there: ${missing.map((name) => words[name]).join(', ')}.`,
          },
        ];
  const locked: Finding[] = names.includes('topic')
    ? [{ state: 'note', message: `The thread ${where} is locked`, mend: 'Unlock it, or give the bot Manage Threads.' }]
    : [];
  return [...rights, ...locked];
}

function timeOut(where: string, until: string | null | undefined): Finding[] {
  const end = Date.parse(until ?? '') || 0;
  if (end <= Date.now()) return [];
  return [
    {
      state: 'warning',
      message: `The bot is timed out in the server of ${where} until ${new Date(end).toISOString()}`,
      mend: 'Remove the time-out in the list of members.',
    },
  ];
}
