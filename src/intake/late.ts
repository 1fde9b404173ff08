import type { LateNotice, Resolved } from '../ports/index.ts';

/** Messages that arrive too late to be answered unasked: their chat is told so in one line, a turn like any other. */

/** Time in which a chat is told only once, however often the process ends while a backlog is read, ms. */
const LATE_MS = 3_600_000;

/** Makes the line's task of the first such message, without its words. `key` is used up with it. */
export function lateNotice(resolved: Resolved, key: string): LateNotice {
  const { surface, conversation, queue, settingsChat, place, actor, sentAt, target, cause } = resolved;
  return {
    v: 2,
    kind: 'late',
    key: resolved.key,
    alsoKeys: [...(resolved.alsoKeys ?? []), key],
    surface,
    conversation,
    queue,
    ...(settingsChat === undefined ? {} : { settingsChat }),
    place,
    actor,
    sentAt,
    target,
    cause,
  };
}

/** Names the keys that the line for a chat uses up: of this hour, and of the hour before. Keys of platforms begin with their name. */
export function lateKeys({ target }: Resolved, now: number): [string, string] {
  const hour = Math.floor(now / LATE_MS);
  return [`late:${target.chat}:${hour}`, `late:${target.chat}:${hour - 1}`];
}
