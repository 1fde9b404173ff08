import { h } from '../dom.ts';
import type { Part } from './view.ts';

/** Sign that the bot writes. It is not read out: the finished answer is. */
export function makeTyping(): Part {
  const words = h('span');
  const dots = h('span', { class: 'dots' }, h('i'), h('i'), h('i'));
  const element = h('p', { class: 'typing', 'aria-hidden': 'true' }, dots, words);
  return {
    element,
    update({ world, place, t }) {
      element.toggleAttribute('data-on', world.typing.includes(place.id));
      const text = t(`typing.${place.platform}`);
      if (words.textContent !== text) words.textContent = text;
    },
  };
}
