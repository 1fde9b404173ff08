import type { ConversationEvent } from '../ports/index.ts';
import { shownAnswer } from './exchange.ts';
import { type Applying, livingExchange, putExchange, type State, type Steps, threadOf } from './state.ts';
import type { Head, Leave } from './stored.ts';

/** Decisions about calls that wait, and the tools that run without asking since then. */

/** Most tools that are allowed for one thread; the oldest leave. */
const MOST = 20;

/** Keeps the first decision about a call. One about an answer that is not there any more changes nothing. */
export function* decide(
  state: State,
  { at }: Applying,
  { turn, key, how, by }: Extract<ConversationEvent, { type: 'decided' }>,
): Steps<void> {
  const exchange = yield* livingExchange(state, turn);
  const answer = exchange && shownAnswer(exchange);
  const pending = answer?.pending;
  if (!exchange || !pending || pending.key !== key || pending.decided) return;
  const decided = { ...answer, pending: { ...pending, decided: { how, by } } };
  putExchange(state, { ...exchange, answers: exchange.answers.map((each) => (each === answer ? decided : each)) });
  const { lasting: tool, title } = pending;
  if (how !== 'always' || tool === undefined || exchange.place.thread !== threadOf(state.head)) return;
  const leave: Leave = { tool, title, exchange: exchange.id, at };
  const others = withoutLeaves(state.head, (each) => each.tool === tool);
  state.head = { ...others, leaves: [...(others.leaves ?? []), leave].slice(-MOST) };
}

/** A tool asks again. */
export function revoke(state: State, { tool }: Extract<ConversationEvent, { type: 'revoked' }>): void {
  state.head = withoutLeaves(state.head, (leave) => leave.tool === tool);
}

/** The head without the leaves that are meant. */
export function withoutLeaves(head: Head, isMeant: (leave: Leave) => boolean): Head {
  if (!head.leaves?.some(isMeant)) return head;
  const { leaves, ...rest } = head;
  const left = leaves.filter((leave) => !isMeant(leave));
  return left.length > 0 ? { ...rest, leaves: left } : rest;
}
