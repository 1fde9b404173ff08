import type { Pruning } from '../conversation/pruning.ts';
import type { Documents, OwnedItem, Traces } from '../ports/index.ts';

export interface ForgettingParts {
  documents: Pick<Documents, 'owned'>;
  pruning: Pick<Pruning, 'forget'>;
  traces: Traces;
}

/** All that is kept of people, by owner. A room that keeps anything is a line in the store's `traces`, or gives its documents owners. */
export interface Forgetting {
  /** Lists everything that is kept of a person; nothing of its content. */
  list(person: string): AsyncIterable<OwnedItem>;
  /**
   * Deletes everything that is kept of a person, and of conversations that are theirs alone. Harmless when repeated. Turns that
   * are open stay, and write again when they end, unless `turns` says that nobody works on them.
   */
  forget(person: string, turns?: 'turns'): Promise<Forgotten>;
}

export interface Forgotten {
  /** Number of things that were kept of the person. */
  items: number;
  /** Conversations of which nothing is left. */
  conversations: number;
}

export function createForgetting({ documents, pruning, traces }: ForgettingParts): Forgetting {
  async function* list(person: string): AsyncGenerator<OwnedItem> {
    yield* documents.owned({ person });
    yield* traces.list({ person });
  }

  return {
    list,
    async forget(person, turns) {
      const items = await Array.fromAsync(list(person));
      // Before the conversations: what is open would be written into them again.
      await traces.forget({ person }, turns);
      const erased = await pruning.forget(person);
      for (const conversation of erased) await traces.forget({ conversation }, turns);
      return { items: items.length, conversations: erased.length };
    },
  };
}
