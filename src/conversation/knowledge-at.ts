import type { Task } from '../ports/index.ts';
import { hereOf } from './settings-at.ts';

/** Scopes whose knowledge holds at a place. Their names are in keys of what is stored, so these forms stay. */
export interface KnowledgeScopes {
  /** Scope of the chat, topic or thread itself. */
  here: string;
  /** Scope of everything around it: all chats of a server, a group with its topics. Absent in a chat alone with the bot. */
  server?: string;
  /** All that hold there, the nearest first: what was added to a chat holds in its topics and threads, too. */
  all: readonly string[];
}

/** Id of a whole server among those of a place. */
const SERVER = /^\w+:server:/;

/** Names the scopes at the place that a task is about. */
export function knowledgeAt(task: Pick<Task, 'place' | 'target' | 'thread' | 'settingsChat'>): KnowledgeScopes {
  const { scopes, kind } = task.place;
  const here = hereOf(task);
  const chats = scopes.filter((scope) => !SERVER.test(scope));
  const whole = scopes.find((scope) => SERVER.test(scope));
  // A group that has a new id had another one before: what was added then still holds.
  const servers = kind === 'group' ? (whole === undefined ? chats : [whole]).map((id) => `server:${id}`) : [];
  const [server] = servers;
  return { here, ...(server === undefined ? {} : { server }), all: [...new Set([here, ...chats, ...servers])] };
}

/** Scope of a persona, by its reference. */
export const personaScope = (ref: string) => `persona:${ref}`;
