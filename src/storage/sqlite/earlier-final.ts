import type { ChatSettings, ConversationEvent, Final } from '../../ports/index.ts';

/** Event that a version before kept in a final answer, and that none makes any more. */
type EarlierEvent = { type: 'settings'; settings: ChatSettings };

/** Final answer of a version before, as this one makes them. */
export function asNow(final: Final): Final {
  const events: readonly (ConversationEvent | EarlierEvent)[] = final.events;
  const chosen = events.findLast((event) => event.type === 'settings');
  if (!chosen) return final;
  return { ...final, events: events.filter((event) => event.type !== 'settings'), settings: chosen.settings };
}
