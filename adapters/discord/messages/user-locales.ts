import type { AdapterContext } from '../../../src/ports/index.ts';
import { named } from '../ids.ts';
import { createStoredFacts, type StoredFacts } from '../stored-facts.ts';

/**
 * Locales of people's clients. Discord tells one with an interaction only, and the same person's plain messages are to be
 * answered in it, too.
 */
export interface UserLocales {
  /** Reads what was stored. */
  open(): Promise<void>;
  /** The person's locale as Discord last told it. */
  get(user: string): string | undefined;
  /** Remembers it. */
  set(user: string, locale: string): void;
  letGo: StoredFacts['letGo'];
}

/** People remembered; those heard of least recently are forgotten. */
const most = 3000;

export function createUserLocales(
  context: Pick<AdapterContext, 'receive' | 'cursor' | 'store' | 'clock'>,
): UserLocales {
  const ownerOf = (user: string) => ({ person: named(user) });
  const facts = createStoredFacts({ ...context, prefix: 'locale:', most, ownerOf, earlier: 'discord:locales' });
  return {
    open: facts.open,
    letGo: facts.letGo,
    get: facts.get,
    set(user, locale) {
      facts.set(user, locale).catch(() => undefined);
    },
  };
}
