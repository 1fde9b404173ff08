import { PermissionFlagsBits, Routes } from 'discord.js';
import * as v from 'valibot';
import { type Actor, type Clock, FACT_HOLDS_MS, type Target } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { createFreshAnswers } from '../../../src/util/fresh-answers.ts';
import type { Calls } from '../calls.ts';
import { channelAnswer } from '../channels.ts';
import type { Gateway, KnownChannel } from '../gateway/gateway.ts';
import { addressOf, snowflake, surfaceName } from '../ids.ts';
import { read } from './bodies.ts';

/** People in channels that are remembered at most. */
const remembered = 5000;
/** Time limit of each question to Discord, ms. */
const timeoutMs = 2000;

/**
 * People of channels. Without the privileged intent for members Discord tells nobody that somebody has left: it is asked,
 * and what it says holds for minutes.
 */
export interface Members {
  /** Tells whether a person may delete other people's messages at a target. Rejects with a Fault. */
  moderates(target: Target, actor: Actor, signal: AbortSignal): Promise<boolean>;
  /** Tells whether a person sees the channel of a target. Rejects with a Fault where Discord does not tell. */
  isPresent(target: Target, actor: Actor, signal: AbortSignal): Promise<boolean>;
  /** Notes that somebody did something in a channel just now: Discord lets only who sees it. */
  note(channel: string, user: string): void;
}

export interface MembersParts {
  calls: Calls;
  gateway: Pick<Gateway, 'guilds'>;
  clock: Clock;
}

const memberAnswer = v.object({ roles: v.array(snowflake) });

const { Administrator, ManageMessages, ManageThreads, ViewChannel } = PermissionFlagsBits;

export function createMembers({ calls, gateway: { guilds }, clock }: MembersParts): Members {
  const beliefs = { clock, holdsMs: FACT_HOLDS_MS, most: remembered, isRefusal };
  const present = createFreshAnswers<boolean>(beliefs);
  const permissions = createFreshAnswers<bigint | undefined>(beliefs);
  // A question goes on for others who wait for it: no single signal ends it, its own time limit does.
  const unlimited = new AbortController().signal;

  /** Resolves with undefined where there is no such thing, or the bot may not see it. */
  async function ask(route: `/${string}`): Promise<unknown> {
    try {
      return await calls.call({ method: 'Get', route, timeoutMs }, unlimited);
    } catch (error) {
      if (isFault(error, 'gone')) return undefined;
      throw error;
    }
  }

  async function placeOf(channel: string): Promise<KnownChannel> {
    return guilds.channel(channel) ?? read(channelAnswer, await ask(Routes.channel(channel)));
  }

  /** The place, its server made known. */
  async function knownPlace(channel: string): Promise<KnownChannel> {
    const place = await placeOf(channel);
    if (place.guild !== undefined) await guilds.learn(place.guild, unlimited);
    return place;
  }

  /** A person's permissions in a channel of a server; undefined where they are not in the server. */
  async function permissionsIn(channel: string, user: string): Promise<bigint | undefined> {
    const { guild, parent = channel } = await knownPlace(channel);
    if (guild === undefined) throw new Fault('internal', 'a channel of no server has no permissions');
    const member = await ask(Routes.guildMember(guild, user));
    if (member === undefined) return undefined;
    const found = guilds.permissions(parent, read(memberAnswer, member).roles, user);
    if (found === undefined) throw new Fault('rejected', 'Discord has not told of this channel');
    return (found & Administrator) === 0n ? found : everything;
  }

  async function sees(channel: string, user: string): Promise<boolean> {
    const { isThread, isPrivate } = await placeOf(channel);
    const may = await permissions.get(`${channel}:${user}`, () => permissionsIn(channel, user), unlimited);
    if (may === undefined || (may & ViewChannel) === 0n) return false;
    if (!(isThread && isPrivate) || (may & ManageThreads) !== 0n) return true;
    return (await ask(Routes.threadMembers(channel, user))) !== undefined;
  }

  return {
    async moderates(target, actor, signal) {
      const [channel, user] = [addressOf(target).channel, userOf(actor)];
      const may = await permissions.get(`${channel}:${user}`, () => permissionsIn(channel, user), signal);
      return may !== undefined && (may & ManageMessages) !== 0n;
    },
    isPresent(target, actor, signal) {
      const [channel, user] = [addressOf(target).channel, userOf(actor)];
      return present.get(`${channel}:${user}`, () => sees(channel, user), signal);
    },
    note: (channel, user) => present.set(`${channel}:${user}`, true),
  };
}

const everything = Object.values(PermissionFlagsBits).reduce((sum, each) => sum | each, 0n);

/** Tells whether Discord has answered that it does not tell. */
function isRefusal(error: unknown): boolean {
  return isFault(error, 'rejected', 'forbidden');
}

/** Discord's id of a person. */
export function userOf({ id }: Actor): string {
  const user = v.safeParse(snowflake, id.slice(surfaceName.length + 1));
  if (!id.startsWith(`${surfaceName}:`) || !user.success) throw new Fault('internal', 'a person of another platform');
  return user.output;
}
