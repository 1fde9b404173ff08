import type { Sticker } from 'grammy/types';
import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { isCalm } from './pictures.ts';
import type { Scene } from './scene.ts';

/** Draws a sticker; one whose animation no browser plays is shown as its emoji. */
export function drawSticker({ file_id, emoji, is_animated, is_video }: Sticker, { say }: Scene): HTMLElement {
  const label = [say('sticker'), emoji].filter(Boolean).join(' ');
  const src = fileUrl('telegram', file_id);
  if (is_animated) return h('div', { class: 'tg-dice', role: 'img', 'aria-label': label }, emoji ?? '');
  if (is_video) {
    const moving = { class: 'tg-sticker', src, loop: true, autoplay: !isCalm(), playsinline: true };
    const player = h('video', { ...moving, 'aria-label': label });
    player.muted = true;
    return player;
  }
  const image = h('img', { class: 'tg-sticker', src, alt: label });
  image.addEventListener('error', () => image.replaceWith(h('div', { class: 'tg-dice' }, emoji ?? '')), { once: true });
  return image;
}
