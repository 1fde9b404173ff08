import * as v from 'valibot';
import type { Documents, Owner } from '../ports/index.ts';
import { estimateTokens } from '../util/estimate.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { type Page, type Source, textKey, textSchema } from './source.ts';

/** Text of a source in the store: in parts that are read and written one by one. */

/** Most text of one part, in UTF-16 units: to read it holds the loop for 2 ms. */
const PART = 300_000;

/** Puts pages together into parts. A page that is longer than a part goes on in the next one, under its name. */
export function inParts(pages: readonly Page[]): Page[][] {
  const parts: Page[][] = [];
  let left = 0;
  for (const { name, text } of pages) {
    for (let from = 0; from < text.length; ) {
      if (left <= 0) {
        parts.push([]);
        left = PART;
      }
      const piece = text.slice(from, from + left);
      parts.at(-1)?.push({ name, text: piece });
      from += piece.length;
      left -= piece.length;
    }
  }
  return parts;
}

/** Most pages of a source, and length up to which they are joined where there are more, in UTF-16 units. */
const MOST_PAGES = 5000;
const JOINED = 1000;

/** Joins short pages where there are very many: each is looked through by itself. */
export function joinedPages(pages: readonly Page[]): readonly Page[] {
  if (pages.length <= MOST_PAGES) return pages;
  const joined: Page[] = [];
  for (const page of pages) {
    const last = joined.at(-1);
    if (last && last.text.length < JOINED) last.text += `\n${page.text}`;
    else joined.push({ ...page });
  }
  return joined;
}

/** Measures pages: UTF-16 units, and tokens as they are estimated. */
export async function measured(pages: readonly Page[]): Promise<{ length: number; tokens: number }> {
  const pause = pauseWhenLong();
  let [length, tokens] = [0, 0];
  for (const { text } of pages) {
    length += text.length;
    tokens += estimateTokens(text);
    await pause();
  }
  return { length, tokens };
}

/** Writes the text of a source; nothing of it is left where that fails. Rejects with the signal's reason, or Fault('storage'). */
export async function writeText(
  documents: Pick<Documents, 'setMany' | 'deleteMany'>,
  scope: string,
  id: string,
  parts: readonly Page[][],
  { signal, ...how }: { owner?: Owner; ttl?: number; signal: AbortSignal },
): Promise<void> {
  try {
    for (const [at, pages] of parts.entries()) {
      signal.throwIfAborted();
      await documents.setMany([{ key: textKey(scope, id, at), value: { v: 1, pages }, ...how }]);
    }
    signal.throwIfAborted();
  } catch (error) {
    await documents.deleteMany(textKeys(scope, { id, parts: parts.length }));
    throw error;
  }
}

/** Reads the text of a source; undefined where some of it is not there (any more). */
export async function readText(
  documents: Pick<Documents, 'getMany'>,
  scope: string,
  source: Pick<Source, 'id' | 'parts'>,
): Promise<Page[] | undefined> {
  const pause = pauseWhenLong();
  const pages: Page[] = [];
  for (const key of textKeys(scope, source)) {
    const [value] = await documents.getMany([key]);
    if (!v.is(textSchema, value)) return undefined;
    pages.push(...value.pages);
    await pause();
  }
  return pages;
}

/** Keys of the text of a source. */
export function textKeys(scope: string, { id, parts }: Pick<Source, 'id' | 'parts'>): string[] {
  return Array.from({ length: parts }, (_, at) => textKey(scope, id, at));
}
