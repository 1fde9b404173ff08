import type { Place } from '../protocol.ts';
import { h } from './dom.ts';

/** As many colours as base.css has for faces, and the platforms' styles for names. */
const HUES = 7;

/** Colour of somebody or of a place, by its id: the same everywhere. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

/** Round picture with somebody's first letters; the name itself stands beside it. */
export function avatar(name: string, id: string): HTMLElement {
  return h('span', { class: 'avatar', 'data-hue': hueOf(id), 'aria-hidden': 'true' }, lettersOf(name));
}

/** Round picture of the bot. */
export function botFace(): HTMLElement {
  return h('span', { class: 'avatar bot', 'aria-hidden': 'true' });
}

/** Round picture of a place: the bot's own where one is alone with it. */
export function placeFace({ kind, name, id }: Place): HTMLElement {
  return kind === 'private' ? botFace() : avatar(name, id);
}

function lettersOf(name: string): string {
  const words = name.replace(/^[^\p{L}\p{N}]+/u, '').split(/[\s_-]+/u);
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return /\p{Script=Han}/u.test(letters[0] ?? '') ? (letters[0] ?? '') : letters.join('').toUpperCase();
}
