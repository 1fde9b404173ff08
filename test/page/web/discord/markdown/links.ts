import { webAddress } from './angles.ts';
import { type Cursor, type Found, matchAt, type Node, type Source } from './tree.ts';

/** Addresses that stand bare, and `[text](address "title")`. */

const bare = /https?:\/\/[^\s<]+[^<.,:;"'\]\s]/y;

/** A bare address. A closing bracket at its end counts when one opens in it. */
export function address({ source, at }: Cursor): Found | undefined {
  const match = matchAt(bare, source.text, at);
  if (!match) return undefined;
  let [words] = match;
  let closing = 0;
  while (words[words.length - 1 - closing] === ')') closing += 1;
  if (closing > words.split('(').length - 1) words = words.slice(0, -1);
  const url = webAddress(words);
  const text: Node = { type: 'text', text: words };
  return { node: url === undefined ? text : { type: 'link', url, children: [text] }, end: at + words.length };
}

/** A link with words of its own. What Discord takes for a lure it shows as it was written. */
export function masked(cursor: Cursor): Found | undefined {
  const { source, at, read } = cursor;
  for (const close of closings(source, at + 1)) {
    const found = target(source, close + 2);
    if (!found) continue;
    const words = cleaned(source.text.slice(at + 1, close));
    const url = webAddress(found.address.replace(/\\([^A-Za-z0-9\s])/g, '$1'));
    const titled = found.title === undefined || judge(cleaned(found.title), cursor, true) !== 'lure';
    if (url === undefined || !titled || judge(words, cursor, false) !== 'words')
      return { node: { type: 'text', text: source.text.slice(at, found.end) }, end: found.end };
    const title = found.title === undefined ? {} : { title: cleaned(found.title) };
    return { node: { type: 'link', url, ...title, children: read(words, { link: 'shown' }) }, end: found.end };
  }
  return undefined;
}

/** How many `](` are tried for the end of a link's text. */
const MOST_CLOSINGS = 8;

/** Indices of `](` that may end a link's text, the last one first. One pair of brackets may be in it, several times. */
function closings(source: Source, from: number): number[] {
  const { text } = source;
  let at = from;
  while (at < text.length && text[at] !== ']') {
    const close = text[at] === '[' ? source.next(']', at) : at;
    if (!Number.isFinite(close)) return [];
    at = close + 1;
  }
  const rest = text.slice(at, Math.min(source.next('[', at), text.length));
  const found: number[] = [];
  for (let next = rest.lastIndexOf(']('); next >= 0 && found.length < MOST_CLOSINGS; ) {
    found.push(at + next);
    next = next === 0 ? -1 : rest.lastIndexOf('](', next - 1);
  }
  return found;
}

interface Target {
  address: string;
  title?: string;
  end: number;
}

/** Reads `address "title")`. A pair of round brackets may be in the address. */
function target(source: Source, from: number): Target | undefined {
  if (!Number.isFinite(source.next(')', from))) return undefined;
  const { text } = source;
  let start = from;
  while (/\s/.test(text[start] ?? '')) start += 1;
  if (text[start] === '<') start += 1;
  return (
    targetTo(source, start, addressEnd(source, start, MOST_PAIRS)) ??
    targetTo(source, start, addressEnd(source, start, 0))
  );
}

/** Most pairs of brackets in an address. */
const MOST_PAIRS = 16;
const blank = /\s/g;

function addressEnd(source: Source, start: number, pairs: number): number {
  const { text } = source;
  const end = Math.min(
    source.remember('blank', start, () => matchAt(blank, text, start)?.index ?? -1),
    text.length,
  );
  let at = start;
  for (let left = pairs; at < end; ) {
    const close = source.next(')', at);
    const isPair = left > 0 && source.next('(', at) < close;
    if (close >= end || !(isPair || text[close - 1] === '\\')) return Math.min(close, end);
    if (isPair) left -= 1;
    at = close + 1;
  }
  return at;
}

function targetTo(source: Source, start: number, end: number): Target | undefined {
  const address = source.text.slice(start, end).replace(/>$/, '');
  return source.text[end] === ')' ? { address, end: end + 1 } : titled(source, end, address);
}

const opening = /\s+["']/y;
const ending = /["']\s{0,99}\)/g;

function titled(source: Source, at: number, address: string): Target | undefined {
  const { text } = source;
  const open = matchAt(opening, text, at);
  if (!open) return undefined;
  const start = at + open[0].length;
  const close = source.remember('title', start, () => matchAt(ending, text, start)?.index ?? -1);
  if (!Number.isFinite(close)) return undefined;
  return { address, title: text.slice(start, close), end: text.indexOf(')', close) + 1 };
}

/** Blanks and signs that cannot be seen have no place in a link's text. */
function cleaned(text: string): string {
  return text.replace(/\p{Cf}|\p{Zl}|\p{Zp}|\u034f|\u17b4|\u17b5|\u1160|\u3164|\uffa0|[^\P{Cc}\n]|[^\P{Zs} ]/gu, '');
}

const harmless: readonly Node['type'][] = [
  ...(['text', 'bold', 'italic', 'underline', 'strike', 'spoiler', 'code'] as const),
  ...(['time', 'list', 'heading', 'subtext', 'quote'] as const),
];

const picture = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;

/** Tells what a link's text would be: words, nothing that can be seen, or something that passes for another link. */
function judge(words: string, { read }: Cursor, pictures: boolean): 'words' | 'blank' | 'lure' {
  // Letters that look like those of `https` count as these.
  const plain = words.normalize('NFKC').replace(/https?:/gi, (scheme) => scheme.toLowerCase());
  return judgeAll(read(plain, { link: 'judged' }), pictures);

  function judgeAll(nodes: readonly Node[], pictures: boolean): 'words' | 'blank' | 'lure' {
    const all = nodes.map((node) => judgeOne(node, pictures));
    return all.includes('lure') ? 'lure' : all.includes('words') ? 'words' : 'blank';
  }

  function judgeOne(node: Node, pictures: boolean): 'words' | 'blank' | 'lure' {
    if (node.type === 'emoji' && pictures) return 'words';
    if (!harmless.includes(node.type) || (node.type === 'text' && !pictures && picture.test(node.text))) return 'lure';
    if (node.type === 'text') return node.text.trim() === '' ? 'blank' : 'words';
    if (node.type === 'code') return judgeAll(read(node.text, { link: 'judged' }), true);
    return 'children' in node ? judgeAll(node.children, pictures) : 'words';
  }
}
