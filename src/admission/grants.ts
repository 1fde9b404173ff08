import * as v from 'valibot';
import { type Clock, DAMAGED, type DocumentEntry, type Documents } from '../ports/index.ts';

/** Rights that owners gave while the bot ran, and of who became an owner by a code: durable, beside what the settings say. */

/** `owner`: runs the bot. `person`: may speak in private. `place`: everybody may speak there. */
export type GrantKind = keyof typeof lists;

/** Right that was given while the bot ran. */
export interface Grant {
  kind: GrantKind;
  /** As in Actor.id, or of a place as in Place.scopes. */
  id: string;
  /** Name of the person or the place at that time; never an identity. */
  name: string;
  /** Epoch ms. */
  at: number;
}

export interface Grants {
  has(kind: GrantKind, id: string): boolean;
  /** All of them, the oldest first. */
  list(): readonly Grant[];
  /**
   * Gives a right, durably; one that is there stays. `also` is written with it, or nothing is.
   * @returns false where there are too many, or where another value than `also.expected` was there
   */
  give(grant: Pick<Grant, 'kind' | 'id' | 'name'>, also?: Also): Promise<boolean>;
  /** Takes a right back, durably. */
  take(kind: GrantKind, id: string): Promise<void>;
  /** Forgets the name of a person who has rights, durably. The rights stay. */
  unname(person: string): Promise<void>;
}

/** Document that is changed together with a grant. */
export interface Also {
  expected: Pick<DocumentEntry, 'key' | 'value'>;
  entry: DocumentEntry;
}

const KEY = 'grants';
/** Most rights of one kind; nothing more is given. */
export const MOST_GRANTS = 500;
/** Longest name that is kept, in UTF-16 units. */
const NAME = 128;

const grantShape = v.object({ id: v.string(), name: v.string(), at: v.number() });
const grantsShape = v.object({
  v: v.literal(1),
  owners: v.array(grantShape),
  people: v.array(grantShape),
  places: v.array(grantShape),
});

type Stored = v.InferOutput<typeof grantsShape>;

const lists = { owner: 'owners', person: 'people', place: 'places' } as const;
const kinds = ['owner', 'person', 'place'] as const;
const nothing: Stored = { v: 1, owners: [], people: [], places: [] };

/** Opens the grants of an installation. Rejects with Fault('storage'). */
export async function openGrants(
  documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'quarantine'>,
  clock: Pick<Clock, 'now'>,
): Promise<Grants> {
  const [found] = await documents.getMany([KEY]);
  const read = v.safeParse(grantsShape, found);
  if (!read.success && found !== undefined && found !== DAMAGED) await documents.quarantine(KEY);
  let stored = read.success ? read.output : undefined;
  // Compared as it was stored.
  let before = read.success ? found : undefined;
  let known = indexOf(stored);
  let writing: Promise<unknown> = Promise.resolve();

  /** Writes one change after the other: only this process changes them. */
  function change(make: (now: Stored) => Stored | undefined, also?: Also): Promise<boolean> {
    const written = writing.then(async () => {
      const next = make(stored ?? nothing);
      if (!next) return false;
      const expected = [{ key: KEY, value: before }, ...(also ? [also.expected] : [])];
      const entries = [{ key: KEY, value: next }, ...(also ? [also.entry] : [])];
      if (!(await documents.compareAndSet(expected, entries))) return false;
      stored = next;
      before = next;
      known = indexOf(next);
      return true;
    });
    writing = written.catch(() => undefined);
    return written;
  }

  return {
    has: (kind, id) => known[kind].has(id),
    list: () => kinds.flatMap((kind) => (stored ?? nothing)[lists[kind]].map((each) => ({ kind, ...each }))),
    give({ kind, id, name }, also) {
      const grant = { id, name: name.slice(0, NAME).toWellFormed(), at: clock.now() };
      return change((now) => {
        const others = now[lists[kind]];
        if (others.some((each) => each.id === id)) return now;
        return others.length < MOST_GRANTS ? { ...now, [lists[kind]]: [...others, grant] } : undefined;
      }, also);
    },
    async take(kind, id) {
      await change((now) => ({ ...now, [lists[kind]]: now[lists[kind]].filter((each) => each.id !== id) }));
    },
    async unname(person) {
      const unnamed = (list: Stored['owners']) =>
        list.map((each) => (each.id === person ? { ...each, name: '' } : each));
      if (!known.owner.has(person) && !known.person.has(person)) return;
      await change((now) => ({ ...now, owners: unnamed(now.owners), people: unnamed(now.people) }));
    },
  };
}

function indexOf({ owners, people, places }: Stored = nothing): Readonly<Record<GrantKind, ReadonlySet<string>>> {
  const idsOf = (list: Stored['owners']) => new Set(list.map(({ id }) => id));
  return { owner: idsOf(owners), person: idsOf(people), place: idsOf(places) };
}
