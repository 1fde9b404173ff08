/** Text with looks, laid out for a terminal. No input or output here: same in, same out. */

export type Look =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'code'
  | 'quote'
  | 'dim'
  | 'telegram'
  | 'discord'
  | 'person'
  | 'bot'
  | 'good'
  | 'bad';

/** A stretch of text of one look. */
export interface Run {
  text: string;
  looks: readonly Look[];
}

/** A line is its runs; it fits the width it was laid out for. */
export type Line = readonly Run[];

/** What one sign takes: itself, its columns, its look. */
interface Cell {
  sign: string;
  width: number;
  looks: readonly Look[];
}

export function run(text: string, ...looks: Look[]): Run {
  return { text, looks };
}

/** The bare text. */
export function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Blocks of text one below the other; empty ones take no line. */
export function lines(...blocks: readonly (readonly Run[])[]): Run[] {
  const filled = blocks.filter((block) => block.length > 0);
  return filled.flatMap((block, index) => (index === 0 ? block : [run('\n'), ...block]));
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

function widthOf(sign: string): number {
  if (/^[\p{M}\p{Cf}]+$/u.test(sign)) return 0;
  return wide.test(sign) || sign.includes('\ufe0f') ? 2 : 1;
}

/** Columns a text takes. */
export function columnsOf(text: string): number {
  let sum = 0;
  for (const { segment } of segmenter.segment(text)) sum += widthOf(segment);
  return sum;
}

/** What people write must not steer a terminal. */
function harmless(sign: string): string {
  return /^[\p{Cc}\p{Bidi_Control}]/u.test(sign) ? '\u00b7' : sign;
}

function cellsOf(runs: readonly Run[]): Cell[] {
  return runs.flatMap(({ text, looks }) =>
    [...segmenter.segment(text.replaceAll('\t', '  '))].map(({ segment }) => {
      const sign = segment === '\r\n' || segment === '\n' ? '\n' : harmless(segment);
      return { sign, width: widthOf(sign), looks };
    }),
  );
}

/** Breaks text into lines of at most `width` columns: between words where it can, and under the text of list items. */
export function wrap(runs: readonly Run[], width: number): Line[] {
  const lines: Line[] = [];
  let logical: Cell[] = [];
  for (const cell of cellsOf(runs)) {
    if (cell.sign === '\n') {
      lines.push(...wrapOne(logical, width));
      logical = [];
    } else {
      logical.push(cell);
    }
  }
  return [...lines, ...wrapOne(logical, width)];
}

function wrapOne(cells: readonly Cell[], width: number): Line[] {
  const hang = hangOf(cells, width);
  const lines: Cell[][] = [];
  let line: Cell[] = [];
  let used = 0;
  const breakLine = () => {
    lines.push(line);
    line = Array.from({ length: hang }, () => ({ sign: ' ', width: 1, looks: [] }));
    used = hang;
  };
  for (const word of words(cells)) {
    const size = word.reduce((sum, cell) => sum + cell.width, 0);
    const blank = word[0]?.sign === ' ';
    if (used + size > width && (blank || used > hang)) {
      breakLine();
      if (blank) continue;
    }
    for (const cell of word) {
      if (used + cell.width > width) breakLine();
      line.push(cell);
      used += cell.width;
    }
  }
  return [...lines, line].map((each) => merge(trimEnd(each)));
}

function trimEnd(cells: readonly Cell[]): readonly Cell[] {
  return cells.slice(0, cells.findLastIndex(({ sign }) => sign !== ' ') + 1);
}

/** How far the lines under a list item, a quote or an indented line are set in. */
function hangOf(cells: readonly Cell[], width: number): number {
  const text = cells.map(({ sign }) => sign).join('');
  const start = /^\s*(?:(?:[•◦▪–-]|\d{1,3}[.)])\s+)?/u.exec(text)?.[0] ?? '';
  return start.length < width / 2 ? start.length : 0;
}

/** Words and the spaces between them. */
function words(cells: readonly Cell[]): Cell[][] {
  const found: Cell[][] = [];
  for (const cell of cells) {
    const last = found.at(-1);
    if (last && (last[0]?.sign === ' ') === (cell.sign === ' ')) last.push(cell);
    else found.push([cell]);
  }
  return found;
}

function merge(cells: readonly Cell[]): Line {
  const runs: { text: string; looks: readonly Look[] }[] = [];
  for (const { sign, looks } of cells) {
    const last = runs.at(-1);
    if (last && last.looks.join() === looks.join()) last.text += sign;
    else runs.push({ text: sign, looks });
  }
  return runs;
}

/** A text whose every UTF-16 unit may have looks, or be left out. */
export interface Marked {
  looks: Look[][];
  hidden: boolean[];
}

/** A blank sheet for a text. */
export function sheet(text: string): Marked {
  return { looks: Array.from({ length: text.length }, () => []), hidden: Array.from(text, () => false) };
}

/** Marks a range. */
export function mark({ looks }: Marked, from: number, to: number, look: Look): void {
  for (let at = Math.max(0, from); at < Math.min(to, looks.length); at += 1) looks[at]?.push(look);
}

/** The visible rest as runs. */
export function runsOf(text: string, { looks, hidden }: Marked): Run[] {
  const runs: { text: string; looks: readonly Look[] }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (hidden[at]) continue;
    const now = looks[at] ?? [];
    const last = runs.at(-1);
    if (last && last.looks.join() === now.join()) last.text += text[at];
    else runs.push({ text: text[at] ?? '', looks: now });
  }
  return runs;
}
