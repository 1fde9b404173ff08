import type {
  Blockquote,
  Code,
  Definition,
  FootnoteDefinition,
  Image,
  Link,
  ListItem,
  Nodes,
  PhrasingContent,
} from 'mdast';
import { readableMaths } from './maths-text.ts';
import { hasDirections, neutral, neutralPart, withoutStrayDirections } from './text.ts';

/** A stretch of text in one formatting. `code` text is shown as it is. */
export interface TextRun {
  text: string;
  marks: Marks;
}

/** Formatting of a text; `url` is its link target. */
export interface Marks {
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
  url?: string;
}

/** Deeper formatting than this is shown as bare text: a renderer must survive any tree. */
const MAX_DEPTH = 40;

/** A line break as models write it in tables, where Markdown has none. */
const BREAK_TAG = /^<br[ \t]*\/?>$/i;
const BREAK_TAGS = /<br[ \t]*\/?>/gi;

/** The inline content of a paragraph, heading or table cell as runs, in order; none is empty. */
export function inlineRuns(nodes: readonly PhrasingContent[], marks: Marks = {}): TextRun[] {
  const runs = runsOf(nodes, marks, 0);
  if (!runs.some(({ text }) => hasDirections(text))) return runs;
  const texts = withoutStrayDirections(runs.map(({ text }) => text));
  return runs.flatMap((run, index) => plainRun(texts[index] ?? '', run.marks));
}

/** Text of a block of HTML: as it is written, but for its line breaks. */
export function htmlText(value: string): string {
  return neutral(value.replace(BREAK_TAGS, '\n')).trim();
}

function runsOf(nodes: readonly PhrasingContent[], marks: Marks, depth: number): TextRun[] {
  const runs = nodes.flatMap((node, index) =>
    isBreakTag(node) ? breakBefore(nodes[index + 1], marks) : nodeRuns(node, marks, depth),
  );
  return runs.filter((run) => run.text !== '');
}

function isBreakTag(node: PhrasingContent): boolean {
  return node.type === 'html' && BREAK_TAG.test(node.value);
}

/** A break tag, which the end of its line does not double. */
function breakBefore(next: PhrasingContent | undefined, marks: Marks): TextRun[] {
  const ends = next?.type === 'break' || (next?.type === 'text' && /^[\r\n]/.test(next.value));
  return ends ? [] : [{ text: '\n', marks }];
}

function nodeRuns(node: PhrasingContent, marks: Marks, depth: number): TextRun[] {
  if (depth > MAX_DEPTH) return [{ text: neutral(bareText(node)), marks }];
  const inner = (more: Marks) => ('children' in node ? runsOf(node.children, { ...marks, ...more }, depth + 1) : []);
  const literal = (text: string): TextRun => ({ text: neutralPart(text), marks });
  switch (node.type) {
    case 'text':
    case 'html':
      return [literal(node.value)];
    case 'break':
      return [literal('\n')];
    case 'emphasis':
      return inner({ italic: true });
    case 'strong':
      return inner({ bold: true });
    case 'delete':
      return inner({ strike: true });
    case 'inlineCode':
      return [{ text: neutralPart(node.value).replaceAll('\n', ' '), marks: { ...marks, code: true } }];
    case 'inlineMath':
      return [literal(readableMaths(node.tex) ?? node.value)];
    case 'link':
      return linkRuns(node, runsOf(node.children, marks, depth + 1), marks);
    case 'image':
      return linkRuns(node, runsOf([{ type: 'text', value: node.alt ?? '' }], marks, depth + 1), marks);
    case 'linkReference':
      return node.referenceType === 'full'
        ? [...inner({}), literal(` [${node.label ?? node.identifier}]`)]
        : [literal('['), ...inner({}), literal(']')];
    case 'imageReference':
      return [
        literal(
          node.referenceType === 'full'
            ? `${node.alt ?? ''} [${node.label ?? node.identifier}]`
            : `[${node.alt ?? ''}]`,
        ),
      ];
    case 'footnoteReference':
      return [literal(`[${node.label ?? node.identifier}]`)];
    default:
      return [literal(bareText(node))];
  }
}

/**
 * A link shows where it leads: `text (host)`, unless its text is the address (attack 18). What no client would open is
 * written out: `text (url)`, as is any link inside code. A title follows the host.
 */
function linkRuns(node: Link | Image, label: TextRun[], marks: Marks): TextRun[] {
  const url = neutral(node.url);
  const text = label.map((run) => run.text).join('');
  const title = node.title ? ` “${neutral(node.title)}”` : '';
  const host = linkHost(node.url);
  if (host === undefined || marks.url !== undefined || marks.code) {
    if (isSameAddress(text, url)) return [...label, ...plainRun(title, marks)];
    return text.trim() === ''
      ? plainRun(url + title, marks)
      : [...label, ...plainRun(url + title === '' ? '' : ` (${(url + title).trim()})`, marks)];
  }
  if (text.trim() === '') return [{ text: url, marks: { ...marks, url: node.url } }, ...plainRun(title, marks)];
  const linked = label.map((run) => ({ text: run.text, marks: { ...run.marks, url: node.url } }));
  if (isSameAddress(text, url)) return [...linked, ...plainRun(title, marks)];
  return [...linked, ...plainRun(namesHost(text, host) ? title : ` (${host}${title})`, marks)];
}

function plainRun(text: string, marks: Marks): TextRun[] {
  return text === '' ? [] : [{ text, marks }];
}

/** The host of an address every client opens, with punycode for what is not ASCII; undefined for any other address. */
export function linkHost(url: string): string | undefined {
  if (!/^https?:\/\/[^\s<>\\"`\p{C}]+$/iu.test(url) || url.length > 2000 || !URL.canParse(url)) return undefined;
  const { host, hostname } = new URL(url);
  return /^(?:[\w-]+\.)+[\w-]+$|^\[[\da-f:.]+\]$/i.test(hostname) ? host : undefined;
}

function isSameAddress(text: string, url: string): boolean {
  const bare = (address: string) => address.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
  return bare(text) === bare(url);
}

function namesHost(text: string, host: string): boolean {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return !/[\s@\\]/.test(text) && URL.canParse(address) && new URL(address).host === host;
}

/** All text of a tree in order, however deep. */
export function bareText(node: Nodes): string {
  const words: string[] = [];
  const open: Nodes[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'code') words.push(`${next.lang ?? ''} ${next.meta ?? ''}\n`);
    if ('value' in next) words.push(next.value);
    if ('alt' in next && next.alt) words.push(next.alt);
    if ('children' in next) open.push(...next.children.toReversed());
    if ('url' in next) words.push(` ${next.url}`);
    if ('title' in next && next.title) words.push(` ${next.title}`);
    if ('label' in next && next.label && !('children' in next)) words.push(` ${next.label}`);
    if (next.type === 'paragraph' || next.type === 'tableCell' || next.type === 'break') words.push('\n');
  }
  return words.join('').trim();
}

/** `[label]: url “title”`, as the source has it. */
export function definitionText(node: Definition): string {
  const title = node.title ? ` “${node.title}”` : '';
  return neutral(`[${node.label ?? node.identifier}]: ${node.url}${title}`);
}

/** Nested quotes have no form of their own on either platform. */
export function nestedQuoteMarker(node: Blockquote): string {
  return node.data?.continued ? '' : '› ';
}

export function footnoteLabel(node: FootnoteDefinition): string {
  return node.data?.continued ? '' : neutral(`[${node.label ?? node.identifier}]: `);
}

/** `•`, `1.`, with `☑` or `☐` for a task; empty for an item that began in an earlier piece. */
export function itemMarker(item: ListItem, number: number | undefined, bullet: string): string {
  if (item.data?.continued) return '';
  const marker = number === undefined ? bullet : `${item.data?.label ?? number}.`;
  const task = typeof item.checked === 'boolean' ? (item.checked ? ' ☑' : ' ☐') : '';
  return marker + task;
}

/**
 * Info string of a code fence. `language` is set if it is a plain name; otherwise `note` holds all of it, to be shown
 * above. The name rule is Discord's own: anything else would become part of the code there.
 */
export function codeInfo(node: Code): { language?: string; note: string } {
  const lang = neutral(node.lang ?? '').trim();
  const meta = neutral(node.meta ?? '').trim();
  const isName = /^[\w+\-.#]{1,40}$/.test(lang);
  return { ...(isName && { language: lang }), note: isName && meta === '' ? '' : `${lang} ${meta}`.trim() };
}
