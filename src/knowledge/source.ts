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
  /** Page of the web that it is: its address as it was typed, and epoch ms at which it was fetched. */
  from: v.exactOptional(v.object({ url: v.string(), at: v.pipe(v.number(), v.finite()) })),
});

/** A text that answers may draw on. */
export type Source = v.InferOutput<typeof sourceSchema>;

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
