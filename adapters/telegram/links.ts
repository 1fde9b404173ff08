import { headOf } from '../../src/util/text.ts';
import type { TelegramEntity, wordsOf } from './message.ts';

/** Change of a text: `start` to `end` gives way to `text`. In UTF-16 units. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

/** Most addresses that are written out; Telegram keeps 100 entities of a message. */
const MOST_LINKS = 100;
/** Longest address, in UTF-16 units: what browsers take. */
const LONGEST = 2048;

/** The addresses behind words, each written out in brackets after them. */
export function addressesOf(text: string, entities: readonly TelegramEntity[]): Change[] {
  const changes: Change[] = [];
  for (const { type, offset, length, url } of entities) {
    const end = offset + length;
    if (type !== 'text_link' || !url || length <= 0 || end > text.length) continue;
    const address = headOf(url, LONGEST);
    if (length <= address.length && bare(text.slice(offset, end)) === bare(address)) continue;
    changes.push({ start: end, end, text: ` (${address})` });
    if (changes.length === MOST_LINKS) break;
  }
  return changes;
}

/** An address as people write it. */
function bare(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
}

/** A text with its addresses written out. */
export function withAddresses(text: string, entities: readonly TelegramEntity[] = []): string {
  return changed(text, addressesOf(text, entities));
}

/** The text with these changes; of two that overlap, the one that begins first. */
export function changed(text: string, changes: readonly Change[]): string {
  let kept = '';
  let at = 0;
  for (const change of changes.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (change.start < at || change.end < change.start) continue;
    kept += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return kept + text.slice(at);
}

/** Words of the bot's own message without what stands closed above or under them (format.ts): they are none of its answer. */
export function withoutCollapsed({ text, entities }: ReturnType<typeof wordsOf>): ReturnType<typeof wordsOf> {
  const closed = entities.filter(({ type }) => type === 'expandable_blockquote');
  if (closed.length === 0) return { text, entities };
  const gone = closed.map(({ offset, length }) => ({ start: offset, end: blanksEnd(text, offset + length), text: '' }));
  const kept = changed(text, gone).trimEnd();
  const left = entities.flatMap((entity) => {
    const { offset, length } = entity;
    if (gone.some(({ start, end }) => offset < end && offset + length > start)) return [];
    const before = gone.filter(({ start }) => start < offset).reduce((sum, { start, end }) => sum + end - start, 0);
    return offset - before + length <= kept.length ? { ...entity, offset: offset - before } : [];
  });
  return { text: kept, entities: left };
}

/** Finds the end of the blanks that begin at a place. */
function blanksEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text.charAt(end))) end += 1;
  return end;
}
