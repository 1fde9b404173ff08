import * as v from 'valibot';
import { DAMAGED, type Documents } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';
import { estimateTokens } from '../util/estimate.ts';
import { isBlank, oneLine } from '../util/text.ts';

/** Facts that people have the bot keep about themselves: each by their own word, and for themselves alone. */

/** Most facts of one person. */
export const MOST_FACTS = 50;
/** Longest fact, in UTF-16 units. */
export const MOST_FACT = 500;
/** Most tokens of all facts of one person. */
const MOST_TOKENS = 2000;

const factSchema = v.object({
  /** Id of the turn that it was told in. */
  id: v.string(),
  text: v.string(),
  /** Epoch ms. */
  at: v.number(),
});

export type Fact = v.InferOutput<typeof factSchema>;

const factsSchema = v.object({
  v: v.literal(1),
  facts: v.array(factSchema),
  /** The person wants them known in groups, too. */
  groups: v.exactOptional(v.literal(true)),
});

/** All that somebody has had kept. */
export type KeptFacts = v.InferOutput<typeof factsSchema>;

/** Reason why something was not kept: it says nothing, is too long, or all of it together would be too much. */
export type Unkept = 'blank' | 'long' | 'full';

/** Facts by person (Actor.id). Every change is harmless when repeated. All methods reject with Fault('storage'). */
export interface Facts {
  of(person: string): Promise<KeptFacts>;
  /** Keeps a fact under an id, in the place of what is there; undefined where it is kept. */
  keep(person: string, fact: Fact): Promise<Unkept | undefined>;
  /** Forgets one, or all of them. */
  forget(person: string, id?: string): Promise<void>;
  /** Says whether they are known in groups. */
  inGroups(person: string, are: boolean): Promise<void>;
}

/** Times that a write is tried anew where another has come before it. */
const TRIES = 10;

/** Key of what is kept of a person. */
export const factsKey = (person: string) => `facts|${person}`;

/**
 * Joins what was kept of two that turn out to be one: the first's before the other's, as far as there is room. In groups they
 * are known where whoever had facts wanted that. Undefined where there are none.
 */
export function joinedFacts(first: unknown, other: unknown): KeptFacts | undefined {
  const both = [first, other].filter((kept) => v.is(factsSchema, kept));
  const facts: Fact[] = [];
  for (const fact of both.flatMap((kept) => kept.facts)) {
    const isKnown = facts.some(({ id, text }) => id === fact.id || text === fact.text);
    if (!isKnown && fits([...facts, fact])) facts.push(fact);
  }
  if (facts.length === 0) return undefined;
  const inGroups = both.filter((kept) => kept.facts.length > 0).every(({ groups }) => groups);
  return { v: 1, facts, ...(inGroups ? { groups: true } : {}) };
}

function fits(facts: readonly Fact[]): boolean {
  const tokens = facts.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  return facts.length <= MOST_FACTS && tokens <= MOST_TOKENS;
}

export function createFacts(documents: Pick<Documents, 'getMany' | 'compareAndSet' | 'quarantine'>): Facts {
  async function read(person: string): Promise<{ kept: KeptFacts; stored: unknown }> {
    const key = factsKey(person);
    const [stored] = await documents.getMany([key]);
    if (stored !== undefined && stored !== DAMAGED && v.is(factsSchema, stored)) return { kept: stored, stored };
    if (stored !== undefined && stored !== DAMAGED) await documents.quarantine(key);
    return { kept: { v: 1, facts: [] }, stored: undefined };
  }

  /** Writes what `change` makes of what is kept; nothing where it gives the reason why not. */
  async function write(person: string, change: (kept: KeptFacts) => KeptFacts | Unkept): Promise<Unkept | undefined> {
    const key = factsKey(person);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { kept, stored } = await read(person);
      const next = change(kept);
      if (typeof next === 'string') return next;
      const isNothing = next.facts.length === 0 && !next.groups;
      const entry = { key, value: isNothing ? undefined : next, owner: { conversation: '', person } };
      if (await documents.compareAndSet([{ key, value: stored }], [entry])) return undefined;
    }
    throw new Fault('storage', 'others write the facts of this person all the time');
  }

  return {
    of: async (person) => (await read(person)).kept,
    keep: (person, { id, text, at }) =>
      write(person, (kept) => {
        const fact = { id, text: oneLine(text), at };
        if (isBlank(fact.text)) return 'blank';
        if (fact.text.length > MOST_FACT) return 'long';
        const is = kept.facts.some((each) => each.id === id);
        const facts = is ? kept.facts.map((each) => (each.id === id ? fact : each)) : [...kept.facts, fact];
        return fits(facts) ? { ...kept, facts } : 'full';
      }),
    async forget(person, id) {
      await write(person, (kept) => ({
        ...kept,
        facts: id === undefined ? [] : kept.facts.filter((each) => each.id !== id),
      }));
    },
    async inGroups(person, are) {
      await write(person, ({ groups: _, ...kept }) => (are ? { ...kept, groups: true } : kept));
    },
  };
}
