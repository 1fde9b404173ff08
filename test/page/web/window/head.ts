import { placeFace } from '../avatar.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Part, View } from './view.ts';

/** Line above the messages: where one is, and the way back to the places on a narrow window. */
export function makeHead(back: () => void): Part {
  const button = h('button', { type: 'button', class: 'round back', click: back }, icon('back'));
  const title = h('h2', { class: 'chat-title' });
  const about = h('p', { class: 'chat-about' });
  const face = h('span', { class: 'chat-face' });
  const element = h('header', { class: 'chat-head' }, button, face, h('div', { class: 'chat-words' }, title, about));
  let drawn = '';
  return {
    element,
    update(view) {
      const words = described(view);
      const state = `${view.place.id} ${view.place.name} ${words} ${view.locale}`;
      if (state === drawn) return;
      drawn = state;
      button.setAttribute('aria-label', view.t('places'));
      title.textContent = view.place.name;
      title.dataset['kind'] = view.place.kind;
      about.textContent = words;
      face.replaceChildren(placeFace(view.place));
    },
  };
}

function described({ place, world, t }: View): string {
  if (place.kind === 'private') return t('kind.bot');
  const parent = world.places.find(({ id }) => id === place.parent);
  const count = place.people.length + 1;
  return [parent?.name, t('members', { count })].filter(Boolean).join(' · ');
}
