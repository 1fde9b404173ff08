import { PermissionFlagsBits } from 'discord.js';
import type { Condition } from '../../src/ports/index.ts';

/** Rules of a channel that change what a role or a member may do. */
export interface Overwrite {
  id: string;
  allow: bigint;
  deny: bigint;
}

/** Facts about a server and a channel that decide what a member may do. */
export interface PermissionFacts {
  guild: string;
  /** Id of the owner, who may do everything. */
  owner: string;
  /** Permissions of a role; undefined for one that is not known. */
  role(id: string): bigint | undefined;
  overwrite(id: string): Overwrite | undefined;
}

const { Administrator, AttachFiles, ManageThreads, ReadMessageHistory, ViewChannel } = PermissionFlagsBits;
const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;

/**
 * Works out a member's permissions in a channel; a thread has its channel's.
 * Rules: https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
export function permissionsBy(
  { guild, owner, role, overwrite }: PermissionFacts,
  roles: readonly string[],
  user: string,
): bigint {
  if (owner === user) return Administrator;
  const base = [guild, ...roles].reduce((sum, id) => sum | (role(id) ?? 0n), 0n);
  if ((base & Administrator) !== 0n) return base;
  return [[guild], roles, [user]].reduce((bits, ids) => {
    const found = ids.flatMap((id) => overwrite(id) ?? []);
    const denied = found.reduce((sum, { deny }) => sum | deny, 0n);
    const allowed = found.reduce((sum, { allow }) => sum | allow, 0n);
    return (bits & ~denied) | allowed;
  }, base);
}

/** Conditions that the bot's permissions in a channel make. `thread`: the channel is one, locked or not. */
export function conditionsBy(permissions: bigint, thread: { locked: boolean } | undefined): Condition[] {
  const may = (...wanted: bigint[]) =>
    (permissions & Administrator) !== 0n || wanted.every((each) => (permissions & each) !== 0n);
  const speak = may(ViewChannel, thread ? SendMessagesInThreads : SendMessages);
  // A message wakes an archived thread; a locked one takes none.
  const open = !thread?.locked || may(ManageThreads);
  return [
    { name: 'speak', state: speak ? 'ok' : 'blocked' },
    { name: 'files', state: may(AttachFiles) ? 'ok' : 'limited' },
    // Replies need it, and every answer to a message is one.
    { name: 'history', state: may(ReadMessageHistory) ? 'ok' : 'blocked' },
    ...(thread ? [{ name: 'topic', state: open ? 'ok' : 'blocked' } as const] : []),
  ];
}
