import { isBlank } from '../util/text.ts';
import type { Marks } from './runs.ts';

/** A stretch of a text, in UTF-16 units, with one formatting. */
export interface Span {
  kind: 'bold' | 'italic' | 'strike' | 'code' | 'link';
  start: number;
  end: number;
  /** For links. */
  url?: string;
}

/** Place of a run in the text. */
export interface PlacedMarks {
  start: number;
  end: number;
  marks: Marks;
}

const OUTER_FIRST = ['link', 'bold', 'italic', 'strike', 'code'] as const;

/**
 * Formatting as spans that are properly nested, do not touch blank edges and are in order (outer before inner). Code
 * stands alone: nothing else spans it, except a link, which then wins. `placed` is in order and does not overlap.
 */
export function spansOf(text: string, placed: readonly PlacedMarks[]): Span[] {
  const spans: Span[] = [];
  let open: Span[] = [];
  let at = 0;
  for (const { start, end, marks } of placed) {
    const wanted = wantedSpans(marks, start);
    const kept = start === at ? keptDepth(open, wanted) : 0;
    open = open.slice(0, kept);
    for (const span of wanted) {
      if (open.some((other) => isSame(other, span))) continue;
      open.push(span);
      spans.push(span);
    }
    for (const span of open) span.end = end;
    at = end;
  }
  return spans.flatMap((span) => trimmed(text, span)).sort((a, b) => a.start - b.start || b.end - a.end);
}

function wantedSpans(marks: Marks, start: number): Span[] {
  return OUTER_FIRST.filter((kind) => {
    if (kind === 'link') return marks.url !== undefined;
    if (kind === 'code') return marks.code && marks.url === undefined;
    return marks[kind] && (!marks.code || marks.url !== undefined);
  }).map((kind) => ({
    kind,
    start,
    end: start,
    ...(kind === 'link' && marks.url !== undefined && { url: marks.url }),
  }));
}

/** Number of open spans that go on. The first one that does not go on ends all inside it. */
function keptDepth(open: readonly Span[], wanted: readonly Span[]): number {
  const first = open.findIndex((span) => !wanted.some((other) => isSame(span, other)));
  return first < 0 ? open.length : first;
}

function isSame(a: Span, b: Span): boolean {
  return a.kind === b.kind && a.url === b.url;
}

function trimmed(text: string, span: Span): Span[] {
  const inside = text.slice(span.start, span.end);
  if (isBlank(inside)) return [];
  const start = span.start + inside.length - inside.trimStart().length;
  return [{ ...span, start, end: start + inside.trim().length }];
}
