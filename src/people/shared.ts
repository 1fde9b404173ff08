import { keys } from '../conversation/keys.ts';
import { ownSettings } from '../conversation/scope.ts';
import { readSettings } from '../conversation/stored.ts';
import { factsKey, joinedFacts } from '../memory/facts.ts';
import type { Owner } from '../ports/index.ts';

/** A document that follows a person: it is kept once for all their accounts, under the id of the first. */
export interface Shared {
  key(person: string): string;
  owner(person: string): Owner;
  /** Joins what two had, as it is stored; `confirmer` is who had the last word. Undefined where nothing is left. */
  join(confirmer: unknown, other: unknown): unknown;
}

/** Choices that a person made for themselves. Where both made one, that of who confirms stays. */
const sharedSettings: Shared = {
  key: (person) => keys.settings(ownSettings(person)),
  owner: (person) => ({ conversation: ownSettings(person), person }),
  join: (confirmer, other) => {
    const [last, first] = [readSettings(confirmer), readSettings(other)];
    return last || first ? { ...first, ...last, v: 1 } : undefined;
  },
};

/** Facts that a person has had kept: those of both. */
const sharedFacts: Shared = {
  key: factsKey,
  owner: (person) => ({ conversation: '', person }),
  join: joinedFacts,
};

/** All documents that follow a person. */
export const sharedDocuments: readonly Shared[] = [sharedSettings, sharedFacts];
