import type { DiscordMessage } from '../../discord-message.ts';
import type { Item } from '../../protocol.ts';
import { h } from '../dom.ts';
import { reactionsOf } from '../items.ts';
import type { Context } from '../skin.ts';
import { appTag, drawAbove } from './above.ts';
import { drawAttachments } from './attachments.ts';
import { drawEmbed } from './embeds.ts';
import { drawFace, hueOf } from './face.ts';
import { icon } from './icons.ts';
import { drawComponents } from './layouts.ts';
import { drawMarkdown, isOnlyEmoji } from './markup.ts';
import { drawPoll } from './poll.ts';
import { nameOf, type Scene, sceneOf, viewer } from './scene.ts';
import { drawStamp } from './stamp.ts';
import { drawSystem, isSystem } from './system.ts';

/** Bits of a message's flags. */
const SUPPRESS_EMBEDS = 1 << 2;
const COMPONENTS_V2 = 1 << 15;
/** A message that opens a thread: it stands for the one it refers to. */
const THREAD_STARTER = 21;

/** What the person looking at it has put away; Discord's client forgets it, too. */
const dismissed = new Set<string>();

/** Draws one message. */
export function drawMessage([item]: readonly Item[], context: Context): HTMLElement {
  if (item?.platform !== 'discord' || dismissed.has(`${context.me.id} ${item.id}`))
    return h('div', { class: 'dc-dismissed' });
  const scene = sceneOf(item, context);
  if (isSystem(scene)) return drawSystem(scene);
  const { author } = scene.message;
  const above = scene.message.type === THREAD_STARTER ? undefined : drawAbove(scene);
  const head = h(
    'div',
    { class: 'dc-head' },
    h('span', { class: 'dc-name', 'data-hue': hueOf(author) }, nameOf(author)),
    author.bot && appTag(scene),
    drawStamp(scene),
  );
  const kinds = ['dc-message', above && 'dc-stands', mentions(scene) && 'dc-mentioned', item.alone && 'dc-alone'];
  const element = h(
    'div',
    { class: kinds.filter(Boolean).join(' ') },
    above,
    drawFace(author),
    drawStamp(scene, 'short'),
    head,
    h('div', { class: 'dc-body' }, ...drawBody(scene)),
  );
  return element;
}

/** A message that is about whoever looks at it has a bar at its side. */
function mentions(scene: Scene): boolean {
  const { message } = scene;
  const me = viewer(scene);
  return message.author.id !== me && message.mentions.some(({ id }) => id === me);
}

function drawBody(scene: Scene): HTMLElement[] {
  const { item, message, say } = scene;
  if (item.state === 'failed')
    return [h('p', { class: 'dc-failed' }, icon('warning'), say('failed')), ...drawFoot(scene)];
  const shown = message.type === THREAD_STARTER ? (message.referenced_message ?? message) : message;
  const thinking = item.state === 'thinking' && drawThinking(scene);
  return [
    ...(thinking ? [thinking] : drawParts(shown, scene)),
    ...(message.message_snapshots ?? []).map(({ message: snapshot }) => drawForward(snapshot, scene)),
    ...drawReactions(scene),
    ...drawFoot(scene),
  ];
}

/** Words, files, cards and buttons of a message, or of one that was passed on. */
function drawParts(message: DiscordMessage, scene: Scene): HTMLElement[] {
  const { say } = scene;
  const {
    content,
    flags,
    attachments,
    embeds,
    components,
    poll,
    sticker_items: stickers = [],
    edited_timestamp: edited,
  } = message;
  const isLayout = (flags & COMPONENTS_V2) !== 0;
  const mark = edited !== null && edited !== undefined && h('span', { class: 'dc-edited' }, ` ${say('edited')}`);
  const words = h(
    'div',
    { class: isOnlyEmoji(content) ? 'dc-content dc-large' : 'dc-content' },
    ...drawMarkdown(content, scene),
    mark,
  );
  const controls = drawComponents(components, scene);
  if (isLayout) return [...controls, ...(mark ? [h('div', { class: 'dc-content' }, mark)] : [])];
  return [
    ...(content !== '' || mark ? [words] : []),
    ...(poll ? [drawPoll(poll, scene)] : []),
    ...stickers.map(({ name }) => h('p', { class: 'dc-sticker' }, say('sticker', { name }))),
    ...drawAttachments(attachments, scene),
    ...((flags & SUPPRESS_EMBEDS) === 0 ? embeds.map((embed) => drawEmbed(embed, scene)) : []),
    ...controls,
  ];
}

function drawThinking({ message, say }: Scene): HTMLElement {
  const dots = h('span', { class: 'dc-dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  return h('p', { class: 'dc-thinking' }, dots, say('thinking', { name: nameOf(message.author) }));
}

/** A message that was passed on, as it was: its author is not told. */
function drawForward(snapshot: DiscordMessage, scene: Scene): HTMLElement {
  const label = h('p', { class: 'dc-soft dc-forward-label' }, icon('forward'), h('i', {}, scene.say('forwarded')));
  return h('div', { class: 'dc-forward' }, label, ...drawParts(snapshot, scene));
}

function drawReactions({ item, context, say }: Scene): HTMLElement[] {
  if (item.reactions.length === 0) return [];
  const buttons = reactionsOf(item).map(({ emoji, count }) => {
    const react = () => void context.act({ act: 'react', message: item.id, emoji });
    const label = say('reaction', { emoji, count });
    return h(
      'button',
      { type: 'button', class: 'dc-reaction', 'aria-label': label, click: react },
      emoji,
      h('span', {}, String(count)),
    );
  });
  return [h('div', { class: 'dc-reactions' }, ...buttons)];
}

/** Line below what one person alone sees. */
function drawFoot({ item, context, say }: Scene): HTMLElement[] {
  if (item.alone === undefined) return [];
  const button = h('button', { type: 'button', class: 'dc-dismiss' }, say('dismiss'));
  const line = h('p', { class: 'dc-foot' }, icon('eye'), `${say('onlyYou')} · `, button);
  button.addEventListener('click', () => {
    dismissed.add(`${context.me.id} ${item.id}`);
    const drawn = line.closest('.dc-message');
    drawn?.closest('[role=log]')?.parentElement?.querySelector<HTMLElement>('[role=log]')?.focus();
    drawn?.replaceWith(h('div', { class: 'dc-dismissed' }));
  });
  return [line];
}
