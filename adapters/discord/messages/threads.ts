import { PermissionFlagsBits, Routes } from 'discord.js';
import type { Place, Surface, Target } from '../../../src/ports/index.ts';
import { Fault, isFault } from '../../../src/util/errors.ts';
import { clip } from '../../../src/util/text.ts';
import type { Calls } from '../calls.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { addressOf, isInteraction, named } from '../ids.ts';
import type { HeedTimeOut } from './time-outs.ts';

/** Threads that the bot opens on people's messages, and names. */

export type Threads = Required<Pick<Surface, 'threadOf' | 'openThread' | 'rename'>>;

/** Longest name of a thread, in characters. */
export const titleLength = 100;

const { Administrator, CreatePublicThreads, SendMessagesInThreads } = PermissionFlagsBits;

export interface ThreadsParts {
  calls: Calls;
  gateway: Pick<Gateway, 'guilds'>;
  heedTimeOut: HeedTimeOut;
}

export function createThreads({ calls, gateway, heedTimeOut }: ThreadsParts): Threads {
  /** Tells whether the bot may open threads in a channel and write there. */
  function mayOpen(channel: string): boolean {
    const may = gateway.guilds.ownPermissions(channel) ?? 0n;
    return [CreatePublicThreads, SendMessagesInThreads].every((each) => (may & (each | Administrator)) !== 0n);
  }

  /** Tells whether a channel is there. On a message that is deleted Discord opens no thread, and does not say that there is one. */
  async function isThere(channel: string, signal: AbortSignal): Promise<boolean> {
    try {
      await calls.call({ method: 'Get', route: Routes.channel(channel) }, signal);
      return true;
    } catch (error) {
      if (isFault(error, 'gone', 'forbidden')) return false;
      throw error;
    }
  }

  return {
    threadOf(target: Target, at: Place) {
      const address = addressOf(target);
      const id = target.prompt;
      if (isInteraction(address) || !target.group || id === undefined || at.parent !== undefined) return undefined;
      if (!gateway.guilds.channel(address.channel)?.takesThreads || !mayOpen(address.channel)) return undefined;
      const { title: _, ...place } = at;
      return {
        target: { ...target, chat: named(id), address: { channel: id, opens: address.channel } },
        at: { ...place, chat: named(id), parent: at.chat, scopes: [named(id), ...at.scopes] },
      };
    },
    async openThread(target, title, signal) {
      const { channel, opens } = addressOf(target);
      if (opens === undefined) throw new Fault('internal', 'a thread without a message');
      const request = { method: 'Post', route: Routes.threads(opens, channel), body: { name: nameOf(title) } } as const;
      try {
        await heedTimeOut(opens, signal, () => calls.call(request, signal));
      } catch (error) {
        if (isOpenAlready(error)) return;
        if (!(isFault(error, 'gone') && (await isThere(channel, signal)))) throw error;
      }
    },
    async rename(target, title, signal) {
      const route = Routes.channel(addressOf(target).channel);
      await calls.call({ method: 'Patch', route, body: { name: nameOf(title) } }, signal);
    },
  };
}

/** Discord's 160004: the message has a thread. */
function isOpenAlready(error: unknown): boolean {
  return error instanceof Fault && error.facts.code === 160004;
}

function nameOf(title: string): string {
  return clip(title.trim(), titleLength) || '…';
}
