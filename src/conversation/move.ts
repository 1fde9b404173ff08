import type { ConversationEvent, PromptRecord } from '../ports/index.ts';
import { pathTo } from './path.ts';
import { type State, type Steps, shelfOf, turnOf } from './state.ts';
import type { TurnNode } from './tree.ts';

/**
 * The turns that go along when a conversation gets a new id: those on the paths of its threads, by their ids. What is
 * older stays behind, and where it would follow, a thread now starts. Their messages stay behind, too: under the new id
 * those ids mean other messages.
 */
export function* carried(state: State): Steps<Map<string, TurnNode>> {
  const { head } = state;
  yield* pathTo(state, head.head, { pins: head.path.flatMap(({ id, pinned }) => (pinned ? id : [])) });
  for (const { id } of head.path) yield* turnOf(state, id);
  for (const entry of (yield* shelfOf(state)).threads) yield* pathTo(state, entry.head, { pins: entry.pins });
  const turns = new Map<string, TurnNode>();
  for (const [id, turn] of state.turns) {
    if (!turn) continue;
    const followed = turn.parent !== null && state.turns.get(turn.parent) !== undefined;
    turns.set(id, { ...withoutMessages(turn), parent: followed ? turn.parent : null });
  }
  return turns;
}

/** What a turn that was asked before its chat moved does, as the new chat keeps it. */
export function eventsElsewhere(events: readonly ConversationEvent[]): ConversationEvent[] {
  return events.flatMap((event): ConversationEvent[] => {
    if (event.type === 'noted') return [];
    if (event.type === 'answered') return [{ ...event, prompt: elsewhere(event.prompt) }];
    return event.type === 'revised' && event.prompt ? [{ ...event, prompt: elsewhere(event.prompt) }] : [event];
  });
}

/** Its bubbles; a version before kept them with the answers. */
function withoutMessages(turn: TurnNode): TurnNode {
  const answers = turn.answers.map(({ parts: _, ...answer }) => answer);
  return { ...turn, prompt: elsewhere(turn.prompt), answers, parts: [] };
}

/** What had a message to be seen in shows none of its words above the next answer either: they may be a command's task. */
function elsewhere({ id, pieces: _, joint: __, ...prompt }: PromptRecord): PromptRecord {
  return id === undefined ? prompt : { echo: '', ...prompt };
}
