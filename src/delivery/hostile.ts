/**
 * Finds, in one pass and before any parsing, source that would cost the parser more than time in proportion to its
 * length: it looks back for a partner from every delimiter of a paragraph, and goes through all open containers at
 * every line. The bounds are far above anything a person or a model writes on purpose.
 */

/** Most runs of `*`, `_`, `~` in one paragraph. */
const MAX_DELIMITERS = 500;
/** Most square brackets in one paragraph. */
const MAX_BRACKETS = 1000;
/** Most containers (`>`, `-`, `1.`, `[^1]:`) opened on one line. */
const MAX_NESTING = 10;
/** Deepest indentation of a list item, in characters. */
const MAX_INDENT = 40;
/** Longest source that is parsed in one go, in UTF-16 units. */
const MAX_LENGTH = 200_000;

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]{1,99}\]:)/y;
const ITEM = /^([ \t>]*)(?:[-+*]|1[.)])[ \t]+\S/;
const FENCE = /^(`{3,}(?=[^`]*$)|~{3,})/;

/** Whether `source` is to be shown as it is instead of being parsed. */
export function isHostile(source: string): boolean {
  if (source.length > MAX_LENGTH) return true;
  let fence = '';
  let delimiters = 0;
  let brackets = 0;
  let indent = 0;
  for (const line of source.split(/\r\n|\n|\r/)) {
    // Only a fence at the margin is sure to be one wherever it stands; its content costs nothing.
    if (fence !== '') {
      if (closes(line, fence)) fence = '';
      continue;
    }
    fence = FENCE.exec(line)?.[0] ?? '';
    if (nesting(line) > MAX_NESTING) return true;
    const item = ITEM.exec(line)?.[1]?.length;
    if (item !== undefined && item > MAX_INDENT) return true;
    // An item ends the paragraph before it, unless it is indented so far that it belongs to that paragraph.
    if (fence !== '' || line.trim() === '' || (item !== undefined && item <= indent + 3)) {
      delimiters = 0;
      brackets = 0;
      indent = item === undefined ? 0 : item + 2;
    }
    delimiters += count(line, /\*+|_+|~+/g);
    brackets += count(line, /[[\]]/g);
    if (delimiters > MAX_DELIMITERS || brackets > MAX_BRACKETS) return true;
  }
  return false;
}

function closes(line: string, fence: string): boolean {
  const rest = line.trimStart();
  return line.length - rest.length <= 3 && rest.startsWith(fence) && /^(?:`+|~+)[ \t]*$/.test(rest);
}

function nesting(line: string): number {
  CONTAINER.lastIndex = 0;
  let depth = 0;
  while (depth <= MAX_NESTING && CONTAINER.test(line)) depth += 1;
  return depth;
}

function count(line: string, pattern: RegExp): number {
  let found = 0;
  while (pattern.test(line)) found += 1;
  return found;
}
