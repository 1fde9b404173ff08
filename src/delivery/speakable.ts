import type { ListItem, Nodes, PhrasingContent, Table } from 'mdast';
import { headOf, isBlank } from '../util/text.ts';
import { parseMarkdown } from './markdown.ts';
import { readableMaths } from './maths-text.ts';
import { bareText } from './runs.ts';
import { neutral } from './text.ts';

/** Markdown as words that can be read aloud. */

/** Sentences that stand for what is not read. */
export interface Unspoken {
  /** Stands for a block of code. */
  code: string;
  /** Stands for a table that is too large to be heard. */
  table: string;
}

/** Words to be read aloud. */
export interface Speakable {
  /** Paragraphs, with an empty line between them. */
  text: string;
  /** The source went on: it is longer than anybody listens to. */
  more: boolean;
}

/** Most of a source that is read, in UTF-16 units: a quarter of an hour of speech. */
const MOST_READ = 16_000;
/** Deeper nesting than this is read as bare text. */
const MAX_DEPTH = 40;
/** Most cells of a table that is read row by row. */
const MOST_CELLS = 40;

/** Takes signs, addresses and code out of Markdown, and reads a table row by row. Pure: same in, same out, whatever the source. */
export function speakable(source: string, unspoken: Unspoken): Speakable {
  const head = wholeLines(headOf(source, MOST_READ), source.length);
  const blocks = blocksOf(parseMarkdown(head), unspoken, 0);
  const text = blocks.map(sentence).filter(Boolean).join('\n\n');
  return { text, more: !isBlank(source.slice(head.length)) };
}

/** Cuts what is only the beginning of a text at the end of a line, where there is one. */
function wholeLines(head: string, length: number): string {
  const end = head.length < length ? head.lastIndexOf('\n') : head.length;
  return end > 0 ? head.slice(0, end) : head;
}

/** Words of a block, and of those in it, one by one. */
function blocksOf(node: Nodes, unspoken: Unspoken, depth: number): string[] {
  if (depth > MAX_DEPTH) return [bareText(node)];
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return [inline(node.children)];
    case 'root':
    case 'blockquote':
    case 'list':
      return node.children.flatMap((child) => blocksOf(child, unspoken, depth + 1));
    case 'listItem':
      return itemOf(node, unspoken, depth);
    case 'code':
      return isBlank(node.value) ? [] : [unspoken.code];
    case 'table':
      return rowsOf(node, unspoken);
    default:
      // Rules, HTML, definitions and footnotes are for the eye.
      return [];
  }
}

/** An item begins with its number, if it has one. */
function itemOf(item: ListItem, unspoken: Unspoken, depth: number): string[] {
  const blocks = item.children.flatMap((child) => blocksOf(child, unspoken, depth + 1));
  const { label, continued } = item.data ?? {};
  const [first, ...more] = blocks;
  return label === undefined || continued || first === undefined ? blocks : [`${label}. ${first}`, ...more];
}

/** Each row as a sentence that names the columns: who listens does not see what a cell stands under. */
function rowsOf(table: Table, { table: instead }: Unspoken): string[] {
  const [head = [], ...rows] = table.children.map(({ children }) => children.map((cell) => sameLine(cell.children)));
  if (rows.length * head.length > MOST_CELLS) return [instead];
  if (rows.length === 0) return [head.filter(Boolean).join(', ')];
  return rows.map((cells) =>
    cells
      .map((cell, column) => [head[column] ?? '', cell].filter(Boolean).join(': '))
      .filter(Boolean)
      .join(', '),
  );
}

const sameLine = (nodes: readonly PhrasingContent[]) => inline(nodes).replaceAll('\n', ' ');

function inline(nodes: readonly PhrasingContent[]): string {
  return plain(wordsOf(nodes, 0));
}

function wordsOf(nodes: readonly PhrasingContent[], depth: number): string {
  return nodes.map((node) => wordOf(node, depth)).join('');
}

function wordOf(node: PhrasingContent, depth: number): string {
  if (depth > MAX_DEPTH) return bareText(node);
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value;
    case 'inlineMath':
      return readableMaths(node.tex) ?? node.value;
    case 'break':
      return '\n';
    case 'emphasis':
    case 'strong':
    case 'delete':
    case 'link':
    case 'linkReference':
      return wordsOf(node.children, depth + 1);
    case 'image':
    case 'imageReference':
      return node.alt ?? '';
    default:
      return '';
  }
}

/** Addresses, with the brackets and marks that would be left around nothing. */
const ADDRESS =
  /[(<[]?\b(?:https?:\/\/|www\.)[^\s<>"”»）」]+|[(<[]?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+[)>\]]?/giu;
const EMOJI =
  /(?:[\p{Emoji_Presentation}[\p{Extended_Pictographic}--[©®™]]\u{1f3fb}-\u{1f3ff}\ufe0f\u{e0020}-\u{e007f}]\u200d?)+/gv;

/** Takes away what is only to be seen. A number with a sign around it is an emoji, too, and stays a number. */
function plain(words: string): string {
  return neutral(words)
    .replace(/([#*\d])\ufe0f?\u20e3/gu, '$1')
    .replace(ADDRESS, (address) => (/[.!?。！？]$/u.test(address) ? '. ' : ' '))
    .replace(EMOJI, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/ (?=[.,;:!?。，；：！？])/gu, '')
    .trim();
}

const WIDE_END = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]\P{L}{0,3}$/u;

/** Ends a block as a sentence, so that the voice falls. What has no word is none. */
function sentence(block: string): string {
  const text = block.trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return '';
  if (/[\p{Sentence_Terminal}:;,：；，、…][\p{Pe}\p{Pf}\p{Po}]{0,3}$/u.test(text)) return text;
  return text + (WIDE_END.test(text) ? '。' : '.');
}
