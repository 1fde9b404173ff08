import { h } from '../dom.ts';
import type { Scene } from './scene.ts';

/** What was shown once stays so when its message is drawn anew; the page forgets it, as Discord does. */
const shown = new Set<string>();

/** Hides something until it is pressed. */
export function hide(inner: HTMLElement, what: 'text' | 'picture', { say, key }: Scene): HTMLElement {
  const name = key();
  const label = what === 'picture' && h('span', { class: 'dc-spoiler-word', 'aria-hidden': 'true' }, say('spoiler'));
  const element = h('span', { class: `dc-spoiler dc-spoiler-${what}` }, inner, label);
  if (shown.has(name)) {
    element.classList.add('dc-shown');
    return element;
  }
  const cover = { role: 'button', tabindex: '0', 'aria-label': say('showSpoiler') };
  for (const [attribute, value] of Object.entries(cover)) element.setAttribute(attribute, value);
  inner.inert = true;
  const reveal = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    shown.add(name);
    inner.inert = false;
    for (const attribute of Object.keys(cover)) element.removeAttribute(attribute);
    element.classList.add('dc-shown');
    element.removeEventListener('click', reveal);
    element.removeEventListener('keydown', pressed);
  };
  const pressed = (event: KeyboardEvent) => (event.key === 'Enter' || event.key === ' ') && reveal(event);
  element.addEventListener('click', reveal);
  element.addEventListener('keydown', pressed);
  return element;
}
