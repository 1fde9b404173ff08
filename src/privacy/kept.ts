import { readOne } from '../conversation/documents.ts';
import { keys } from '../conversation/keys.ts';
import { readHead } from '../conversation/stored.ts';
import type { Documents, OwnedContent, OwnedItem, Traces } from '../ports/index.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { type Kind, kinds, roomOf } from './rooms.ts';

/** All that is kept of a person: what is theirs, and what of conversations that are theirs alone is nobody's in particular. */
export interface Kept {
  /** Sums by kind, in the order of the kinds; those of which nothing is kept are left out. */
  sums(person: string): Promise<KindSum[]>;
  /** Everything with its content. */
  contents(person: string): AsyncIterable<OwnedContent>;
  /** Conversations that are the person's alone. */
  conversations(person: string): Promise<string[]>;
}

export interface KindSum {
  kind: Kind;
  count: number;
  bytes: number;
  /** Epoch ms at which the oldest was last written. */
  oldest: number;
  /** Days for which they are kept; 0 where no age ends them, absent where that is as long as what was said. */
  days?: number;
}

export interface KeptParts {
  people: {
    shared(account: string): Promise<{ person: string; keys: readonly string[]; conversation?: string } | undefined>;
  };
  documents: Documents;
  traces: Pick<Traces, 'list' | 'contents'>;
}

/** Documents that are read at a time. */
const BITE = 20;

export function createKept({ documents, traces, people }: KeptParts): Kept {
  async function conversations(person: string): Promise<string[]> {
    const theirs: string[] = [];
    for await (const { key, conversation } of documents.owned({ person })) {
      if (conversation !== undefined && key === keys.head(conversation)) theirs.push(conversation);
    }
    return theirs;
  }

  /**
   * Lists items of one sort, `of` an owner: the person's, what they share, then the rest of conversations that are theirs alone. That
   * is nobody's, or was said by other accounts of theirs.
   */
  async function* each<Item extends OwnedItem>(
    person: string,
    of: (by: { person: string } | { conversation: string }) => AsyncIterable<Item>,
  ): AsyncGenerator<Item> {
    yield* of({ person });
    const shared = await people.shared(person);
    if (shared) for await (const item of of({ person: shared.person })) if (shared.keys.includes(item.key)) yield item;
    for (const conversation of await conversations(person)) {
      const { value: head } = await readOne(documents, keys.head(conversation), readHead);
      const isTheirs = (other: OwnedItem['person']) => other == null || head?.guests?.includes(other);
      for await (const item of of({ conversation })) if (item.person !== person && isTheirs(item.person)) yield item;
    }
    const { conversation } = shared ?? {};
    if (conversation === undefined) return;
    for await (const item of of({ conversation })) if (item.person !== person) yield item;
  }

  async function* documentsOf(person: string): AsyncGenerator<OwnedContent> {
    let bite: OwnedItem[] = [];
    async function* read(): AsyncGenerator<OwnedContent> {
      const values = await documents.getMany(bite.map(({ key }) => key));
      for (const [at, item] of bite.entries()) if (values[at] !== undefined) yield { ...item, content: values[at] };
      bite = [];
    }
    for await (const item of each(person, documents.owned)) {
      bite.push(item);
      if (bite.length >= BITE) yield* read();
    }
    yield* read();
  }

  return {
    conversations,
    async sums(person) {
      const sums = new Map<Kind, KindSum>();
      const pause = pauseWhenLong();
      const count = (item: OwnedItem) => {
        const { kind = 'other', days } = roomOf(item) ?? {};
        const { days: before, ...sum } = sums.get(kind) ?? { kind, count: 0, bytes: 0, oldest: item.at, days };
        const longest = longer(before, days);
        sums.set(kind, {
          ...sum,
          ...(longest === undefined ? {} : { days: longest }),
          ...{ count: sum.count + 1, bytes: sum.bytes + item.bytes, oldest: Math.min(sum.oldest, item.at) },
        });
      };
      for (const list of [documents.owned, traces.list]) {
        for await (const item of each(person, list)) {
          count(item);
          await pause();
        }
      }
      return kinds.flatMap((kind) => sums.get(kind) ?? []);
    },
    async *contents(person) {
      yield* documentsOf(person);
      yield* each(person, traces.contents);
    },
  };
}

/** Chooses the longer of two times, as `KindSum.days` has them. */
function longer(one: number | undefined, other: number | undefined): number | undefined {
  if (one === 0 || other === 0) return 0;
  return one === undefined || other === undefined ? undefined : Math.max(one, other);
}
