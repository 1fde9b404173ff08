import { pathTo } from './path.ts';
import { type State, type Steps, shelfOf, turnOf } from './state.ts';
import type { TurnNode } from './tree.ts';

/**
 * The turns that go along when a conversation gets a new id: those on the paths of its threads, by their ids. What is
 * older stays behind, and where it would follow, a thread now starts.
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
    turns.set(id, followed ? turn : { ...turn, parent: null });
  }
  return turns;
}
