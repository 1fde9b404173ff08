import { angle, everyone } from './markdown/angles.ts';
import { heading, list, quote, subtext } from './markdown/blocks.ts';
import { address, masked } from './markdown/links.ts';
import { code, fence, spoiler, star, strike, underscore } from './markdown/marks.ts';
import { type Cursor, type Edge, type Found, type Node, type Scope, Source } from './markdown/tree.ts';

/**
 * The page's own reader of Discord's Markdown, which is nobody else's: no tables, pictures or rules, but spoilers, small
 * print, times and mentions. Each text is a tree, and all that was not understood is text in it.
 */

type Rule = (cursor: Cursor) => Found | undefined;

/** What may begin with a sign, in the order in which it is tried. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  '`': [fence, code],
  '*': [star, list],
  _: [underscore],
  '~': [strike],
  '|': [spoiler],
  '<': [angle],
  '@': [everyone],
  h: [address],
  '[': [masked],
  '-': [subtext, list],
  '#': [heading],
  '>': [quote],
  ...Object.fromEntries([...'0123456789'].map((digit) => [digit, [list]])),
};

/** What may stand in the text of a link. */
const inLinks: ReadonlySet<Rule> = new Set([code, star, underscore, strike, spoiler, angle]);

/** Nodes that are nested deeper are shown as text. */
const MOST_DEPTH = 20;

export function readMarkdown(text: string): Node[] {
  return read(text, { edge: 'start', quoted: false, lists: 0, depth: 0 });
}

function read(text: string, scope: Scope): Node[] {
  if (scope.depth > MOST_DEPTH) return text === '' ? [] : [{ type: 'text', text }];
  const source = new Source(text);
  const nodes: Node[] = [];
  let { edge } = scope;
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const found = begin(source, at, edge, scope);
    if (found) {
      push(nodes, plain(text.slice(from, at), scope));
      push(nodes, found.node);
      from = found.end;
    }
    const escapes = text[at] === '\\' && scope.link === undefined;
    const next = found?.end ?? at + (escapes ? 2 : 1);
    edge = edgeAfter(text[next - 1], found || escapes ? 'text' : edge);
    at = next;
  }
  push(nodes, plain(text.slice(from), scope));
  return nodes;
}

function begin(source: Source, at: number, edge: Edge, scope: Scope): Found | undefined {
  const tried = rules[source.text[at] ?? ''];
  if (!tried) return undefined;
  const inner = { ...scope, edge, depth: scope.depth + 1 };
  const cursor: Cursor = { source, at, edge, scope, read: (text, change) => read(text, { ...inner, ...change }) };
  for (const rule of tried) {
    const found = scope.link !== 'shown' || inLinks.has(rule) ? rule(cursor) : undefined;
    if (found) return found;
  }
  return undefined;
}

function edgeAfter(sign: string | undefined, edge: Edge): Edge {
  if (sign === '\n') return 'start';
  return sign === ' ' && edge !== 'text' ? 'spaces' : 'text';
}

function push(nodes: Node[], node: Node): void {
  const last = nodes.at(-1);
  if (node.type === 'text' && node.text === '') return;
  if (node.type === 'text' && last?.type === 'text') last.text += node.text;
  else nodes.push(node);
}

/** Text without the backslashes that protect signs, and without spaces at the ends of lines. */
function plain(text: string, { link }: Scope): Node {
  if (link !== undefined) return { type: 'text', text };
  const bare = text.replace(/¯\\_\(ツ\)_\/¯|\\([^A-Za-z0-9\s])/g, (all, sign?: string) => sign ?? all);
  const lines = bare.split('\n');
  return {
    type: 'text',
    text: lines.map((line, index) => (index < lines.length - 1 ? bareEnd(line) : line)).join('\n'),
  };
}

function bareEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end -= 1;
  return line.slice(0, end);
}
