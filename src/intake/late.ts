import type { Inbound, Prompt } from '../ports/index.ts';

/** What arrives too late to be answered unasked: its chat is told so in one line, a turn like any other. */

/** However often the process ends while a backlog is read, it is not said again in this hour or the next, ms. */
const LATE_MS = 3_600_000;

/** A message that is not answered, without its words; `key` is used up with it. */
export function skipped(inbound: Inbound, key: string): Prompt {
  const { v, surface, conversation, about, lane, place, actor, sentAt, target } = inbound;
  return {
    v,
    key: inbound.key,
    alsoKeys: [...(inbound.alsoKeys ?? []), key],
    surface,
    conversation,
    ...(about === undefined ? {} : { about }),
    ...(lane === undefined ? {} : { lane }),
    place,
    actor,
    sentAt,
    target,
    kind: 'prompt',
    text: '',
    addressed: true,
    attachments: [],
    skipped: true,
  };
}

/** Used up by the line for a chat in this hour, and in the hour before. Keys of platforms begin with their name. */
export function lateKeys({ target }: Inbound, now: number): [string, string] {
  const hour = Math.floor(now / LATE_MS);
  return [`late:${target.chat}:${hour}`, `late:${target.chat}:${hour - 1}`];
}
