import type { Literal, Nodes, PhrasingContent, Root, Text } from 'mdast';

/**
 * Formulas in Markdown: `\(…\)`, `\[…\]`, `$$…$$`, and `$…$` where that is no price. CommonMark knows none of them, and would
 * take their backslashes for escapes and their stars for emphasis. So the parser is given placeholders of the same length,
 * and their sources are put back into its tree.
 */

/** A formula, kept as it is written. */
export interface InlineMath extends Literal {
  type: 'inlineMath';
  /** Source with its delimiters. */
  value: string;
  /** TeX between the delimiters; empty where one is missing. */
  tex: string;
}

declare module 'mdast' {
  interface PhrasingContentMap {
    inlineMath: InlineMath;
  }
  interface RootContentMap {
    inlineMath: InlineMath;
  }
}

/** Range of a formula in the source, and the length of each delimiter, in UTF-16 units; 0 for one that is not whole. */
export interface MathSpan {
  start: number;
  end: number;
  edge: number;
}

/** Longest formula: an opener without its partner must not be looked for through a whole answer. UTF-16 units. */
const MOST = { $: 1000, '\\(': 1000, $$: 3000, '\\[': 3000 } as const;
type Opener = keyof typeof MOST;
const CLOSERS: Readonly<Record<string, Opener>> = { $: '$', $$: '$$', '\\)': '\\(', '\\]': '\\[' };
/** Farthest end of a code span that is looked for. */
const MOST_CODE = 2000;

const POSSIBLE = /\\[([]|\$/;
/** An escape, dollars, backticks, the end of a line, which no backslash before it escapes. */
const TOKEN = /\\[^\n]|\$+|`+|\n/g;
const BLANK_LINE = /[ \t>\r]*\n/y;
const FENCE = /[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})/y;

// One placeholder for each line of a formula, and one that fills up its length. A source that has any is left alone.
const FIRST = 0xe000;
const FILLER = '\uf8ff';
const PLACEHOLDERS = /[\ue000-\uf8ff]/;
const LINE = /[\ue000-\uf8fe]\uf8ff*/g;
const LINES = /[\ue000-\uf8fe]\uf8ff*(?:\n?[\ue000-\uf8fe]\uf8ff*)*/g;
const MOST_LINES = 0xf8fe - FIRST;

/** Finds the formulas of a source, in order. Takes time in proportion to its length. */
export function findMaths(source: string): MathSpan[] {
  const { spans, open } = scan(source);
  if (open && isBegun(source, open)) spans.push({ start: open.at, end: source.trimEnd().length, edge: 0 });
  return spans;
}

/** Tells whether a source ends in the middle of a formula, as a growing or a broken answer does. */
function isBegun(source: string, { by, at }: { by: Opener; at: number }): boolean {
  const tex = source.slice(at + by.length);
  const isDisplay = by === '$$' && /(?:^|\n)[ \t>]*$/.test(source.slice(Math.max(0, at - 20), at));
  return (
    (by.startsWith('\\') || isDisplay) && source.length - at <= MOST[by] && /\\[A-Za-z{]|[\p{L}\p{N})}][\^_]/u.test(tex)
  );
}

/** Offset of a formula that is not closed yet, and that more source may close; undefined where there is none. */
export function openMaths(source: string): number | undefined {
  return scan(source).open?.at;
}

interface Scanned {
  spans: MathSpan[];
  open?: { by: Opener; at: number } | undefined;
}

function scan(source: string): Scanned {
  const found: Scanned = { spans: [] };
  if (!POSSIBLE.test(source) || PLACEHOLDERS.test(source)) return found;
  let skipTo = fenceEnd(source, 0);
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    if (index < skipTo) continue;
    const { open } = found;
    const end = index + token.length;
    if (token === '\n') {
      if (open?.by === '$' || matchesAt(BLANK_LINE, source, end)) found.open = undefined;
      if (!found.open) skipTo = fenceEnd(source, end);
    } else if (token.startsWith('`')) {
      if (!open || open.by === '$') skipTo = codeEnd(source, token, end);
    } else heed(found, source, token, index);
  }
  return found;
}

/** Opens or closes a formula. What opens one inside another begins anew, but for signs that have a meaning there. */
function heed(found: Scanned, source: string, token: string, at: number): void {
  const { open } = found;
  const by = CLOSERS[token];
  const isFree = open === undefined || open.by === '$';
  if (by !== undefined && open?.by === by && close(found, source, at + token.length)) {
    found.open = undefined;
    return;
  }
  if (token === '\\(' || token === '\\[') found.open = open?.by === '$$' ? open : { by: token, at };
  else if (token === '$$' && isFree) found.open = { by: token, at };
  else if (token === '$' && isFree) found.open = opensAt(source, at) ? { by: token, at } : undefined;
  else if (open?.by === by) found.open = undefined;
}

/** Ends the open formula at `end`; false where it is none. */
function close({ spans, open }: Scanned, source: string, end: number): boolean {
  if (!open) return false;
  const edge = open.by.length;
  const tex = source.slice(open.at + edge, end - edge);
  if (end - open.at > MOST[open.by] || !isFormula(open.by, tex, source.charAt(end))) return false;
  spans.push({ start: open.at, end, edge });
  return true;
}

function matchesAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** End of the fenced code that begins with the line at `at`; `at` where none does. */
function fenceEnd(source: string, at: number): number {
  const fence = matchesAt(FENCE, source, at)?.[1];
  if (fence === undefined) return at;
  for (let line = source.indexOf('\n', at); line >= 0; line = source.indexOf('\n', line + 1)) {
    const end = matchesAt(FENCE, source, line + 1)?.[1];
    if (end?.startsWith(fence)) return line + 1 + end.length;
  }
  return source.length;
}

/** End of the code span that a run of backticks opens; of the run itself where nothing closes it. */
function codeEnd(source: string, run: string, from: number): number {
  for (let at = source.indexOf(run, from); at >= 0 && at - from <= MOST_CODE; ) {
    let end = at + run.length;
    while (source.charAt(end) === '`') end += 1;
    if (end === at + run.length) return end;
    at = source.indexOf(run, end);
  }
  return from;
}

/** Tells whether a dollar may begin a formula: "5$" and "US$" do not, nor does one before a blank. */
function opensAt(source: string, at: number): boolean {
  return /^\S/.test(source.charAt(at + 1)) && !/[A-Za-z\d]/.test(source.charAt(at - 1));
}

/** Signs that only formulas have, and those that sentences have as well. */
const SIGNS = /[\\^_{}=<>]/;
const COMMON_SIGNS = /[+*/|\d]/;
const WORD = /\p{L}{3}/u;
/** Letters that stand alone, with numbers and signs between them. */
const TERM = /^(?:[A-Za-z](?![A-Za-z])|[\d\s+\-=<>/().,'|!:])+$/;

/** Names of points and lines; then what stands in brackets that are only escaped: sources, years. */
const POINTS = /^\s*[A-Z]{1,5}\s*$/;
const SOURCES = /^[\p{L}\d\s,.;:–-]*$/u;
const YEAR = /^\s*\d{4}\s*$/;

/** Tells whether what stands between delimiters is a formula. `next` is the character behind it. */
function isFormula(by: Opener, tex: string, next: string): boolean {
  if (tex.trim() === '') return false;
  if (by === '\\[' && (next === '(' || SOURCES.test(tex))) return false;
  if (by !== '$' && (SIGNS.test(tex) || POINTS.test(tex))) return true;
  if (by !== '$') return (TERM.test(tex) || COMMON_SIGNS.test(tex)) && !WORD.test(tex) && !YEAR.test(tex);
  if (/^\s|\s$/.test(tex) || /\d/.test(next)) return false;
  if (/[\\^{]/.test(tex)) return true;
  if (TERM.test(tex) && /[A-Za-z]/.test(tex)) return true;
  return /_|\S\*\S/.test(tex) && !/\s\p{L}{2}/u.test(tex) && !/[A-Za-z_]/.test(next);
}

/** A source whose formulas are hidden, and what stands behind each placeholder. */
export interface Masked {
  source: string;
  lines: readonly MaskedLine[];
}

interface MaskedLine {
  span: MathSpan;
  text: string;
  isFirst: boolean;
  isLast: boolean;
}

/** The source with placeholders for its formulas. Line ends and what begins a line of a container stay. */
export function maskMaths(source: string, spans: readonly MathSpan[]): Masked {
  const lines: MaskedLine[] = [];
  let masked = '';
  let at = 0;
  let line = 0;
  // Looks for the start of a line from where it is known: a search from each formula would go over the line again.
  const follow = (from: number, to: number) => {
    const end = source.slice(from, to).lastIndexOf('\n');
    if (end >= 0) line = from + end + 1;
  };
  for (const span of spans) {
    const rows = source.slice(span.start, span.end).split('\n');
    if (lines.length + rows.length > MOST_LINES) break;
    follow(at, span.start);
    const lead = QUOTED.test(source.slice(line, span.start)) ? /^[ \t>]*/ : /^[ \t]*/;
    const leads = rows.map((whole, row) => (row === 0 ? '' : (lead.exec(whole)?.[0] ?? '')));
    // A line of a quotation that holds nothing ends the paragraph, and so what looked like a formula.
    if (rows.some((whole, row) => whole.length === leads[row]?.length)) continue;
    masked += source.slice(at, span.start);
    for (const [row, whole] of rows.entries()) {
      const start = row === 0 ? '' : `\n${leads[row]}`;
      const text = whole.slice(leads[row]?.length);
      masked += start + String.fromCharCode(FIRST + lines.length) + FILLER.repeat(text.length - 1);
      lines.push({ span, text, isFirst: row === 0, isLast: row === rows.length - 1 });
    }
    follow(span.start, span.end);
    at = span.end;
  }
  return { source: masked + source.slice(at), lines };
}

/** Beginning of a line in a block quotation. */
const QUOTED = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+){0,20}>/;

/** Puts the formulas back into the tree that was made of a masked source. */
export function restoreMaths(tree: Root, lines: readonly MaskedLine[]): void {
  const raw = (text: string) => text.replace(LINE, (place) => lines[place.charCodeAt(0) - FIRST]?.text ?? place);
  const open: Nodes[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (!('children' in node)) continue;
    const children: Nodes[] = node.children;
    for (let index = 0; index < children.length; index += 1) {
      const child = children[index] as Nodes;
      open.push(child);
      if (child.type !== 'text') restoreFields(child, raw);
      else if (PLACEHOLDERS.test(child.value)) {
        const parts = partsOf(child, lines, raw);
        children.splice(index, 1, ...parts);
        index += parts.length - 1;
      }
    }
  }
}

/** Formulas in code, addresses and titles are none. */
function restoreFields(node: Nodes, raw: (text: string) => string): void {
  for (const [name, value] of Object.entries(node))
    if (typeof value === 'string' && PLACEHOLDERS.test(value)) Object.assign(node, { [name]: raw(value) });
}

/** The parts of a text with formulas. */
function partsOf(text: Text, lines: readonly MaskedLine[], raw: (text: string) => string): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let from = text.position?.start.offset ?? 0;
  let at = 0;
  const write = (value: string, to: number) => {
    if (value !== '') parts.push({ type: 'text', value: raw(value), ...placed(text, from, to) });
    from = to;
  };
  for (const { 0: run, index } of text.value.matchAll(LINES)) {
    for (const { rows, start, end } of formulasIn(run, lines)) {
      const span = rows[0]?.span;
      // The end of a formula may be in another block, after all.
      if (!span || !rows[0]?.isFirst || !rows.at(-1)?.isLast) continue;
      write(text.value.slice(at, index + start), span.start);
      const value = rows.map((row) => row.text).join('\n');
      const tex = span.edge === 0 ? '' : value.slice(span.edge, -span.edge);
      parts.push({ type: 'inlineMath', value, tex, ...placed(text, span.start, span.end) });
      from = span.end;
      at = index + end;
    }
  }
  write(text.value.slice(at), text.position?.end.offset ?? from);
  return parts;
}

/** Placeholders that stand together, those of each formula by themselves. */
function formulasIn(run: string, lines: readonly MaskedLine[]): { rows: MaskedLine[]; start: number; end: number }[] {
  const found: { rows: MaskedLine[]; start: number; end: number }[] = [];
  for (const { 0: place, index } of run.matchAll(LINE)) {
    const line = lines[place.charCodeAt(0) - FIRST];
    if (!line) continue;
    const last = found.at(-1);
    const end = index + place.length;
    if (last && !line.isFirst && last.rows[0]?.span === line.span) {
      last.rows.push(line);
      last.end = end;
    } else found.push({ rows: [line], start: index, end });
  }
  return found;
}

/** The place of a part of a text, where the text has one. */
function placed({ position }: Text, start: number, end: number): Pick<Text, 'position'> {
  if (!position) return {};
  return { position: { start: { ...position.start, offset: start }, end: { ...position.end, offset: end } } };
}
