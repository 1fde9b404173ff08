import { Routes } from 'discord.js';
import type { Surface } from '../../../src/ports/index.ts';
import type { Calls } from '../calls.ts';
import { named, surfaceName } from '../ids.ts';
import { made, read } from './bodies.ts';
import { userOf } from './members.ts';

/**
 * Opens private chats. A bot has one with whoever shares a server with it, or has brought it along as an app
 * (https://discord.com/developers/docs/resources/user#create-dm).
 */
export function createPrivateChats(calls: Calls): NonNullable<Surface['openPrivate']> {
  return async (actor, signal) => {
    const body = { recipient_id: userOf(actor) };
    const { id } = read(made, await calls.call({ method: 'Post', route: Routes.userChannels(), body }, signal));
    const chat = named(id);
    return {
      target: { surface: surfaceName, chat, group: false, privately: false, address: { channel: id } },
      at: { surface: surfaceName, chat, kind: 'private', scopes: [chat] },
    };
  };
}
