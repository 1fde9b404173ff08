import type { Context } from './conversations.ts';
import { pathTo } from './path.ts';
import { entryOf, livingExchange, type State, type Steps, threadOf } from './state.ts';
import type { PathEntry } from './stored.ts';
import { lastActive } from './threads.ts';

/** Finds the current branch, or the one that ends with the exchange `at`. */
export function* branchAt(
  state: State,
  at: string | undefined,
): Steps<Omit<Context, 'turns' | 'damaged'> & { path: PathEntry[] }> {
  const { head } = state;
  const current = { head: head.head, path: head.path, thread: threadOf(head), at: lastActive(head) };
  if (at === undefined || at === head.head) return current;
  const exchange = yield* livingExchange(state, at);
  if (!exchange) return current;
  const { thread } = exchange.place;
  const entry = thread === current.thread ? undefined : yield* entryOf(state, thread);
  const pins = at === entry?.head ? entry.pins : undefined;
  const path = yield* pathTo(state, at, { path: head.path, pins });
  return { ...current, head: at, path, ...(entry ? { thread, at: entry.at } : {}) };
}
