import type { Reply } from '../server.ts';
import { refusals } from './refusals.ts';
import { botMemberShape, channelShape, guildShape, memberShape, userShape } from './shapes.ts';
import { isThread, moderatorRole, type SimGuild, type World } from './world.ts';

/** The endpoints that tell of servers, their channels and members. */

/** What only the gateway tells of a server is left out. */
export function getGuild(world: World, id: string): Reply {
  const guild = membersGuild(world, id);
  const ofGateway = new Set([
    ...['joined_at', 'large', 'unavailable', 'member_count', 'voice_states', 'members', 'channels', 'threads'],
    ...['presences', 'stage_instances', 'guild_scheduled_events', 'soundboard_sounds'],
  ]);
  return ok(Object.fromEntries(Object.entries(guildShape(world, guild)).filter(([name]) => !ofGateway.has(name))));
}

/** Channels that the bot may view, or the threads that are not archived. */
export function listPlaces(world: World, id: string, threads: boolean): Reply {
  membersGuild(world, id);
  const seen = [...world.channels.values()].filter((channel) => channel.guild?.id === id && channel.view);
  const listed = seen.filter((channel) => isThread(channel) === threads && !channel.archived).map(channelShape);
  return ok(threads ? { threads: listed, members: [] } : listed);
}

export function getMember(world: World, guildId: string, id: string): Reply {
  const guild = membersGuild(world, guildId);
  if (id === world.bot.id) return ok({ ...botMemberShape(guild), user: userShape(world.bot) });
  const user = world.users.get(id);
  if (!user) throw refusals.unknownUser();
  if (guild.left?.includes(id)) throw refusals.unknownMember();
  const roles = guild.moderators.has(id) ? [moderatorRole(guild)] : [];
  return ok({ ...memberShape(undefined, roles, user), user: userShape(user) });
}

/** Only who was added to a thread is a member of it; of a public one the stand-in keeps no list. */
export function getThreadMember(world: World, channelId: string, user: string): Reply {
  const thread = world.channels.get(channelId);
  if (!thread || !isThread(thread)) throw refusals.unknownChannel();
  if (!thread.guild?.member || !thread.view) throw refusals.missingAccess();
  if (!thread.readers?.includes(user)) throw refusals.unknownMember();
  return ok({ id: thread.id, user_id: user, join_timestamp: '2024-01-01T00:00:00.000000+00:00', flags: 0 });
}

/** A server that the bot is a member of. */
function membersGuild(world: World, id: string): SimGuild {
  const guild = world.guilds.get(id);
  if (!guild?.member) throw guild ? refusals.missingAccess() : refusals.unknownGuild();
  return guild;
}

function ok(body: object): Reply {
  return { status: 200, body };
}
