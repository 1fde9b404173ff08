import type { MediaSource } from '../ports/index.ts';
import { digest } from '../util/text.ts';
import { KEPT_MS, slotOf } from './off-branch.ts';

const offBranch = (conversation: string) => `off-branch|${conversation}|`;

/** Keys of a conversation's documents. */
export const keys = {
  head: (conversation: string) => `head|${conversation}`,
  /** Threads beside the current one. Stored by releases under this name. */
  index: (conversation: string) => `shelf|${conversation}`,
  exchange: (conversation: string, id: string) => {
    const slot = slotOf(id);
    return slot === undefined ? `turn|${conversation}|${id}` : `${offBranch(conversation)}${slot}`;
  },
  settings: (chat: string) => `settings|${chat}`,
  link: (chat: string, message: string) => `link|${chat}|${message}`,
  /** Summary of the older turns of a thread. */
  summary: (conversation: string, thread: string) => `summary|${conversation}|${thread}`,
};

/** Key of the words that were heard or read in something sent. */
export const wordsKey = (conversation: string, source: MediaSource) =>
  `words|${conversation}|${digest(JSON.stringify(source))}`;

/** Key of the blob that something sent is kept as. */
export const mediaKey = (conversation: string, source: MediaSource) =>
  `media|${conversation}|${digest(JSON.stringify(source))}`;

/** Keys of what was overheard in a place begin so. */
export const overheardPrefix = (place: string) => `overheard|${place}|`;

/** Key of a message that was overheard; the keys of later messages come later. Ids are numbers on every platform. */
export const overheardKey = (place: string, id: string) => `${overheardPrefix(place)}${id.padStart(20, '0')}`;

/** Kind of a document: an exchange on a branch by its id, one off every branch, a link, the head, … or anything else. */
type KeyKind = { exchange: string } | 'off-branch' | 'link' | 'head' | 'overheard' | 'summary' | 'knowledge' | 'other';

/** Tells what a conversation's document is. */
export function readKey(conversation: string, key: string): KeyKind {
  if (key === keys.head(conversation)) return 'head';
  if (key.startsWith('link|')) return 'link';
  if (key.startsWith(keys.summary(conversation, ''))) return 'summary';
  if (key.startsWith(offBranch(conversation))) return 'off-branch';
  if (key.startsWith(overheardPrefix(conversation))) return 'overheard';
  // Of the room of that name: it stays until somebody takes it away.
  if (/^knowledge(?:-text)?\|/.test(key)) return 'knowledge';
  const exchange = keys.exchange(conversation, '');
  return key.startsWith(exchange) ? { exchange: key.slice(exchange.length) } : 'other';
}

/** Lifetime of a document that belongs to an exchange. On a branch it is kept for good. */
export function ageOf(exchange: string): { ttl?: number } {
  return slotOf(exchange) === undefined ? {} : { ttl: KEPT_MS };
}
