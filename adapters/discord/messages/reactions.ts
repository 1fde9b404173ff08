import { Routes } from 'discord.js';
import type { Surface } from '../../../src/ports/index.ts';
import type { Calls } from '../calls.ts';
import { addressOf } from '../ids.ts';

/** Signs under people's messages, of what becomes of them. */
const signs = { working: '👀', done: '👌' } as const;

export function createReactions(calls: Calls): NonNullable<Surface['react']> {
  return async (target, message, mark, signal) => {
    const address = addressOf(target);
    // The message that a thread was opened on has its id, and is in the channel that it hangs on.
    const channel = message === address.channel ? (address.opens ?? message) : address.channel;
    const route = (sign: string) => Routes.channelMessageOwnReaction(channel, message, encodeURIComponent(sign));
    if (mark === 'working') await calls.call({ method: 'Put', route: route(signs.working) }, signal);
    if (mark === 'done') await calls.call({ method: 'Put', route: route(signs.done) }, signal);
    if (mark !== 'working') await calls.call({ method: 'Delete', route: route(signs.working) }, signal);
  };
}
