import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Condition, Target } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import type { Calls } from '../calls.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { addressOf, isInteraction } from '../ids.ts';
import { conditionsBy } from '../permissions.ts';
import { read } from './bodies.ts';

/** Conditions that help or hinder the bot at a place: intents, permissions, threads. */

export interface ConditionsParts {
  calls: Calls;
  gateway: Pick<Gateway, 'guilds' | 'readsContent'>;
}

export type Conditions = (target: Target, signal: AbortSignal) => Promise<Condition[]>;

/** Time limit of the question to Discord, ms. */
const timeoutMs = 2000;

const channelAnswer = v.object({
  thread_metadata: v.optional(
    v.object({ archived: v.optional(v.boolean(), false), locked: v.optional(v.boolean(), false) }),
  ),
});

export function createConditions({ calls, gateway }: ConditionsParts): Conditions {
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
    const content: Condition = { name: 'content', state: gateway.readsContent() ? 'ok' : 'limited' };
    const member: Condition = { name: 'member', state: 'ok' };
    if (thread === 'unseen') return [member, content, { name: 'speak', state: 'blocked' }];
    const stored = told?.permissions;
    if (stored === undefined) await gateway.guilds.learnOf(address.channel, signal);
    const permissions = stored === undefined ? gateway.guilds.ownPermissions(address.channel) : BigInt(stored);
    if (permissions === undefined) return [member, content];
    return [member, content, ...conditionsBy(permissions, thread)];
  };
}
