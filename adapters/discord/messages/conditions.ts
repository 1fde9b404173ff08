import { type Client, type GuildBasedChannel, PermissionFlagsBits, Routes } from 'discord.js';
import * as v from 'valibot';
import type { Condition, Target } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import type { Calls } from '../calls.ts';
import { addressOf, isInteraction, snowflake } from '../ids.ts';
import { read } from './bodies.ts';

/** What helps or hinders the bot at a place: intents, permissions, threads. */

export interface ConditionsParts {
  calls: Calls;
  /** The connection's client, once there is one. */
  client(): Client | undefined;
  /** Whether the Message Content intent is granted. */
  readsContent(): boolean;
  /** The bot's own user id. */
  self(signal: AbortSignal): Promise<string>;
}

export type Conditions = (target: Target, signal: AbortSignal) => Promise<Condition[]>;

/** How long each question to Discord may take, ms. */
const timeoutMs = 2000;

const channelAnswer = v.object({
  thread_metadata: v.optional(
    v.object({ archived: v.optional(v.boolean(), false), locked: v.optional(v.boolean(), false) }),
  ),
});
const memberAnswer = v.object({ roles: v.array(snowflake) });

const { Administrator, AttachFiles, ManageThreads, ReadMessageHistory, ViewChannel } = PermissionFlagsBits;
const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;

export function createConditions({ calls, client, readsContent, self }: ConditionsParts): Conditions {
  /** What the bot may do in a channel: from its roles, and what the channel makes of them. */
  async function permissionsIn(id: string, signal: AbortSignal): Promise<bigint | undefined> {
    const channel = client()?.channels.cache.get(id);
    if (!channel || channel.isDMBased()) return undefined;
    const own = await self(signal);
    const route = Routes.guildMember(channel.guildId, own);
    const { roles } = read(memberAnswer, await calls.call({ method: 'Get', route, timeoutMs }, signal));
    return permissionsOf(channel, roles, own);
  }

  /** A thread's state; undefined where the channel is no thread, `unseen` where the bot may not even look. */
  async function threadAt(id: string, signal: AbortSignal) {
    try {
      const answer = await calls.call({ method: 'Get', route: Routes.channel(id), timeoutMs }, signal);
      return read(channelAnswer, answer).thread_metadata;
    } catch (error) {
      if (isFault(error, 'forbidden', 'gone')) return 'unseen';
      throw error;
    }
  }

  return async (target, signal) => {
    const address = addressOf(target);
    const told = isInteraction(address) ? address : undefined;
    if (!target.group)
      return [
        { name: 'content', state: 'ok' },
        { name: 'speak', state: 'ok' },
      ];
    // A guest answers commands alone, by their tokens: nothing else there matters.
    if (told?.guest) return [{ name: 'member', state: 'limited' }];
    const thread = await threadAt(address.channel, signal);
    const content: Condition = { name: 'content', state: readsContent() ? 'ok' : 'limited' };
    const member: Condition = { name: 'member', state: 'ok' };
    if (thread === 'unseen') return [member, content, { name: 'speak', state: 'blocked' }];
    const stored = told?.permissions;
    const permissions = stored === undefined ? await permissionsIn(address.channel, signal) : BigInt(stored);
    if (permissions === undefined) return [member, content];
    const may = (...wanted: bigint[]) =>
      (permissions & Administrator) !== 0n || wanted.every((each) => (permissions & each) !== 0n);
    const speak = may(ViewChannel, thread ? SendMessagesInThreads : SendMessages);
    // A message wakes an archived thread; a locked one takes none.
    const open = !thread?.locked || may(ManageThreads);
    return [
      member,
      content,
      { name: 'speak', state: speak ? 'ok' : 'blocked' },
      { name: 'files', state: may(AttachFiles) ? 'ok' : 'limited' },
      // Replies need it, and every answer to a message is one.
      { name: 'history', state: may(ReadMessageHistory) ? 'ok' : 'blocked' },
      ...(thread ? [{ name: 'topic', state: open ? 'ok' : 'blocked' } as const] : []),
    ];
  };
}

/**
 * A member's permissions in a channel; a thread has its channel's.
 * Rules: https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
function permissionsOf(place: GuildBasedChannel, roles: readonly string[], user: string): bigint | undefined {
  const channel = place.isThread() ? place.parent : place;
  if (!channel) return undefined;
  const { guild } = channel;
  const everyone = guild.id;
  const all = [everyone, ...roles].flatMap((id) => guild.roles.cache.get(id)?.permissions.bitfield ?? []);
  const base = all.reduce((sum, each) => sum | each, 0n);
  if ((base & Administrator) !== 0n) return base;
  return [[everyone], roles, [user]].reduce((bits, ids) => {
    const found = ids.flatMap((id) => channel.permissionOverwrites.cache.get(id) ?? []);
    const denied = found.reduce((sum, { deny }) => sum | deny.bitfield, 0n);
    const allowed = found.reduce((sum, { allow }) => sum | allow.bitfield, 0n);
    return (bits & ~denied) | allowed;
  }, base);
}
