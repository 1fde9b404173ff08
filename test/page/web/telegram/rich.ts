import type { RichBlock, RichMessage, RichText } from 'grammy/types';
import { h } from '../dom.ts';
import { drawCode } from './code.ts';
import { icon } from './icons.ts';
import { drawRichText, richWords } from './rich-text.ts';
import type { Scene } from './scene.ts';

type Block<Type extends RichBlock['type']> = Extract<RichBlock, { type: Type }>;

/** Draws the blocks of a rich message. */
export function drawRich({ blocks, is_rtl: rtl }: RichMessage, scene: Scene): HTMLElement {
  return h('div', { class: 'tg-rich', dir: rtl ? 'rtl' : undefined }, ...drawBlocks(blocks, scene));
}

function drawBlocks(blocks: readonly RichBlock[], scene: Scene): Node[] {
  return blocks.map((block) => drawBlock(block, scene));
}

function drawBlock(block: RichBlock, scene: Scene): Node {
  const text = (words: RichText) => drawRichText(words, scene);
  const credit = (words: RichText | undefined) => words !== undefined && h('cite', {}, ...text(words));
  switch (block.type) {
    case 'paragraph':
      return h('p', {}, ...text(block.text));
    case 'heading':
      return h('p', { class: 'tg-heading', role: 'heading', 'aria-level': block.size + 2 }, ...text(block.text));
    case 'pre':
      return drawCode(text(block.text), richWords(block.text), block.language ?? '', scene);
    case 'footer':
      return h('small', {}, ...text(block.text));
    case 'divider':
      return h('hr');
    case 'mathematical_expression':
      return h('p', {}, h('code', {}, block.expression));
    case 'list':
      return drawList(block, scene);
    case 'blockquote':
      return h('blockquote', { class: 'tg-quote' }, ...drawBlocks(block.blocks, scene), credit(block.credit));
    case 'expandable_blockquote':
    case 'pullquote':
      return h('blockquote', { class: 'tg-quote' }, ...text(block.text), credit(block.credit));
    case 'table':
      return drawTable(block, scene);
    case 'details':
      return h(
        'details',
        { open: block.is_open === true },
        h('summary', {}, ...text(block.summary)),
        ...drawBlocks(block.blocks, scene),
      );
    case 'collage':
    case 'slideshow':
      return h('div', {}, ...drawBlocks(block.blocks, scene));
    case 'anchor':
      return h('span');
    default:
      return h('div', { class: 'tg-unsupported' }, scene.say('unsupported'));
  }
}

function drawList({ items }: Block<'list'>, scene: Scene): HTMLElement {
  const lines = items.map(({ label, blocks, has_checkbox: box, is_checked: checked }) => {
    const sign = box ? icon(checked ? 'ticked' : 'box') : h('span', { class: 'tg-label' }, label);
    return h('li', {}, sign, h('div', {}, ...drawBlocks(blocks, scene)));
  });
  return h('ul', {}, ...lines);
}

function drawTable({ cells, caption }: Block<'table'>, scene: Scene): HTMLElement {
  const rows = cells.map((row) =>
    h(
      'tr',
      {},
      ...row.map(({ text, is_header: head, colspan, rowspan, align }) =>
        h(
          head ? 'th' : 'td',
          { colspan, rowspan, 'data-align': align },
          ...(text === undefined ? [] : drawRichText(text, scene)),
        ),
      ),
    ),
  );
  const title = caption !== undefined && h('caption', {}, ...drawRichText(caption, scene));
  // A wide table is moved by its keys, too.
  return h('div', { class: 'tg-table', tabindex: 0, role: 'group' }, h('table', {}, title, h('tbody', {}, ...rows)));
}
