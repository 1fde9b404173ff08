import { signsBehind, type Ticks } from './backticks.ts';

/**
 * Estimates what source would cost the Markdown parser, in one pass and before any parsing. Most constructs cost so much
 * each. Some cost the more, the more of them a paragraph holds. From every delimiter the parser looks back for a partner,
 * and at every line it walks all open containers. The bounds are far above what a person or a model writes on purpose.
 */

/** Deepest indentation of a list item, in characters. */
const MAX_INDENT = 40;
/** Longest source that is parsed in one go, in UTF-16 units; the layout never asks for more. */
const MAX_LENGTH = 40_000;
/** Most that one parse may cost, in µs of one slow core. An ordinary bubble's worth costs half of it at most. */
const MAX_COST = 28_000;

const CONTAINER = /[ \t]*(?:(>)|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]{1,99}\]:)/y;
const ITEM = /^([ \t>]*)(?:[-+*]|1[.)])[ \t]+\S/;
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^[ \t>]*#{1,6}(?=[ \t]|$)/;
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/;
/** The line under a table's header. */
const DELIMITER_ROW = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\||$)/;
/** Beginning of an address, and a stretch without blanks that may hold one. */
const ADDRESS = /www\.|:\/\//i;
const STRETCH = /[^\s<]+/g;
/** Signs that belong to an address only where more of it follows, for which the parser looks ahead from each. */
const TRAIL = /(?:[!"')*,.:;?_~\]]|&[a-z]+;)+/gi;
const HARD_BREAK = /(?: {2}|\\)$/;
const WORD = /[\w+.-]+/g;
const DEFINITION = /^[ \t>]*\[[^\]\n]+\]:/m;
/** An escaped sign is no delimiter, and its backslash may be escaped as well. */
const TOKEN = /\\[\\*_~[\]]|\*+|_+|~+|`+|\]\(|[[\]<&|\\]|www\.|:\/\/|@/gi;

/** Costs in µs, measured. */
const COST = {
  character: 0.4,
  line: 8,
  paragraph: 30,
  quote: 25,
  container: 50,
  heading: 45,
  underline: 70,
  fence: 15,
  /** A line in fewer containers than the paragraph it goes on with. */
  lazy: 90,
  table: 50,
  row: 20,
  /** Each bracket, where the source defines what brackets may refer to. */
  reference: 25,
  hardBreak: 12,
  /** Each sign behind backticks for which the parser looks to the paragraph's end, and finds none like them. */
  behindTicks: 0.05,
  /** Cost of each delimiter, word in an open bracket and line, for each one before it in the paragraph. */
  perDelimiter: 0.08,
  perWord: 0.055,
  perLine: 0.006,
  /** Cost of a closing bracket that nothing opens, and of a word in an open one, for each event of the parser before. */
  perEvent: 0.03,
  /** Cost of each sign of a trail, for each sign of it. */
  perTrail: 0.04,
} as const;
const TOKEN_COST: Readonly<Record<string, number>> = {
  '*': 8,
  _: 8,
  '~': 8,
  '`': 10,
  '[': 7,
  ']': 7,
  '](': 45,
  '<': 14,
  '&': 5,
  '\\': 10,
  '|': 16,
};
const AUTOLINK_COST = 20;
/** Events that the parser makes of a token and the text before it, measured; fewer of a line's end. */
const EVENTS: Readonly<Record<string, number>> = { '[': 8, ']': 8, '](': 12, '<': 10, '&': 12, '\\': 10, '`': 7 };
const OTHER_EVENTS = 6;
const LINE_EVENTS = 4;

/** Counts of one paragraph so far. */
interface Paragraph {
  delimiters: number;
  brackets: number;
  /** `<`, and those of them that may begin a comment or the like, for which the parser looks to the end. */
  angles: number;
  comments: number;
  length: number;
  lines: number;
  /** Containers its lines are in at most, and how many lines are in fewer. */
  level: number;
  lazy: number;
  /** Brackets that are open, and words since the first of them: from each word the parser looks back to it. */
  open: number;
  words: number;
  /** Events that the parser has made of it, and of what stood before the open brackets. */
  events: number;
  outside: number;
  /** Runs of backticks. */
  ticks: Ticks[];
  isTable: boolean;
}

const MOST = {
  delimiters: 500,
  brackets: 1000,
  angles: 200,
  comments: 20,
  length: 12_000,
  level: 10,
  lazy: 200,
} as const;
const NONE: Omit<Paragraph, 'ticks'> = {
  delimiters: 0,
  brackets: 0,
  angles: 0,
  comments: 0,
  length: 0,
  lines: 0,
  level: 0,
  lazy: 0,
  open: 0,
  words: 0,
  events: 0,
  outside: 0,
  isTable: false,
};

/** Tells whether `source` should be shown as it is instead of being parsed. */
export function isHostile(source: string): boolean {
  return source.length > MAX_LENGTH || parseCost(source) > MAX_COST;
}

/** Estimated cost of parsing `source`, µs; infinite where a construct is past its bound. */
function parseCost(source: string): number {
  let cost = 0;
  let brackets = 0;
  let fence = '';
  let paragraph: Paragraph = { ...NONE, ticks: [] };
  let indent = 0;
  for (const line of source.split(/\r\n|\n|\r/)) {
    cost += COST.line + line.length * COST.character;
    // Only a fence at the margin is sure to be one wherever it stands; its content costs little.
    if (fence !== '') {
      if (closes(line, fence)) fence = '';
      continue;
    }
    fence = FENCE.exec(line)?.[0] ?? '';
    if (fence !== '') cost += COST.fence;
    const item = ITEM.exec(line)?.[1]?.length;
    if (item !== undefined && item > MAX_INDENT) return Number.POSITIVE_INFINITY;
    const isBlank = line.trim() === '';
    // An item ends the paragraph before it, unless it is indented so far that it belongs to that paragraph.
    if (fence !== '' || isBlank || (item !== undefined && item <= indent + 3)) {
      brackets += paragraph.brackets;
      cost += signsBehind(paragraph.ticks, paragraph.length) * COST.behindTicks;
      paragraph = { ...NONE, ticks: [] };
      indent = item === undefined ? 0 : item + 2;
    }
    if (!isBlank && fence === '') cost += addLine(paragraph, line) + addressCost(line);
    if (isPastBounds(paragraph)) return Number.POSITIVE_INFINITY;
  }
  cost += signsBehind(paragraph.ticks, paragraph.length) * COST.behindTicks;
  return DEFINITION.test(source) ? cost + (brackets + paragraph.brackets) * COST.reference : cost;
}

/** Counts a line into its paragraph; returns what it costs beside its length. */
function addLine(paragraph: Paragraph, line: string): number {
  const { quotes, containers } = nesting(line);
  const level = quotes + containers;
  const isFirst = paragraph.length === 0;
  const isLazy = level < paragraph.level;
  let cost = quotes * COST.quote + containers * COST.container + paragraph.lines * COST.perLine;
  if (isFirst) cost += COST.paragraph;
  if (HARD_BREAK.test(line)) cost += COST.hardBreak;
  if (isLazy) cost += COST.lazy;
  if (HEADING.test(line)) cost += COST.heading;
  else if (!isFirst && UNDERLINE.test(line)) cost += COST.underline;
  else if (paragraph.isTable) cost += COST.row;
  if (!isFirst && DELIMITER_ROW.test(line)) {
    paragraph.isTable = true;
    cost += COST.table;
  }
  cost += addTokens(paragraph, line);
  paragraph.length += line.length + 1;
  paragraph.lines += 1;
  paragraph.events += LINE_EVENTS;
  paragraph.level = Math.max(paragraph.level, level);
  paragraph.lazy += isLazy ? 1 : 0;
  return cost;
}

function addTokens(paragraph: Paragraph, line: string): number {
  let cost = 0;
  let at = 0;
  for (const match of line.matchAll(TOKEN)) {
    const [token] = match;
    const mark = token === '](' ? token : token.charAt(0);
    cost += TOKEN_COST[mark] ?? AUTOLINK_COST;
    cost += addWords(paragraph, line, at, match.index);
    at = match.index + token.length;
    if (mark === '*' || mark === '_' || mark === '~') {
      cost += paragraph.delimiters * COST.perDelimiter;
      paragraph.delimiters += 1;
    } else if (mark === '<') {
      paragraph.angles += 1;
      if (/[!?]/.test(line.charAt(at))) paragraph.comments += 1;
    } else if (mark === '`') {
      const isEscaped = line.charAt(match.index - 1) === '\\';
      paragraph.ticks.push({ at: paragraph.length + match.index, length: token.length, isEscaped });
    } else if (mark === '[') addBracket(paragraph, 1);
    else if (mark === ']' || mark === '](') {
      if (paragraph.open === 0) cost += paragraph.events * COST.perEvent;
      addBracket(paragraph, -1);
    }
    paragraph.events += EVENTS[mark] ?? OTHER_EVENTS;
  }
  return cost + addWords(paragraph, line, at, line.length);
}

function addBracket(paragraph: Paragraph, step: 1 | -1): void {
  paragraph.brackets += 1;
  paragraph.open = Math.max(0, paragraph.open + step);
  if (paragraph.open > 0) return;
  paragraph.words = 0;
  paragraph.outside = paragraph.events;
}

/** Counts the words of a stretch of a line that stands in an open bracket. */
function addWords(paragraph: Paragraph, line: string, from: number, to: number): number {
  if (paragraph.open === 0) return 0;
  const words = line.slice(from, to).match(WORD)?.length ?? 0;
  const events = paragraph.events - paragraph.outside;
  const cost = words * ((paragraph.words + words / 2) * COST.perWord + events * COST.perEvent);
  paragraph.words += words;
  return cost;
}

function isPastBounds(paragraph: Paragraph): boolean {
  return (
    paragraph.delimiters > MOST.delimiters ||
    paragraph.brackets > MOST.brackets ||
    paragraph.angles > MOST.angles ||
    paragraph.comments > MOST.comments ||
    paragraph.length > MOST.length ||
    paragraph.level > MOST.level ||
    paragraph.lazy > MOST.lazy
  );
}

/** Costs of the addresses in a line beside their length. */
function addressCost(line: string): number {
  if (!ADDRESS.test(line)) return 0;
  let cost = 0;
  for (const [stretch] of line.matchAll(STRETCH)) {
    const start = stretch.search(ADDRESS);
    if (start < 0) continue;
    for (const [trail] of stretch.slice(start).matchAll(TRAIL)) cost += trail.length ** 2 * COST.perTrail;
  }
  return cost;
}

function closes(line: string, fence: string): boolean {
  const rest = line.trimStart();
  return line.length - rest.length <= 3 && rest.startsWith(fence) && /^(?:`+|~+)[ \t]*$/.test(rest);
}

/** Containers that a line opens or goes on with. */
function nesting(line: string): { quotes: number; containers: number } {
  CONTAINER.lastIndex = 0;
  const found = { quotes: 0, containers: 0 };
  while (found.quotes + found.containers <= MOST.level) {
    const match = CONTAINER.exec(line);
    if (!match) break;
    found[match[1] === undefined ? 'containers' : 'quotes'] += 1;
  }
  return found;
}
