import * as v from 'valibot';
import type { AdapterContext } from '../../../src/ports/index.ts';
import { snowflake } from '../ids.ts';

/**
 * The languages people's clients speak. Discord tells one with an interaction only, and the same person's plain messages
 * are to be answered in it, too.
 */
export interface UserLocales {
  /** Reads what was stored. */
  open(): Promise<void>;
  /** The person's locale as Discord last told it. */
  get(user: string): string | undefined;
  /** Remembers it; what cannot be stored is told again with the next interaction. */
  set(user: string, locale: string): void;
}

const cursorName = 'discord:locales';
/** People remembered; those heard of least recently are forgotten. */
const bound = 3000;

const stored = v.pipe(v.string(), v.parseJson(), v.array(v.tuple([snowflake, v.string()])));

export function createUserLocales({ receive, cursor }: Pick<AdapterContext, 'receive' | 'cursor'>): UserLocales {
  const locales = new Map<string, string>();

  return {
    async open() {
      const read = v.safeParse(stored, (await cursor(cursorName)) ?? '[]');
      for (const [user, locale] of read.success ? read.output : []) locales.set(user, locale);
    },
    get: (user) => locales.get(user),
    set(user, locale) {
      const before = locales.get(user);
      locales.delete(user);
      locales.set(user, locale);
      // Most people never change it: hardly an interaction costs a write.
      if (before === locale) return;
      const [oldest] = locales.keys();
      if (locales.size > bound && oldest !== undefined) locales.delete(oldest);
      receive([], { name: cursorName, value: JSON.stringify([...locales]) }).catch(() => undefined);
    },
  };
}
