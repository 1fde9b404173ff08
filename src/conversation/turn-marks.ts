import type { ConversationEvent } from '../ports/index.ts';
import { withOmission, withPin } from './exchange.ts';
import { PINS, pathTo, pinsOf, withPins } from './path.ts';
import { indexOf, livingExchange, putExchange, putIndex, type State, type Steps } from './state.ts';
import { withEntry } from './threads.ts';

/** Marks that turns have: left out, pinned, counted. What was said in them stays. */

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

/** Omits a turn or takes it back in. It keeps its place on the path: only the window passes it over. */
export function* omitted(state: State, { turn: id, omitted }: Of<'omitted'>): Steps<void> {
  const exchange = yield* livingExchange(state, id);
  if (exchange && (exchange.omitted === true) !== omitted) putExchange(state, withOmission(exchange, omitted));
}

/** A thread takes no more than PINS: one more changes nothing. */
export function* pinned(state: State, event: Of<'pinned'>): Steps<void> {
  const { turn: id, pinned } = event;
  const exchange = yield* livingExchange(state, id);
  if (!exchange || (exchange.pinned === true) === pinned) return;
  const { path } = state.head;
  const onPath = path.some((each) => each.id === id);
  const { threads } = yield* indexOf(state);
  const entry = onPath ? undefined : threads.find((each) => each.id === exchange.place.thread);
  if (pinned && (entry ? (entry.pins ?? []) : pinsOf(path)).length >= PINS) return;
  putExchange(state, withPin(exchange, pinned));
  if (pinned) state.head = { ...state.head, pinning: true };
  state.head = { ...state.head, path: yield* pathTo(state, state.head.head, { pins: pinsOf(path) }) };
  if (!entry) return;
  const there = yield* pathTo(state, entry.head, { pins: entry.pins });
  putIndex(state, withEntry(yield* indexOf(state), withPins(entry, there)));
}

/** Keeps the tokens of turns, each counted once. */
export function* counted(state: State, { turns }: Of<'counted'>): Steps<void> {
  for (const { turn, tokens } of turns) {
    const exchange = yield* livingExchange(state, turn);
    if (exchange && exchange.tokens !== tokens) putExchange(state, { ...exchange, tokens });
  }
}
