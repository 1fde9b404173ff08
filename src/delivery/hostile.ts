/**
 * Finds source that would cost the Markdown parser more than linear time, in one pass and before any parsing. The
 * parser looks back for a partner from every delimiter of a paragraph. It also walks all open containers at every line.
 * The bounds are far above anything that a person or a model writes on purpose.
 */

/** Deepest indentation of a list item, in characters. */
const MAX_INDENT = 40;
/** Longest source that is parsed in one go, in UTF-16 units; the layout never asks for more. */
const MAX_LENGTH = 40_000;

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]{1,99}\]:)/y;
const ITEM = /^([ \t>]*)(?:[-+*]|1[.)])[ \t]+\S/;
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;

/** Cost of one paragraph so far. */
interface Paragraph {
  delimiters: number;
  brackets: number;
  /** `<`, and those of them that may begin a comment or the like, for which the parser looks to the end. */
  angles: number;
  comments: number;
  length: number;
  /** Containers its lines are in at most, and how many lines are in fewer. */
  level: number;
  lazy: number;
}

const MOST: Paragraph = {
  delimiters: 500,
  brackets: 1000,
  angles: 200,
  comments: 20,
  length: 12_000,
  level: 10,
  lazy: 200,
};
const NONE: Paragraph = { delimiters: 0, brackets: 0, angles: 0, comments: 0, length: 0, level: 0, lazy: 0 };

/** Tells whether `source` should be shown as it is instead of being parsed. */
export function isHostile(source: string): boolean {
  if (source.length > MAX_LENGTH) return true;
  let fence = '';
  let paragraph = NONE;
  let indent = 0;
  for (const line of source.split(/\r\n|\n|\r/)) {
    // Only a fence at the margin is sure to be one wherever it stands; its content costs nothing.
    if (fence !== '') {
      if (closes(line, fence)) fence = '';
      continue;
    }
    fence = FENCE.exec(line)?.[0] ?? '';
    const item = ITEM.exec(line)?.[1]?.length;
    if (item !== undefined && item > MAX_INDENT) return true;
    // An item ends the paragraph before it, unless it is indented so far that it belongs to that paragraph.
    if (fence !== '' || line.trim() === '' || (item !== undefined && item <= indent + 3)) {
      paragraph = NONE;
      indent = item === undefined ? 0 : item + 2;
    }
    paragraph = withLine(paragraph, line);
    if (costsTooMuch(paragraph)) return true;
  }
  return false;
}

function withLine(paragraph: Paragraph, line: string): Paragraph {
  const level = nesting(line);
  return {
    delimiters: paragraph.delimiters + count(line, /\*+|_+|~+/g),
    brackets: paragraph.brackets + count(line, /[[\]]/g),
    angles: paragraph.angles + count(line, /</g),
    comments: paragraph.comments + count(line, /<[!?]/g),
    length: paragraph.length + line.length + 1,
    level: Math.max(paragraph.level, level),
    lazy: paragraph.lazy + (level < paragraph.level ? 1 : 0),
  };
}

function costsTooMuch(paragraph: Paragraph): boolean {
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

function closes(line: string, fence: string): boolean {
  const rest = line.trimStart();
  return line.length - rest.length <= 3 && rest.startsWith(fence) && /^(?:`+|~+)[ \t]*$/.test(rest);
}

function nesting(line: string): number {
  CONTAINER.lastIndex = 0;
  let depth = 0;
  while (depth <= MOST.level && CONTAINER.test(line)) depth += 1;
  return depth;
}

function count(line: string, pattern: RegExp): number {
  let found = 0;
  while (pattern.test(line)) found += 1;
  return found;
}
