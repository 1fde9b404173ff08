import { PermissionFlagsBits as Bits } from 'discord.js';

/** Permissions that the bot has a use for in a server. */

/** Settings that some of them are for. */
export interface Wants {
  speech: boolean;
  threads: boolean;
  receipts: boolean;
}

interface Permission {
  /** Name of it in Discord's own windows. */
  name: string;
  bit: bigint;
  /** Wish that it is for; always needed when absent. */
  for?: keyof Wants;
}

export const permissions = [
  { name: 'View Channels', bit: Bits.ViewChannel },
  { name: 'Send Messages', bit: Bits.SendMessages },
  { name: 'Send Messages in Threads', bit: Bits.SendMessagesInThreads },
  { name: 'Read Message History', bit: Bits.ReadMessageHistory },
  { name: 'Attach Files', bit: Bits.AttachFiles },
  { name: 'Send Voice Messages', bit: Bits.SendVoiceMessages, for: 'speech' },
  { name: 'Create Public Threads', bit: Bits.CreatePublicThreads, for: 'threads' },
  { name: 'Add Reactions', bit: Bits.AddReactions, for: 'receipts' },
] as const satisfies readonly Permission[];

const all: readonly Permission[] = permissions;

/** Names of those that are always needed, in words. */
export const alwaysNeeded = new Intl.ListFormat('en').format(
  all.filter((each) => each.for === undefined).map(({ name }) => name),
);

/** Address at which somebody adds an application to a server, with the permissions that it needs and no others. */
export function inviteLink(application: string, wants: Wants): string {
  const needed = all.filter((each) => each.for === undefined || wants[each.for]);
  const link = new URL('https://discord.com/oauth2/authorize');
  link.searchParams.set('client_id', application);
  link.searchParams.set('scope', 'bot applications.commands');
  link.searchParams.set('permissions', String(needed.reduce((sum, { bit }) => sum | bit, 0n)));
  return link.href;
}
