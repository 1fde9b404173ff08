import type { Message } from 'grammy/types';
import type { Item } from '../../protocol.ts';
import { avatar, botFace, hueOf } from '../avatar.ts';
import { h } from '../dom.ts';
import type { Context } from '../skin.ts';
import { type Content, drawContent } from './content.ts';
import { drawDraft } from './draft.ts';
import { drawFoot } from './foot.ts';
import { drawAbove } from './heading.ts';
import { drawKeyboard } from './keyboard.ts';
import { authorOf, isOwn } from './names.ts';
import { drawReactions } from './reactions.ts';
import { type Scene, sceneOf } from './scene.ts';
import { serviceText } from './service.ts';
import { drawWords } from './words.ts';

/** Draws one message, or an album as one. */
export function drawMessage(items: readonly Item[], context: Context): HTMLElement {
  const scenes = items.flatMap((item) => (item.platform === 'telegram' ? [sceneOf(item, context)] : []));
  const [scene] = scenes;
  if (!scene) return h('div');
  const service = serviceText(scene);
  if (service) return h('p', { class: 'tg-service' }, h('span', {}, service));
  const { message, item } = scene;
  const author = authorOf(message);
  const own = isOwn(message, context.me);
  const id = `telegram:${author.id}`;
  const grouped = message.chat.type !== 'private' && !own;
  const under = item.draft ? drawDraft(scene) : drawKeyboard(scene);
  const bubble = drawBubble(scene, scenes, grouped);
  if (grouped) bubble.append(h('span', { class: 'tg-face' }, item.mine ? botFace() : avatar(author.name, id)));
  const look = ['tg-message', own && 'tg-own', grouped && 'tg-grouped'].filter(Boolean).join(' ');
  return h('div', { class: look, 'data-hue': hueOf(id) }, h('div', { class: 'tg-stack' }, bubble, under));
}

function drawBubble(scene: Scene, scenes: readonly Scene[], named: boolean): HTMLElement {
  const content = drawContent(scenes);
  const words = drawText(captionOf(scenes));
  const foot = drawFoot(scene);
  const above = drawAbove(scene, named);
  const { reactions } = scene.item;
  const below = reactions.length > 0 ? drawReactions(scene) : undefined;
  const captionFirst = content !== undefined && scene.message.show_caption_above_media === true;
  const body = captionFirst ? [words, content.element] : [content?.element, words];
  const last = below ?? (captionFirst ? undefined : words);
  last?.append(foot);
  const free = last === undefined;
  return h('div', { class: bubbleClass(content, scene, words, free) }, ...above, ...body, below, free && foot);
}

function bubbleClass(
  content: Content | undefined,
  scene: Scene,
  words: HTMLElement | undefined,
  free: boolean,
): string {
  const bare = content?.form === 'bare' && !words;
  const names = [
    'tg-bubble',
    bare && 'tg-bare',
    content?.form === 'picture' && 'tg-pictured',
    free && content?.form !== 'plain' && 'tg-over',
    scene.item.draft && 'tg-draft',
    scene.item.alone !== undefined && 'tg-alone',
    content === undefined && isJumbo(scene.message) && 'tg-jumbo',
  ];
  return names.filter(Boolean).join(' ');
}

/** The message whose words stand under an album: the only one that has any, as in Telegram. */
function captionOf(scenes: readonly Scene[]): Scene | undefined {
  const [first] = scenes;
  if (scenes.length < 2) return first;
  const worded = scenes.filter(({ message }) => message.caption);
  return worded.length === 1 && first?.message.photo ? worded[0] : undefined;
}

function drawText(scene: Scene | undefined): HTMLElement | undefined {
  if (!scene) return undefined;
  const { message, item } = scene;
  const text = message.text ?? message.caption ?? '';
  if (item.draft && text === '')
    return h('div', { class: 'tg-words tg-thinking' }, h('span', {}, scene.say('thinking')));
  if (text === '') return undefined;
  const words = drawWords(text, message.entities ?? message.caption_entities, scene);
  return h('div', { class: 'tg-words' }, ...words);
}

const jumbo = /^\p{RGI_Emoji}{1,3}$/v;

/** Up to three emoji alone are shown large and without a bubble. */
function isJumbo({ text = '', entities = [] }: Message): boolean {
  return text.length < 60 && entities.every(({ type }) => type === 'custom_emoji') && jumbo.test(text);
}
