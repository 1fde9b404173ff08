import * as v from 'valibot';
import type { AdapterContext, Fact, OwnedBy } from '../../src/ports/index.ts';
import { LruCache } from '../../src/util/lru.ts';
import { snowflake } from './ids.ts';

/** Facts about people or channels, kept in memory and each stored by itself: the most recently used of them. */
export interface StoredFacts {
  /** Reads what was stored; to be awaited before the rest. */
  open(): Promise<void>;
  get(id: string): string | undefined;
  /** Ids, the least recently used first. */
  ids(): string[];
  /** Writes a fact where it is new, or was not written for a day. A failed write is made again with the next call. */
  set(id: string, value: string): Promise<void>;
  /** Lets go of facts about somebody, which were deleted from the store. */
  letGo(of: OwnedBy): void;
}

export interface StoredFactsParts extends Pick<AdapterContext, 'receive' | 'cursor' | 'store' | 'clock'> {
  prefix: string;
  /** Most facts. */
  most: number;
  /** Owner of the fact about this id. */
  ownerOf(id: string): NonNullable<Fact['owner']>;
  /** Cursor in which earlier versions kept all of them as one JSON list. */
  earlier: string;
}

/** A fact in use is written once a day, so that the store knows which ones are not, ms. */
const refreshMs = 86_400_000;

const earlierFacts = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(
    v.union([
      v.tuple([snowflake, v.string()]),
      v.pipe(
        snowflake,
        v.transform((id): [string, string] => [id, '']),
      ),
    ]),
  ),
);

export function createStoredFacts(parts: StoredFactsParts): StoredFacts {
  const { store, clock, prefix } = parts;
  const facts = new LruCache<{ value: string; writtenAt: number }>(parts.most);

  async function write(id: string, value: string, gone: string | undefined): Promise<void> {
    await store.set([{ key: prefix + id, value, owner: parts.ownerOf(id) }]);
    if (gone !== undefined) await store.delete([prefix + gone]);
  }

  /** Takes over what an earlier version has stored. A failure leaves it for the next start. */
  async function adopt(known: readonly Fact[]): Promise<void> {
    const read = v.safeParse(earlierFacts, (await parts.cursor(parts.earlier)) ?? '[]');
    if (!read.success || read.output.length === 0) return;
    const keys = new Set(known.map(({ key }) => key));
    const missing = read.output
      .map(([id, value]) => ({ key: prefix + id, value, owner: parts.ownerOf(id) }))
      .filter(({ key }) => !keys.has(key));
    load(missing);
    await store
      .set(missing)
      .then(() => parts.receive([], { name: parts.earlier, value: '[]' }))
      .catch(() => undefined);
  }

  function load(stored: readonly Fact[]): void {
    for (const { key, value } of stored) {
      facts.set(key.slice(prefix.length), { value, writtenAt: Number.NEGATIVE_INFINITY });
    }
  }

  return {
    letGo(of) {
      for (const id of facts.keys()) {
        const { person, conversation } = parts.ownerOf(id);
        if ('person' in of ? person === of.person : conversation === of.conversation) facts.delete(id);
      }
    },
    async open() {
      const stored = await store.list(prefix);
      await adopt(stored);
      load(stored);
    },
    get: (id) => facts.get(id)?.value,
    ids: () => facts.keys(),
    async set(id, value) {
      const known = facts.get(id);
      const now = clock.elapsed();
      if (known?.value === value && now - known.writtenAt < refreshMs) return;
      const gone = facts.set(id, { value, writtenAt: now });
      try {
        await write(id, value, gone);
      } catch (error) {
        facts.set(id, { value, writtenAt: Number.NEGATIVE_INFINITY });
        throw error;
      }
    },
  };
}
