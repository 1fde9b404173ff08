import type { MessageEntity } from 'grammy/types';

/** A stretch of text, or what an entity covers. */
export type Piece = string | Marked;

export interface Marked {
  entity: MessageEntity;
  pieces: readonly Piece[];
}

interface Range {
  entity: MessageEntity;
  start: number;
  end: number;
}

/**
 * Reads a text and its entities as a tree; offsets count UTF-16 units. Nothing is mended: an entity that cuts a character in
 * two cuts it, and what lies outside the text covers nothing. Of two that cross, the later is cut at the end of the earlier.
 */
export function readEntities(text: string, entities: readonly MessageEntity[] = []): Piece[] {
  const ranges = rangesOf(text, entities);
  const edges = [0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])];
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  const top: Piece[] = [];
  let open: { range: Range; pieces: Piece[] }[] = [];
  let around: Range[] = [];
  let next = 0;
  for (const [index, to] of cuts.entries()) {
    const from = cuts[index - 1];
    if (from === undefined) continue;
    around = around.filter(({ end }) => end >= to);
    for (let range = ranges[next]; range && range.start <= from; range = ranges[next]) {
      around.push(range);
      next += 1;
    }
    const changed = open.findIndex(({ range }, depth) => range !== around[depth]);
    if (changed >= 0) open = open.slice(0, changed);
    for (const range of around.slice(open.length)) {
      const pieces: Piece[] = [];
      (open.at(-1)?.pieces ?? top).push({ entity: range.entity, pieces });
      open.push({ range, pieces });
    }
    (open.at(-1)?.pieces ?? top).push(text.slice(from, to));
  }
  return top;
}

/** Ranges that cover something, the outer before the inner. */
function rangesOf(text: string, entities: readonly MessageEntity[]): Range[] {
  const inside = (at: number) => Math.min(Math.max(at, 0), text.length);
  return entities
    .map((entity) => ({ entity, start: inside(entity.offset), end: inside(entity.offset + entity.length) }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Text of a tree, without its marks. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(piece.pieces))).join('');
}
