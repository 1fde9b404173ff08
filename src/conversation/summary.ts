import * as v from 'valibot';
import type { Exchange } from '../ports/index.ts';
import { digest } from '../util/text.ts';
import { type BranchExchange, shownAnswer } from './exchange.ts';
import type { PathEntry } from './stored.ts';

/**
 * Summary of the oldest turns of a path, as it is stored, and what it stands for. A turn's parents never change. So where the
 * last turn that it covers is on a path, all turns before that one are, too.
 */

const number = v.pipe(v.number(), v.finite());

export const summarySchema = v.object({
  v: v.literal(1),
  /** Words; empty where somebody let them go, or none could be made. */
  text: v.string(),
  covers: v.object({
    /** Turns that were on the path when the words were made, oldest first, each with its print. */
    turns: v.array(v.object({ id: v.string(), print: v.string() })),
    /** Number of all turns that it covers: older ones have left the path. */
    count: number,
  }),
  /** Epoch ms at which it was written. */
  at: number,
  /** Attempts to make the next one that failed since. */
  failures: v.exactOptional(number),
  /** Epoch ms before which no other is to be made. */
  rest: v.exactOptional(number),
  /** The last attempt was made although it had to wait: a request had been too long. */
  forced: v.exactOptional(v.literal(true)),
});

export type Summary = v.InferOutput<typeof summarySchema>;

/** Summaries of a thread's paths, the one written last at the end. Releases before stored one alone. */
export const summariesSchema = v.object({ v: v.literal(2), all: v.array(summarySchema) });

/** Most summaries of a thread: of its paths that were answered on last. */
const MOST = 3;

/** Puts a summary in the place of another, or beside those of other paths. */
export function withSummary(all: readonly Summary[], from: Summary | undefined, to: Summary): Summary[] {
  const others = all.filter((each) => each !== from && each.covers.count > 0);
  return [...others, to].slice(-MOST);
}

/**
 * Chooses the summary of a path: that of those that hold for it which covers most, else what says when one may be made. Undefined
 * where there is neither.
 */
export function summaryOn(
  all: readonly Summary[],
  thread: string,
  turns: readonly BranchExchange[],
): Summary | undefined {
  const held = all.filter((each) => each.covers.count === 0 || coveredOn(each, thread, turns));
  return held.toSorted((one, other) => other.covers.count - one.covers.count)[0];
}

/** Prints by exchange: what is stored is never changed in place. */
const prints = new WeakMap<BranchExchange, string>();

/** Fingerprint of what was said in a turn: its wording, the answer that is shown, whether the model hears of it. */
export function printOf(turn: BranchExchange): string {
  const before = prints.get(turn);
  if (before !== undefined) return before;
  const print = digest(JSON.stringify([turn.omitted === true, turn.prompt, shownAnswer(turn) ?? null]));
  prints.set(turn, print);
  return print;
}

/** Tells whether a turn says something else than before. */
export function isReworded(before: Exchange, after: Exchange): boolean {
  if (before.omitted !== after.omitted || before.removed !== after.removed) return true;
  return before.prompt !== after.prompt || shownAnswer(before) !== shownAnswer(after);
}

/**
 * Turns of a thread's path that a summary stands for, oldest first; undefined where it does not hold for this path. Older
 * pinned turns, whose neighbours have left the path, are not among them: they are whole in any case.
 */
export function coveredOn(
  { covers }: Summary,
  thread: string,
  turns: readonly BranchExchange[],
): BranchExchange[] | undefined {
  const last = covers.turns.at(-1)?.id;
  const end = turns.findIndex(({ id }) => id === last);
  if (end < 0) return undefined;
  const places = new Map(covers.turns.map(({ id }, at) => [id, at]));
  const covered: BranchExchange[] = [];
  let next: number | undefined;
  for (const turn of turns.slice(0, end + 1)) {
    const at = places.get(turn.id);
    if (at === undefined) {
      if (turn.pinned || turn.place.thread !== thread) continue;
      return undefined;
    }
    if (covers.turns[at]?.print !== printOf(turn)) return undefined;
    // From the first that is there for its own sake, no other may be missing.
    if (next !== undefined && at !== next) return undefined;
    if (next !== undefined || !turn.pinned) next = at + 1;
    covered.push(turn);
  }
  return covered;
}

/**
 * Tells whether a summary may cover a turn of its thread. A turn that is not on the current path may be an old one that has
 * left it. `path`: the current one.
 */
export function mayCover({ covers }: Summary, id: string, path: readonly PathEntry[]): boolean {
  if (covers.turns.some((turn) => turn.id === id)) return true;
  if (covers.count <= covers.turns.length) return false;
  const last = covers.turns.at(-1)?.id;
  const [at, end] = [id, last].map((each) => path.findIndex((entry) => entry.id === each));
  return at === undefined || end === undefined || at < 0 || end < 0 || at < end;
}

/** Makes the summary that covers further turns of a path: `turns`, directly behind those that `before` stands for. */
export function covering(
  before: Summary | undefined,
  path: { thread: string; turns: readonly BranchExchange[] },
  turns: readonly BranchExchange[],
  { text, at }: Pick<Summary, 'text' | 'at'>,
): Summary {
  const covered = (before && coveredOn(before, path.thread, path.turns)) ?? [];
  const all = [...covered, ...turns].map((turn) => ({ id: turn.id, print: printOf(turn) }));
  const count = (covered.length > 0 ? (before?.covers.count ?? 0) : 0) + turns.length;
  return { v: 1, text, covers: { turns: all, count }, at };
}

/** Time for which no other summary is made after one became void, ms: retention may take a turn away each minute. */
const VOID_MS = 300_000;

/** Reduces a summary that does not hold any more to the time from which another may be made. */
export function voided(at: number): Summary {
  return { v: 1, text: '', covers: { turns: [], count: 0 }, at, rest: at + VOID_MS };
}

/** A summary whose words somebody let go: what it covers stays out of requests. */
export function wordless({ failures: _, rest: __, forced: ___, ...summary }: Summary, at: number): Summary {
  return { ...summary, text: '', at };
}
