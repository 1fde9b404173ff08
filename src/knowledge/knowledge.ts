import type { Clock, Documents, Owner } from '../ports/index.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { LruCache } from '../util/lru.ts';
import { headline } from '../util/text.ts';
import { isOfMessages, placeOf, type SpeakerAt, withoutWordsOf } from './redacting.ts';
import {
  MOST_MILLIONS,
  MOST_NAME,
  MOST_SOURCES,
  nextNumber,
  type Page,
  type Source,
  type SourceKind,
  type SourceShelf,
  shelfOf,
  sourceKey,
  textKey,
} from './source.ts';
import { inParts, joinedPages, measured, readText, textKeys, writeText } from './text.ts';

/** Text that is to be kept as a source. */
export interface Addition {
  /** The same however often it is added: twice is once. */
  id: string;
  name: string;
  kind: SourceKind;
  by?: string;
  pages: readonly Page[];
  more?: boolean;
  /** Page of the web that it is. It takes the place of what was fetched from there before. */
  from?: NonNullable<Source['from']>;
  /** Messages that it is made of. */
  said?: NonNullable<Source['said']>;
}

/** Reason for which a scope takes no more: too many sources, or too much text. */
export type Overfull = 'many' | 'long';

/**
 * Texts that answers may draw on, by their scope: a chat's, a server's, a persona's. They are kept until they are removed, or who
 * added them is forgotten. Every method rejects with Fault('storage') where the store fails.
 */
export interface Knowledge {
  /** Lists the sources of a scope, the oldest first. */
  list(scope: string): Promise<Source[]>;
  /** Adds a source, or tells why there is no room for it. Rejects with the signal's reason. */
  add(scope: string, addition: Addition, owner: Owner, signal: AbortSignal): Promise<Source | Overfull>;
  /** Reads them with their numbers. */
  shelf(scope: string): Promise<SourceShelf>;
  /**
   * Takes a source away; false where there was none. `owner`: of the place that stays behind, so that no other gets its number;
   * none stays when absent.
   */
  remove(scope: string, id: string, owner?: Owner): Promise<boolean>;
  /** Reads the pages of a source; undefined where they are not there any more. */
  pages(scope: string, source: Source): Promise<Page[] | undefined>;
  /**
   * Takes the messages of a person out of all texts that others made of messages. A text of which nothing is left is taken away; its
   * number stays free. Harmless when repeated. Rejects with the signal's reason, between two texts.
   */
  redact(speakerAt: SpeakerAt, signal: AbortSignal): Promise<void>;
}

/** Time for which the number of a source is not given to another once it is taken away, ms. */
const GONE_MS = 90 * 86_400_000;
/** Scopes whose sources are known without a search. */
const KNOWN = 2000;

interface KnowledgeParts {
  documents: Documents;
  clock: Pick<Clock, 'now'>;
}

export function createKnowledge({ documents, clock }: KnowledgeParts): Knowledge {
  /** Ids by scope, those that are gone among them: only what is written here adds to them. */
  const known = new LruCache<readonly string[]>(KNOWN);
  /** Counts writes: what was searched for meanwhile may be older than what was written. */
  let writes = 0;
  const oneByOne = createKeyedMutex();

  async function idsIn(scope: string): Promise<readonly string[]> {
    const before = known.get(scope);
    if (before) return before;
    const prefix = sourceKey(scope, '');
    const ids: string[] = [];
    const earlier = writes;
    for await (const key of documents.keys(prefix)) ids.push(key.slice(prefix.length));
    if (earlier === writes) known.set(scope, ids);
    return ids;
  }

  async function written(scope: string, write: () => Promise<void>): Promise<void> {
    writes += 1;
    await write();
    writes += 1;
    known.delete(scope);
  }

  async function shelf(scope: string): Promise<SourceShelf> {
    const ids = await idsIn(scope);
    return shelfOf(ids.length === 0 ? [] : await documents.getMany(ids.map((id) => sourceKey(scope, id))));
  }

  /** Deletes a source. `holder`: owner of what holds its number for a while, or as before; nothing holds it when absent. */
  function drop(scope: string, source: Source, holder?: Owner | 'as before'): Promise<void> {
    return written(scope, async () => {
      const key = sourceKey(scope, source.id);
      const { at, number } = source;
      const place = { key, value: { v: 1, gone: true, at, number }, ttl: GONE_MS };
      const texts = textKeys(scope, source).map((each) => ({ key: each, value: undefined }));
      if (holder === undefined) await documents.setMany([...texts, { key, value: undefined }]);
      else await documents.setMany([...texts, { ...place, ...(holder === 'as before' ? {} : { owner: holder }) }]);
    });
  }

  async function keep(
    scope: string,
    { id, name, kind, by, pages, more, from, said }: Addition,
    owner: Owner,
    signal: AbortSignal,
  ): Promise<Source | Overfull> {
    const there = await shelf(scope);
    const all = there.sources;
    const earlier = all.filter((each) => each.id !== id && from !== undefined && each.from?.url === from.url);
    const others = all.filter((each) => each.id !== id && !earlier.includes(each));
    if (others.length >= MOST_SOURCES) return 'many';
    const { length, tokens } = await measured(pages);
    if (others.reduce((sum, each) => sum + each.length, length) > MOST_MILLIONS * 1_000_000) return 'long';
    const parts = inParts(joinedPages(pages));
    // Once more after a restart, or fetched anew, it stays where it was in the list; several at once stay in their order.
    const before = all.find((each) => each.id === id) ?? earlier[0];
    const at = before?.at ?? Math.max(clock.now(), (all.at(-1)?.at ?? 0) + 1);
    const source: Source = {
      ...{ v: 1, id, name: headline(name, MOST_NAME), kind, at, length, tokens, parts: parts.length },
      number: before?.number ?? nextNumber(there),
      ...(by === undefined ? {} : { by }),
      ...(more ? { more } : {}),
      ...(from ? { from } : {}),
      ...(said ? { said } : {}),
    };
    await writeText(documents, scope, id, parts, { owner, signal });
    // At last: what is not here as a whole is not here.
    await written(scope, () => documents.setMany([{ key: sourceKey(scope, id), value: source, owner }]));
    for (const each of earlier) await drop(scope, each);
    return source;
  }

  async function redactIn(scope: string, speakerAt: SpeakerAt, signal: AbortSignal): Promise<void> {
    for (const source of (await shelf(scope)).sources) {
      signal.throwIfAborted();
      const speaker = isOfMessages(source) ? speakerAt(placeOf(scope, source)) : undefined;
      const left = speaker && withoutWordsOf(source, (await readText(documents, scope, source)) ?? [], speaker);
      if (!left) continue;
      const { pages, messages } = left;
      if (pages.length === 0) {
        await drop(scope, source, 'as before');
        continue;
      }
      const parts = inParts(pages);
      const { said, ...facts } = { ...source, ...(await measured(pages)), parts: parts.length };
      const value: Source = { ...facts, redacted: clock.now(), ...(said ? { said: { ...said, messages } } : {}) };
      const gone = textKeys(scope, source).slice(parts.length);
      // In one write: whoever reads has the text before or the one after, and owners stay as they were.
      await documents.setMany([
        ...parts.map((each, at) => ({ key: textKey(scope, source.id, at), value: { v: 1, pages: each } })),
        ...gone.map((key) => ({ key, value: undefined })),
        { key: sourceKey(scope, source.id), value },
      ]);
    }
  }

  return {
    shelf,
    list: async (scope) => [...(await shelf(scope)).sources],
    add: (scope, addition, owner, signal) => oneByOne(scope, () => keep(scope, addition, owner, signal)),
    remove: (scope, id, owner) =>
      oneByOne(scope, async () => {
        const source = (await shelf(scope)).sources.find((each) => each.id === id);
        if (!source) return false;
        await drop(scope, source, owner);
        return true;
      }),
    pages: (scope, source) => readText(documents, scope, source),
    async redact(speakerAt, signal) {
      const scopes = new Set<string>();
      const prefix = sourceKey('', '').slice(0, -1);
      for await (const key of documents.keys(prefix)) scopes.add(key.slice(prefix.length, key.lastIndexOf('|')));
      for (const scope of scopes) await oneByOne(scope, () => redactIn(scope, speakerAt, signal));
    },
  };
}
