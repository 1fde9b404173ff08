import type { MessageEntity } from 'grammy/types';

/**
 * Keeps `@name` from pinging anybody. The server makes a mention of it wherever it stands, but for code: "pre and code
 * entities can't contain any other entities" (https://core.telegram.org/bots/api#formatting-options). So names are shown as
 * code. What is copied is the text itself, which an invisible character in it would spoil.
 */

// Broader than the server's rule, which wants no letter of any script before it and up to 32 letters. What hangs on to a name,
// as in the name of a package, is shown with it.
const NAME = /(?<![a-z0-9_])@[a-z0-9_]{2,}(?:[-/.][a-z0-9_]+)*/gi;

interface Range {
  start: number;
  end: number;
}

/** The entities of a text, with code over each `@name` that no code and no link covers. Sorted and nested as they were. */
export function withoutMentions(text: string, entities: readonly MessageEntity[]): MessageEntity[] {
  if (!text.includes('@')) return [...entities];
  const names = Array.from(text.matchAll(NAME), ({ index, 0: name }) => ({ start: index, end: index + name.length }));
  const bare = outside(names, entities.filter(isWhole).map(rangeOf).sort(byStart));
  if (bare.length === 0) return [...entities];
  const around = entities.flatMap((entity) => (isStyle(entity) ? withoutRanges(text, entity, bare) : [entity]));
  const code = bare.map(({ start, end }) => ({ type: 'code', offset: start, length: end - start }) as const);
  return [...around, ...code].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** An entity that the server lets no other one into. */
function isWhole({ type }: MessageEntity): boolean {
  return type === 'code' || type === 'pre' || type === 'text_link' || type === 'text_mention';
}

/** An entity that stops before code and goes on behind it. */
function isStyle({ type }: MessageEntity): boolean {
  return type === 'bold' || type === 'italic' || type === 'strikethrough';
}

function rangeOf({ offset, length }: MessageEntity): Range {
  return { start: offset, end: offset + length };
}

function byStart(a: Range, b: Range): number {
  return a.start - b.start;
}

/** The parts of `ranges` that none of `others` covers. Both are in order and do not overlap. */
function outside(ranges: readonly Range[], others: readonly Range[]): Range[] {
  const parts: Range[] = [];
  let index = 0;
  for (const { start, end } of ranges) {
    let at = start;
    while (index < others.length && (others[index]?.end ?? 0) <= start) index += 1;
    for (let next = index; next < others.length && (others[next]?.start ?? end) < end; next += 1) {
      const other = others[next] as Range;
      if (other.start > at) parts.push({ start: at, end: other.start });
      at = Math.max(at, other.end);
    }
    if (at < end) parts.push({ start: at, end });
  }
  return parts;
}

/** The parts of an entity between `ranges`, without blank edges. */
function withoutRanges(text: string, entity: MessageEntity, ranges: readonly Range[]): MessageEntity[] {
  const within = ranges.slice(firstAfter(ranges, entity.offset), firstAfter(ranges, entity.offset + entity.length) + 1);
  return outside([rangeOf(entity)], within).flatMap(({ start, end }) => {
    const part = text.slice(start, end);
    const length = part.trim().length;
    return length === 0 ? [] : [{ ...entity, offset: start + part.length - part.trimStart().length, length }];
  });
}

/** Index of the first range that ends after `at`. */
function firstAfter(ranges: readonly Range[], at: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
