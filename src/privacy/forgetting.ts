import type { Grants } from '../admission/grants.ts';
import type { Pruning } from '../conversation/pruning.ts';
import type { Documents, OwnedBy, OwnedItem, Traces } from '../ports/index.ts';
import { type QuotingTexts, redactQuotes } from './quotes.ts';

export interface ForgettingParts {
  documents: Documents;
  pruning: Pick<Pruning, 'forget' | 'erase'>;
  traces: Pick<Traces, 'list' | 'forget'>;
  grants: Pick<Grants, 'unname'>;
  /** Deletes what an account shares with others of the same person, and takes it out of them. */
  people: {
    forget(account: string): Promise<void>;
    shared(account: string): Promise<{ conversation?: string } | undefined>;
  };
  /** Fate of the person's words in others' questions and texts that quote them. */
  readonly quotes: 'stay' | 'redact';
  /** Texts that people had the bot keep. */
  texts: QuotingTexts;
  /** Work that goes on; absent where no bot runs. */
  running?: Running;
}

/** Ends what goes on with a person's words, so that nothing of it is written once they are deleted. */
export interface Running {
  /** Ends all work for a person but the turn `but`; resolves once it has ended, or soon where it does not. */
  end(person: string, but: string): Promise<void>;
  /** Lets go of what is only in memory. */
  letGo(of: OwnedBy): void;
}

/** All that is kept of people, by owner. A room that keeps anything is a line in the store's `traces`, or gives its documents owners. */
export interface Forgetting {
  /**
   * Deletes everything that is kept of a person, and of conversations that are theirs alone. Harmless when repeated. `turn`: id of
   * the turn that does it; without one nobody works on turns, and all are deleted. Rights stay, without the person's name. Rejects with
   * the signal's reason as long as nothing is deleted but what waited to be worked on.
   */
  forget(person: string, signal: AbortSignal, turn?: string): Promise<Forgotten>;
}

export interface Forgotten {
  /** Number of things that were kept of the person. */
  items: number;
  /** Conversations of which nothing is left. */
  conversations: number;
}

export function createForgetting(parts: ForgettingParts): Forgetting {
  const { documents, texts, pruning, traces, grants, people, quotes, running } = parts;
  async function* list(person: string): AsyncGenerator<OwnedItem> {
    yield* documents.owned({ person });
    yield* traces.list({ person });
  }

  /** Deletes what is left of a conversation that was erased. */
  async function letGo(conversation: string, turns: 'turns' | undefined): Promise<void> {
    await traces.forget({ conversation }, turns);
    running?.letGo({ conversation });
  }

  return {
    async forget(person, signal, turn) {
      const items = await Array.fromAsync(list(person));
      const turns = turn === undefined ? 'turns' : undefined;
      // What waits to be worked on is gone before what is being worked on ends.
      await traces.forget({ person }, turns);
      if (turn !== undefined) await running?.end(person, turn);
      // First of all deletions: afterwards, also once another process goes on, nobody knows what the person said.
      if (quotes === 'redact') await redactQuotes({ documents, texts }, person, signal);
      // Before the conversations: what is open would be written into them again.
      await traces.forget({ person }, turns);
      // The conversation that is one for several accounts goes with each of them: afterwards nobody knows that it was one.
      const { conversation: shared } = (await people.shared(person)) ?? {};
      if (shared !== undefined) await pruning.erase(shared);
      const gone = shared === undefined ? [] : [shared];
      for (const conversation of gone) await letGo(conversation, turns);
      await people.forget(person);
      const erased = await pruning.forget(person);
      for (const conversation of erased) await letGo(conversation, turns);
      await grants.unname(person);
      running?.letGo({ person });
      return { items: items.length, conversations: gone.length + erased.length };
    },
  };
}
