import type { Actor, Quote } from '../../../src/ports/index.ts';
import type { Person, Quoted } from '../gateway/events.ts';
import { named } from '../ids.ts';
import { wordingOf } from './forwards.ts';
import { nameOf, type TextNames } from './mentions.ts';

/** People as the core knows them, and what they said. */

/** By nobody's nickname in a server: Discord tells it with what they do, but not with what others quote of them. */
export function actorOf(person: Person, locale: string | undefined): Actor {
  return { id: named(person.id), name: nameOf(person), ...(locale === undefined ? {} : { locale }) };
}

/** Names for quotes; `self` is the bot's user id. */
export type QuoteNames = TextNames & { self: string };

/** A message as a quote. */
export function quoteOf(quoted: Quoted, names: QuoteNames): Quote {
  const { text, attachments, details, source } = wordingOf(quoted, new Set(), names);
  const own = quoted.author.id === names.self;
  return {
    id: quoted.id,
    text,
    ...(own ? {} : { author: nameOf(quoted.author) }),
    ...(details === undefined ? {} : { details }),
    ...(attachments.length > 0 ? { attachments } : {}),
    ...(source ? { source } : {}),
  };
}
