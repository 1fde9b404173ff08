import type { Blockquote, Code, FootnoteDefinition, List, Root, RootContent } from 'mdast';
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
import { EntityWriter } from './entities.ts';

/** Characters of a message after parsing, counted in UTF-16 units to be safe (sendMessage). */
const TEXT_LIMIT = 4096;
/** The server silently drops the entities past this number. */
const ENTITY_LIMIT = 100;
/** Characters of a text and of the addresses behind it, past which the server says ENTITIES_TOO_LONG (about; measured). */
const ADDRESSES_LIMIT = 9500;
/** Blocks nested deeper than this are shown as bare text: a renderer must survive any tree. */
const MAX_DEPTH = 30;

/** Text and entities for Telegram. A message with too many entities, or too long addresses, counts as too long: it is split. */
export const telegramRenderer: Renderer = {
  limit: TEXT_LIMIT,
  render(tree: Root): Rendered {
    const writer = new EntityWriter();
    writeBlocks(writer, tree.children, { depth: 0, gap: 2, indent: '' });
    return writer.finish();
  },
  plain({ text, entities = [] }: Rendered): Rendered {
    let plain = text;
    for (const entity of entities.filter(isLink).toReversed()) {
      const end = entity.offset + entity.length;
      const shown = text.slice(entity.offset, end);
      if (shown !== entity.url) plain = `${plain.slice(0, end)} (${neutral(entity.url)})${plain.slice(end)}`;
    }
    return { text: plain };
  },
  size({ text, entities = [] }: Rendered): number {
    if (entities.length === 0) return text.length;
    const addresses = entities.reduce((sum, entity) => sum + ('url' in entity ? String(entity.url).length : 0), 0);
    const share = Math.max(entities.length / ENTITY_LIMIT, (text.length + addresses) / ADDRESSES_LIMIT);
    return share <= 1 ? text.length : Math.max(text.length, Math.ceil(TEXT_LIMIT * share));
  },
};

function isLink(entity: object): entity is { offset: number; length: number; url: string } {
  return 'url' in entity && typeof entity.url === 'string' && 'offset' in entity && 'length' in entity;
}

interface Context {
  depth: number;
  /** Line ends between two blocks. */
  gap: 1 | 2;
  /** Beginning of lines inside lists. */
  indent: string;
}

function writeBlocks(writer: EntityWriter, nodes: readonly RootContent[], context: Context): void {
  for (const [index, node] of nodes.entries()) {
    if (index > 0) writer.breakLine(node.type === 'list' && context.depth > 0 ? 1 : context.gap, context.indent);
    writeBlock(writer, node, context);
  }
}

function writeBlock(writer: EntityWriter, node: RootContent, context: Context): void {
  const write = context.depth > MAX_DEPTH ? undefined : blockWriter(writer, node, context);
  if (write) write();
  else writer.write(neutral(bareText(node)));
}

/** Finds the writer of a block; undefined for one that has no form of its own. */
function blockWriter(writer: EntityWriter, node: RootContent, context: Context): (() => void) | undefined {
  const { indent } = context;
  switch (node.type) {
    case 'paragraph':
      return () => writer.writeRuns(inlineRuns(node.children), indent);
    case 'heading':
      return () => writer.writeRuns(inlineRuns(node.children, { bold: true }), indent);
    case 'code':
      return () => writeCode(writer, node, indent);
    case 'table':
      return () => writer.writeBlock('pre', indent, () => writer.write(tableText(node)));
    case 'blockquote':
      return () => writeQuote(writer, node, context);
    case 'list':
      return () => writeList(writer, node, context);
    case 'thematicBreak':
      return () => writer.write('———');
    case 'html':
      return () => writer.writeRuns([{ text: htmlText(node.value), marks: {} }], indent);
    case 'definition':
      return () => writer.write(definitionText(node));
    case 'footnoteDefinition':
      return () => writeFootnote(writer, node, context);
    default:
      return undefined;
  }
}

function writeFootnote(writer: EntityWriter, node: FootnoteDefinition, context: Context): void {
  writer.write(footnoteLabel(node));
  writeBlocks(writer, node.children, { ...context, depth: context.depth + 1 });
}

function writeCode(writer: EntityWriter, node: Code, indent: string): void {
  const { language, note } = codeInfo(node);
  if (note !== '') {
    writer.write(note);
    writer.breakLine(1, indent);
  }
  const code = neutral(node.value);
  // An empty block has nothing an entity could cover; its language is still a word of the answer.
  if (isBlank(code)) writer.write(note === '' ? (language ?? '') : '');
  else writer.writeBlock('pre', indent, () => writer.write(code), language);
}

function writeQuote(writer: EntityWriter, node: Blockquote, context: Context): void {
  const inner = { ...context, depth: context.depth + 1, indent: '' };
  // Quotes cannot be nested.
  if (!writer.quoted) {
    const type = node.data?.collapsed ? 'expandable_blockquote' : 'blockquote';
    writer.writeBlock(type, context.indent, () => writeBlocks(writer, node.children, inner));
    return;
  }
  writer.write(nestedQuoteMarker(node));
  writeBlocks(writer, node.children, inner);
}

function writeList(writer: EntityWriter, list: List, context: Context): void {
  const gap = list.spread ? 2 : 1;
  for (const [index, item] of list.children.entries()) {
    if (index > 0) writer.breakLine(gap, context.indent);
    const number = list.ordered ? (list.start ?? 1) + index : undefined;
    const marker = itemMarker(item, number, '•');
    if (marker !== '') writer.write(`${marker} `);
    writeBlocks(writer, item.children, {
      depth: context.depth + 1,
      gap: item.spread ? 2 : 1,
      indent: `${context.indent}  `,
    });
  }
}
