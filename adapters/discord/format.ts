import type { Blockquote, Code, FootnoteDefinition, Heading, List, PhrasingContent, Root, RootContent } from 'mdast';
import { COLLAPSED, staysOpen } from '../../src/delivery/collapsed.ts';
import {
  bareText,
  codeInfo,
  definitionText,
  footnoteLabel,
  htmlText,
  inlineRuns,
  itemMarker,
  nestedQuoteMarker,
} from '../../src/delivery/runs.ts';
import { tableText } from '../../src/delivery/table.ts';
import { neutral } from '../../src/delivery/text.ts';
import type { Rendered, Renderer } from '../../src/ports/index.ts';
import { isBlank } from '../../src/util/text.ts';
import { inlineMarkdown, literalMarkdown } from './messages/inline.ts';

/** Characters of a message's content, counted in UTF-16 units to be safe. */
const TEXT_LIMIT = 2000;
/** Beginning of a line in small letters beside an answer. Its mark stays in it: nobody else writes such a line. */
const SMALL = `-# ${COLLAPSED}`;
/** Blocks nested deeper than this are shown as bare text: a renderer must survive any tree. */
const MAX_DEPTH = 30;

/** Discord's own Markdown from the tree; what is literal in the source is escaped. */
export const discordRenderer: Renderer = {
  limit: TEXT_LIMIT,
  render(tree: Root): Rendered {
    const text = blocksText(tree.children, { depth: 0, quoted: false, gap: '\n\n' }).trim();
    return { text: isBlank(text) ? '' : text };
  },
  size: ({ text }) => text.length,
};

interface Context {
  depth: number;
  quoted: boolean;
  gap: '\n' | '\n\n';
}

function blocksText(nodes: readonly RootContent[], context: Context): string {
  let text = '';
  let previous: RootContent | undefined;
  for (const node of nodes) {
    const block = blockText(node, context);
    if (block === '') continue;
    const close = previous?.type === 'heading' || (node.type === 'list' && context.depth > 0);
    if (previous) text += close ? '\n' : context.gap;
    text += block;
    previous = node;
  }
  return text;
}

function blockText(node: RootContent, context: Context): string {
  if (context.depth > MAX_DEPTH) return literalMarkdown(neutral(bareText(node)));
  switch (node.type) {
    case 'paragraph':
      return inlineMarkdown(inlineRuns(node.children));
    case 'heading':
      return headingText(node, context);
    case 'code':
      return codeText(node);
    case 'table':
      return fence(tableText(node));
    case 'blockquote':
      return quoteText(node, context);
    case 'list':
      return listText(node, context);
    case 'thematicBreak':
      return '———';
    case 'html':
      return literalMarkdown(htmlText(node.value));
    case 'definition':
      return literalMarkdown(definitionText(node));
    case 'footnoteDefinition':
      return footnoteText(node, context);
    default:
      return literalMarkdown(neutral(bareText(node)));
  }
}

/** `#` to `###` on a line of their own; deeper headings, and those in lists and quotes, are bold. */
function headingText({ children, depth }: Heading, context: Context): string {
  if (depth > 3 || context.depth > 0) return inlineMarkdown(inlineRuns(children, { bold: true }));
  const text = inlineMarkdown(oneLine(children));
  return text === '' ? '' : `${'#'.repeat(depth)} ${text}`;
}

function oneLine(children: readonly PhrasingContent[]) {
  return inlineRuns(children).map((run) => ({ ...run, text: run.text.replaceAll('\n', ' ') }));
}

function codeText(node: Code): string {
  const { language, note } = codeInfo(node);
  const code = neutral(node.value);
  const block = isBlank(code) && language === undefined ? '' : fence(code, language);
  return [literalMarkdown(note), block].filter((text) => text !== '').join('\n');
}

/**
 * Discord knows only fences of three backticks, so longer runs inside are parted by an invisible character; an empty
 * block would show its fence.
 */
function fence(code: string, language = ''): string {
  const inside = code.replace(/`{3,}/g, (run) => [...run].join('\u200b'));
  return `\`\`\`${language}\n${isBlank(inside) ? ' ' : inside}\n\`\`\``;
}

function footnoteText(node: FootnoteDefinition, context: Context): string {
  const label = literalMarkdown(footnoteLabel(node));
  const text = blocksText(node.children, { ...context, depth: context.depth + 1 });
  return label === '' ? text : `${label} ${text}`.trimEnd();
}

/** Discord has one level of quotes. */
function quoteText(node: Blockquote, context: Context): string {
  const text = blocksText(node.children, { ...context, quoted: true, depth: context.depth + 1 });
  if (text === '') return '';
  if (context.quoted) return nestedQuoteMarker(node) + text;
  const lines = text.split('\n');
  if (node.data?.collapsed) return lines.map(staysOpen(text) ? smallLine : hiddenLine).join('\n');
  return lines.map((line) => `> ${line}`).join('\n');
}

function smallLine(line: string): string {
  return isBlank(line) ? '' : `${SMALL}${line}`;
}

/** A line in small letters that is read by a press. Discord has no quote that opens. */
function hiddenLine(line: string): string {
  return isBlank(line) ? '' : `-# ||${line}||`;
}

/** Text of the bot's own message without what stands closed above or under it: that is none of its answer. */
export function withoutCollapsed(text: string): string {
  const isAside = (line: string) => line.startsWith(SMALL) || (line.startsWith('-# ||') && line.endsWith('||'));
  const lines = text.split('\n').filter((line) => !isAside(line));
  return lines.join('\n').trim();
}

function listText(list: List, context: Context): string {
  const gap = list.spread ? '\n\n' : '\n';
  const items: string[] = [];
  let expected: number | undefined;
  for (const [index, item] of list.children.entries()) {
    const number = list.ordered ? (list.start ?? 1) + index : undefined;
    let marker = itemMarker(item, number, '-');
    // Discord counts on from the first number of a list; other numbers must not look like a list to it.
    const label = /^(\d+)\./.exec(marker)?.[1];
    if (label !== undefined && (expected ?? Number(label)) !== Number(label)) marker = marker.replace('.', '\\.');
    if (label !== undefined) expected = Number(label) + 1;
    const text = blocksText(item.children, {
      ...context,
      depth: context.depth + 1,
      gap: item.spread ? '\n\n' : '\n',
    });
    items.push(marker === '' ? text : `${marker} ${indented(text, label === undefined ? 2 : 3)}`.trimEnd());
  }
  return items.filter((text) => text !== '').join(gap);
}

/** Later lines moved in, but for code: Discord would show the spaces. */
function indented(text: string, width: number): string {
  let fenced = false;
  const lines = text.split('\n').map((line, index) => {
    const edge = /^\s*(?:> )?```/.test(line);
    const bare = fenced || edge || index === 0 || line === '';
    if (edge) fenced = !fenced;
    if (edge) return line.trimStart();
    return bare ? line : ' '.repeat(width) + line;
  });
  return text.startsWith('```') ? `\n${lines.join('\n')}` : lines.join('\n');
}
