import type { MessageEntity } from 'grammy/types';
import { h, safeUrl } from '../dom.ts';
import { drawCode } from './code.ts';
import { entityDate, fullDate } from './dates.ts';
import { withFound } from './detect.ts';
import { type Piece, readEntities, textOf } from './entities.ts';
import { drawFold } from './fold.ts';
import { userName } from './names.ts';
import { type Scene, stateOf } from './scene.ts';

/** Draws a text with its entities. */
export function drawWords(text: string, entities: readonly MessageEntity[] | undefined, scene: Scene): Node[] {
  return drawPieces(readEntities(text, withFound(text, entities)), scene);
}

/** A line of another message: marked, but nothing in it can be followed. */
export function drawLine(text: string, entities: readonly MessageEntity[] = []): Node[] {
  const line = (piece: Piece): Node => {
    if (typeof piece === 'string') return new Text(piece.replaceAll('\n', ' '));
    const inner = piece.pieces.map(line);
    const tag = styles[piece.entity.type];
    if (piece.entity.type === 'spoiler') return h('span', { class: 'tg-veil' }, ...inner);
    return tag ? h(tag, {}, ...inner) : h('span', {}, ...inner);
  };
  return readEntities(text, entities).map(line);
}

const styles: Readonly<Record<string, 'strong' | 'em' | 'u' | 's' | 'code'>> = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
};

const blocks: ReadonlySet<string> = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** A block ends its line: the line end behind it is not drawn. */
interface Pen {
  scene: Scene;
  behindBlock: boolean;
}

function drawPieces(pieces: readonly Piece[], scene: Scene): Node[] {
  const pen = { scene, behindBlock: false };
  return pieces.map((piece) => drawPiece(piece, pen));
}

function drawPiece(piece: Piece, pen: Pen): Node {
  if (typeof piece === 'string') {
    const shown = pen.behindBlock && piece.startsWith('\n') ? piece.slice(1) : piece;
    pen.behindBlock = false;
    return new Text(shown);
  }
  const { entity, pieces } = piece;
  if (!blocks.has(entity.type)) return drawMark(entity, pieces, pen);
  const block = drawBlock(entity, pieces, pen.scene);
  pen.behindBlock = true;
  return block;
}

function drawBlock(entity: MessageEntity, pieces: readonly Piece[], scene: Scene): HTMLElement {
  const inner = drawPieces(pieces, scene);
  if (entity.type === 'pre') return drawCode(inner, textOf(pieces), entity.language ?? '', scene);
  if (entity.type === 'expandable_blockquote') return drawFold(inner, scene, `fold ${entity.offset}`);
  return h('blockquote', { class: 'tg-quote' }, ...inner);
}

function drawMark(entity: MessageEntity, pieces: readonly Piece[], pen: Pen): HTMLElement {
  const inner = pieces.map((piece) => drawPiece(piece, pen));
  const text = textOf(pieces);
  const style = styles[entity.type];
  if (style) return h(style, {}, ...inner);
  switch (entity.type) {
    case 'spoiler':
      return drawSpoiler(inner, pen.scene);
    case 'text_link':
      return drawLink(entity.url, inner);
    case 'url':
      return drawLink(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`, inner);
    case 'bot_command':
      return drawCommand(text, inner, pen.scene);
    case 'text_mention':
      return h('span', { class: 'tg-link', title: userName(entity.user) }, ...inner);
    case 'date_time':
      return drawDate(entity, inner, pen.scene);
    case 'custom_emoji':
      return h('span', { class: 'tg-emoji' }, ...inner);
    default:
      return h('span', { class: 'tg-link' }, ...inner);
  }
}

/** Shows the address on hover; one that no browser should follow is words alone. */
export function drawLink(address: string, inner: readonly Node[]): HTMLElement {
  const href = safeUrl(address);
  if (href === undefined) return h('span', { class: 'tg-link', title: address }, ...inner);
  return h('a', { class: 'tg-link', href, title: href, target: '_blank', rel: 'noopener noreferrer' }, ...inner);
}

/** Commands are sent by a click; in a group with the name of the bot that wrote them. */
function drawCommand(text: string, inner: readonly Node[], { message, context }: Scene): HTMLElement {
  const bot = message.chat.type !== 'private' && message.from?.is_bot ? message.from.username : undefined;
  const said = bot && !text.includes('@') ? `${text}@${bot}` : text;
  const link = h('span', { class: 'tg-link tg-command-link' }, ...inner);
  makePressable(link, () => void context.act({ act: 'say', text: said }));
  return link;
}

function drawDate(entity: MessageEntity.DateTimeMessageEntity, inner: readonly Node[], scene: Scene): HTMLElement {
  const { unix_time: at, date_time_format: format } = entity;
  const { locale } = scene.context.me;
  const shown = entityDate(at, format, locale);
  return h('time', { class: 'tg-link', title: fullDate(at, locale) }, ...(shown === undefined ? inner : [shown]));
}

/** All that a message hides shows at one click, as in Telegram. */
function drawSpoiler(inner: readonly Node[], scene: Scene): HTMLElement {
  const shown = stateOf(scene, 'spoilers');
  if (shown.on) return h('span', { class: 'tg-revealed' }, ...inner);
  const hidden = h('span', { 'aria-hidden': 'true', inert: true }, ...inner);
  const veil = h('span', { class: 'tg-spoiler', 'aria-label': scene.say('spoiler') }, hidden);
  makePressable(veil, (event) => {
    if (shown.on) return;
    event.stopPropagation();
    shown.set(true);
    const root = veil.closest('.tg-bubble') ?? veil;
    for (const each of [veil, ...root.querySelectorAll('.tg-spoiler')]) uncover(each);
  });
  return veil;
}

/** Makes a button of words within a line: a real one would not wrap with them. */
function makePressable(words: HTMLElement, press: (event: Event) => void): void {
  words.setAttribute('role', 'button');
  words.setAttribute('tabindex', '0');
  words.addEventListener('click', press);
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    press(event);
  });
}

function uncover(veil: Element): void {
  veil.className = 'tg-revealed';
  for (const name of ['role', 'aria-label']) veil.removeAttribute(name);
  veil.setAttribute('tabindex', '-1');
  for (const hidden of veil.children) {
    hidden.removeAttribute('aria-hidden');
    hidden.removeAttribute('inert');
  }
}
