import type { Reply } from '../server.ts';
import { isRecord } from './body.ts';
import { dispatch, messageIn, ok, refuseTimedOut, visibleChannel, writableChannel } from './messages.ts';
import { freely } from './places.ts';
import { invalid, refusals } from './refusals.ts';
import { channelShape } from './shapes.ts';
import { isThread, type SimChannel, type World } from './world.ts';

/** Threads that the bot opens and names, and its reactions. */

const guilds = 1;
/** Renamings of a channel that Discord takes in a stretch of time. */
const renames = { most: 2, withinMs: 600_000 };

/** A thread on a message has that message's id. */
export function openThread(world: World, channelId: string, messageId: string, json: unknown): Reply {
  const channel = visibleChannel(world, channelId);
  const message = messageIn(world, channel, messageId);
  const name = nameIn(json);
  if (channel.type !== 0) throw refusals.noThreadsHere();
  refuseTimedOut(channel);
  if (!channel.threads) throw refusals.missingPermissions();
  if (world.channels.has(message.id)) throw refusals.threadExists();
  const guild = channel.guild ? { guild: channel.guild } : {};
  const made = { id: message.id, name, ...guild, parent: channel.id, owner: world.bot.id };
  const thread: SimChannel = { ...freely, send: channel.send, ...made, type: 11, recipients: [] };
  world.channels.set(thread.id, thread);
  world.changed();
  dispatch(world, 'THREAD_CREATE', channel, guilds, () => ({ ...channelShape(thread), newly_created: true }));
  return ok(channelShape(thread), 201);
}

/** Who opened a thread may name it. */
export function renameChannel(world: World, id: string, json: unknown): Reply {
  const channel = visibleChannel(world, id);
  const name = nameIn(json);
  if (!isThread(channel) || channel.owner !== world.bot.id) throw refusals.missingPermissions();
  if (channel.archived) throw refusals.archived();
  const now = Date.now();
  const lately = (channel.renamed ?? []).filter((at) => now - at < renames.withinMs);
  if (lately.length >= renames.most) return tooMany((Math.min(...lately) + renames.withinMs - now) / 1000);
  channel.renamed = [...lately, now];
  channel.name = name;
  world.changed();
  dispatch(world, 'THREAD_UPDATE', channel, guilds, () => channelShape(channel));
  return ok(channelShape(channel));
}

export function react(world: World, channelId: string, id: string, emoji: string, on: boolean): Reply {
  const channel = writableChannel(world, channelId);
  const message = messageIn(world, channel, id);
  if (!channel.history) throw refusals.missingPermissions();
  if (channel.archived) throw refusals.archived();
  const others = (message.reactions ?? []).filter((each) => each !== emoji);
  message.reactions = on ? [...others, emoji] : others;
  world.changed();
  return { status: 204 };
}

function nameIn(json: unknown): string {
  const name = isRecord(json) ? json['name'] : undefined;
  if (typeof name !== 'string') throw invalid(['name'], 'BASE_TYPE_REQUIRED', 'This field is required');
  const size = [...name.trim()].length;
  if (size < 1 || size > 100) throw invalid(['name'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  return name;
}

function tooMany(seconds: number): Reply {
  return {
    status: 429,
    headers: { 'retry-after': seconds.toFixed(3), 'x-ratelimit-scope': 'shared' },
    body: { message: 'The resource is being rate limited.', retry_after: seconds, global: false },
  };
}
