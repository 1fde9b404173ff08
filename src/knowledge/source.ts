import * as v from 'valibot';

/** Sources of knowledge as they are kept: facts about one, and its text in pages that people know by name. */

export const sourceKinds = ['file', 'page', 'message', 'channel'] as const;

export type SourceKind = (typeof sourceKinds)[number];

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const sourceSchema = v.object({
  v: v.literal(1),
  id: v.string(),
  /** Name that people know it by: of a file, or the beginning of a message. */
  name: v.string(),
  kind: v.picklist(sourceKinds),
  /** Display name of who added it; absent for the operator's files. */
  by: v.exactOptional(v.string()),
  /** Epoch ms at which it was added. */
  at: v.pipe(v.number(), v.finite()),
  /** UTF-16 units of its text, and an estimate of its tokens. */
  length: count,
  tokens: count,
  /** Number of the documents that hold its text. */
  parts: count,
  /** There is more than was read. */
  more: v.exactOptional(v.literal(true)),
  /** Number that answers cite it by, for as long as it is there; releases before had that of its place. */
  number: v.exactOptional(count),
  /** Page of the web that it is: its address as it was typed, and epoch ms at which it was fetched. */
  from: v.exactOptional(v.object({ url: v.string(), at: v.pipe(v.number(), v.finite()) })),
  /**
   * Messages that it is made of: the conversation of the place where they were said, and their platform ids in order. An id is empty
   * where a message has none. Releases before did not keep this.
   */
  said: v.exactOptional(v.object({ place: v.string(), messages: v.array(v.string()) })),
  /** Epoch ms at which somebody's words were taken out of it last. */
  redacted: v.exactOptional(v.pipe(v.number(), v.finite())),
});

/** A text that answers may draw on. */
export type Source = v.InferOutput<typeof sourceSchema>;

/** Place of one that was taken away: answers that cite it are still there, so nothing else gets its number. */
const goneSchema = v.object({
  v: v.literal(1),
  gone: v.literal(true),
  at: v.pipe(v.number(), v.finite()),
  number: count,
});

/** Sources of a scope, each with its number, the oldest first, and the highest number that one of them has or had. */
export interface SourceShelf {
  sources: readonly Source[];
  last: number;
}

/** Highest number: answers cite no more than three figures. */
const HIGHEST = 999;

/** Chooses the number of a new source: that behind all others. */
export function nextNumber({ sources, last }: SourceShelf): number {
  if (last < HIGHEST) return last + 1;
  const taken = new Set(sources.map(({ number }) => number));
  return Array.from({ length: HIGHEST }, (_, at) => at + 1).find((number) => !taken.has(number)) ?? HIGHEST;
}

/** Reads what is stored of a scope. A source of a release before has the number of its place. */
export function shelfOf(values: readonly unknown[]): SourceShelf {
  const all = values.filter((value) => v.is(sourceSchema, value) || v.is(goneSchema, value));
  const sources: Source[] = [];
  let last = 0;
  for (const each of all.toSorted((one, other) => one.at - other.at || (idOf(one) < idOf(other) ? -1 : 1))) {
    const { number = last + 1 } = each;
    last = Math.max(last, number);
    if ('id' in each) sources.push({ ...each, number });
  }
  return { sources, last };
}

const idOf = (each: Source | v.InferOutput<typeof goneSchema>) => ('id' in each ? each.id : '');

/** Part of a source's text, as it is kept. */
export const textSchema = v.object({
  v: v.literal(1),
  pages: v.array(v.object({ name: v.string(), text: v.string() })),
});

/** Page of a source, with the name that people know it by; empty where it has none. */
export type Page = v.InferOutput<typeof textSchema>['pages'][number];

/** Most sources of one scope. */
export const MOST_SOURCES = 50;
/** Most text of one scope, in millions of UTF-16 units. */
export const MOST_MILLIONS = 5;

/** Longest name of a source, in UTF-16 units. */
export const MOST_NAME = 80;

/** Key of the facts about a source; `''` for the beginning of all keys of a scope. */
export const sourceKey = (scope: string, id: string) => `knowledge|${scope}|${id}`;

/** Key of a part of its text, by its number. */
export const textKey = (scope: string, id: string, part: number) => `knowledge-text|${scope}|${id}|${part}`;
