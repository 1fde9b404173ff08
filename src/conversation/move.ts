import type { ConversationEvent, Exchange, PromptRecord } from '../ports/index.ts';
import type { BranchExchange } from './exchange.ts';
import { pathTo, pinsOf } from './path.ts';
import { type Applying, branchExchange, chatOf, indexOf, type State, type Steps } from './state.ts';

/**
 * Collects the exchanges that go along when a conversation gets a new id: those on the paths of its threads, by their ids.
 * Older ones stay behind, and where one would follow them, a thread now starts. Their messages stay behind, too: under the
 * new id those ids mean other messages.
 */
export function* carried(state: State): Steps<Map<string, BranchExchange>> {
  const { head } = state;
  yield* pathTo(state, head.head, { pins: pinsOf(head.path) });
  for (const { id } of head.path) yield* branchExchange(state, id);
  for (const entry of (yield* indexOf(state)).threads) yield* pathTo(state, entry.head, { pins: entry.pins });
  const exchanges = new Map<string, BranchExchange>();
  for (const id of state.exchanges.keys()) {
    const exchange = yield* branchExchange(state, id);
    if (!exchange) continue;
    const { place, prompt } = exchange;
    const followed = place.parent !== null && state.exchanges.get(place.parent) !== undefined;
    const parent = followed ? place.parent : null;
    exchanges.set(id, { ...exchange, place: { ...place, parent }, prompt: elsewhere(prompt), bubbles: [] });
  }
  return exchanges;
}

/** The exchange as it is in a chat (`Exchange.chat`): messages in another one have ids that mean others here. */
export function inChat<Of extends Exchange>(exchange: Of, chat: string | undefined): Of {
  if (exchange.chat === chat) return exchange;
  const { files: _, pictures: __, ...rest } = exchange;
  return { ...(rest as Of), prompt: elsewhere(exchange.prompt), bubbles: [] };
}

/** The exchange, in the chat in which another answer to it is shown now. */
export function shownIn(exchange: BranchExchange, applying: Applying): BranchExchange {
  if (applying.parts.length === 0 || exchange.chat === applying.guest) return exchange;
  const { chat: _, ...here } = inChat(exchange, applying.guest);
  return { ...here, ...chatOf(applying) };
}

/** Adapts the events of a turn that was asked before its chat moved to the new chat, whose messages have other ids. */
export function eventsElsewhere(events: readonly ConversationEvent[]): ConversationEvent[] {
  return events.flatMap((event): ConversationEvent[] => {
    if (event.type === 'recorded') return event.menu ? [{ ...event, prompt: { text: '' } }] : [];
    if (event.type === 'answered') return [{ ...event, prompt: elsewhere(event.prompt) }];
    return event.type === 'revised' && event.prompt ? [{ ...event, prompt: elsewhere(event.prompt) }] : [event];
  });
}

/**
 * A prompt that had a message to be seen in shows none of its words above the next answer: they may be a command's task. What was
 * overheard before it is other messages under the new id.
 */
function elsewhere({ id, pieces = [], joint: _, overheard: __, ...prompt }: PromptRecord): PromptRecord {
  // What it passes on is told under no id.
  const material = pieces.filter(({ source }) => source).map((piece) => ({ ...piece, id: '' }));
  return {
    ...(id === undefined ? {} : { echo: '' }),
    ...prompt,
    ...(material.length > 0 ? { pieces: material } : {}),
  };
}
