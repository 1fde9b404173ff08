import type { Conversations } from '../conversation/conversations.ts';
import { isQuestion } from '../conversation/prompt-record.ts';
import { settingsAt } from '../conversation/settings-at.ts';
import type { InboundEvent, Prompt, Resolved, Surface } from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';

export interface ThreadParts {
  conversations: Conversations;
  operator: OperatorSettings;
  surface(name: string): Surface;
  /** Reads an event as one of the place that it names. */
  arrival(event: InboundEvent): Promise<Resolved>;
}

/**
 * Gives a question that calls the bot in a channel a thread of its own, where the chat wants that. What replies to the bot goes on where that was. Rejects with Fault('storage').
 */
export async function inThread(parts: ThreadParts, prompt: Prompt, event: InboundEvent): Promise<Prompt> {
  const { quote, target } = prompt;
  const { at, body } = event;
  const goesOn = quote !== undefined && quote.author === undefined;
  if (at.kind !== 'group' || body.type !== 'message' || goesOn || !isQuestion(prompt)) return prompt;
  const placed = parts.surface(at.surface).threadOf?.(target, at);
  if (!placed) return prompt;
  const { threads } = effective(parts.operator, await settingsAt(parts.conversations, at), { surface: at.surface });
  if (threads !== 'mention') return prompt;
  const { opening: _, ...asked } = prompt;
  const { conversation, queue, settingsChat, place } = await parts.arrival({ ...event, at: placed.at });
  const { ownConversation: __, ...moved } = asked;
  return {
    ...moved,
    ...{ conversation, queue, place, target: placed.target, askedAt: target, unnamed: true as const },
    ...(settingsChat === undefined ? {} : { settingsChat }),
  };
}
