import type { Conversations } from '../../src/conversation/conversations.ts';
import { type BranchExchange, isOnBranch } from '../../src/conversation/exchange.ts';
import { readExchange, readSummaries } from '../../src/conversation/stored.ts';
import { coveredOn, covering, printOf } from '../../src/conversation/summary.ts';
import { hold } from '../fuzz/property.ts';
import { place } from './holds.ts';

/** Summaries whose words name what went into them, turn by turn, as [id, print]. */

type Folded = [id: string, print: string][];

/** Reads the current branch for a fold of its oldest turns that no summary covers; the fold is written when that is called. */
export async function fold(conversations: Conversations, most: number, at: number): Promise<() => Promise<boolean>> {
  const branch = await conversations.context(place.conversation);
  const { thread } = branch;
  const from = await conversations.summary(place.conversation, thread, branch.turns);
  const covered = from && coveredOn(from, thread, branch.turns);
  const start = covered ? branch.turns.findIndex(({ id }) => id === covered.at(-1)?.id) + 1 : 0;
  const turns = branch.turns.slice(start, start + most).filter((turn) => turn.place.thread === thread);
  if (turns.length === 0) return async () => false;
  const before: Folded = covered && from?.text ? JSON.parse(from.text) : [];
  const text = JSON.stringify([...before, ...turns.map((turn) => [turn.id, printOf(turn)])]);
  const to = covering(from, branch, turns, { text, at });
  return () => conversations.summarise(place.conversation, thread, { from, to, turns, person: null });
}

/** Every word that a summary was made from is still said, and where it is used, on the way to the head. */
export async function holdFolded(kept: ReadonlyMap<string, unknown>, conversations: Conversations): Promise<void> {
  const start = `summary|${place.conversation}|`;
  for (const [key, value] of kept) {
    if (!key.startsWith(start)) continue;
    const all = readSummaries(value);
    hold(all !== undefined && all.length <= 3, 'summaries of another shape, or too many');
    for (const [id, print] of (all ?? []).flatMap(({ text }) => foldedIn(text))) {
      const turn = turnIn(kept, id);
      hold(turn !== undefined && !turn.removed, 'a summary covers what was deleted');
      hold(turn !== undefined && printOf(turn) === print, 'a summary covers what was changed');
    }
  }
  const { turns, thread, head } = await conversations.context(place.conversation);
  const summary = await conversations.summary(place.conversation, thread, turns);
  if (!summary || !coveredOn(summary, thread, turns)) return;
  const way = new Set<string>();
  for (let next = head; next !== null && !way.has(next); next = turnIn(kept, next)?.place.parent ?? null) way.add(next);
  for (const [id] of foldedIn(summary.text)) hold(way.has(id), 'a summary of another branch is used');
}

function foldedIn(text = ''): Folded {
  return text === '' ? [] : JSON.parse(text);
}

function turnIn(kept: ReadonlyMap<string, unknown>, id: string): BranchExchange | undefined {
  const exchange = readExchange(kept.get(`turn|${place.conversation}|${id}`));
  return exchange && isOnBranch(exchange) ? exchange : undefined;
}
