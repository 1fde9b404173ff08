import * as fc from 'fast-check';
import type { PhrasingContent } from 'mdast';
import { createBucket, createSlidingWindow } from '../../src/delivery/budget.ts';
import { parseMarkdown } from '../../src/delivery/markdown.ts';
import { byteLength, clip, escapeMarkdown, oneLine } from '../../src/util/text.ts';
import { type Fuzz, fuzz, hold } from './property.ts';
import { text } from './values.ts';

/** Small helpers for text, and the budgets. */

const marks = fc.array(
  fc.constantFrom(
    '*',
    '_',
    '`',
    '~',
    '#',
    '- ',
    '1. ',
    '=',
    '\n',
    '\n===',
    '|',
    '[',
    ']',
    '(',
    ')',
    '<b>',
    '&amp;',
    '\\',
    '!',
    '+',
    'www.a.example',
    'http://a.example',
    'a@b.example',
    '>',
    '^',
    ':',
    'word',
    ' ',
    '\t',
    '    ',
  ),
  { maxLength: 20 },
);

interface Call {
  wait: number;
  reserve: number;
}

const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.record({
    wait: fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 5000, noNaN: true }),
    ),
    reserve: fc.nat({ max: 2 }),
  }),
  { maxLength: 60 },
);

const rate = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.05, max: 60, noNaN: true }));

/** The largest number of `times` (ascending) within any stretch of `ms`, its end left out. */
function busiest(times: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while ((times[first] ?? time) <= time - ms) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** What a node shows; an address may be a link as long as it shows itself. */
function literalOf(node: PhrasingContent): string {
  if (node.type === 'text') return node.value;
  return node.type === 'link' ? node.children.map(literalOf).join('') : `(${node.type})`;
}

export const textProperties: readonly Fuzz[] = [
  fuzz('text-clip', fc.tuple(text, fc.integer({ min: 1, max: 80 })), ([whole, max]) => {
    const kept = clip(whole, max);
    hold(kept.length <= max, () => `${kept.length} of ${max}`);
    hold(kept === whole || (kept.endsWith('…') && whole.startsWith(kept.slice(0, -1))), 'not the beginning');
    hold(kept.isWellFormed() || !whole.isWellFormed(), 'half a character');
    const line = oneLine(whole);
    hold(!/[\n\r\t]/.test(line) && byteLength(line) <= byteLength(whole), 'more than a line');
  }),

  fuzz(
    'text-escape',
    fc.oneof(
      text,
      marks.map((all) => all.join('')),
    ),
    (whole) => {
      const line = oneLine(whole).toWellFormed().replaceAll('\0', '');
      const tree = parseMarkdown(escapeMarkdown(line));
      if (line === '') return;
      const [first, ...more] = tree.children;
      hold(more.length === 0 && first?.type === 'paragraph', 'something other than a paragraph');
      const shown = first?.type === 'paragraph' ? first.children : [];
      const literal = shown.map(literalOf).join('');
      hold(literal.trim() === line.trim(), () => `${JSON.stringify(line)} shows as ${JSON.stringify(literal)}`);
    },
  ),

  fuzz(
    'text-escape-lines',
    marks.map((all) => all.join('')),
    (whole) => {
      const tree = parseMarkdown(escapeMarkdown(whole));
      const stray = tree.children.find(({ type }) => type !== 'paragraph');
      hold(stray === undefined, () => `${stray?.type} in ${JSON.stringify(escapeMarkdown(whole))}`);
    },
  ),

  fuzz('budget-window', fc.tuple(rate, fc.integer({ min: 100, max: 60_000 }), calls), ([count, ms, list]) => {
    const window = createSlidingWindow(count, ms);
    const times: number[] = [];
    let now = 0;
    for (const { wait, reserve } of list) {
      now = Math.max(now + wait, window.readyAt(now + wait, reserve));
      window.take(now);
      times.push(now);
      hold(Number.isFinite(now), 'a call that never goes');
      hold(!window.idle(now), 'idle while used');
    }
    const size = Math.max(1, Math.floor(count));
    // Only whole calls can be made: the stretch for so many is shorter, or longer below one.
    const stretch = (ms * size) / count;
    hold(busiest(times, stretch) <= size, () => `${busiest(times, stretch)} calls in ${stretch} ms`);
  }),

  fuzz('budget-bucket', fc.tuple(rate, fc.integer({ min: 1, max: 10 }), calls), ([perSecond, burst, list]) => {
    const bucket = createBucket(perSecond, burst);
    const times: number[] = [];
    let now = 0;
    for (const { wait, reserve } of list) {
      now = Math.max(now + wait, bucket.readyAt(now + wait, reserve));
      bucket.take(now);
      times.push(now);
    }
    for (const [first, from] of times.entries()) {
      for (const [last, to] of times.entries()) {
        if (last < first) continue;
        const allowed = burst + ((to - from) * perSecond) / 1000;
        hold(last - first + 1 <= allowed + 1e-6, () => `${last - first + 1} calls in ${to - from} ms`);
      }
    }
  }),
];
