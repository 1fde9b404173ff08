import { placeFace } from '../avatar.ts';
import { h } from '../dom.ts';
import { tries } from '../texts/tries.ts';
import type { View } from './view.ts';

/** What a chat shows before anything is said: what can be tried, in the person's own language. */
export function makeWelcome({ place, me, t }: View, write: (text: string) => void): HTMLElement {
  const kind = place.kind === 'private' ? 'private' : 'group';
  const chips = tries(place.platform, kind, me.locale).map((text) =>
    h('button', { type: 'button', class: 'try', lang: me.locale, click: () => write(text) }, text),
  );
  const about = me.role === 'stranger' ? 'stranger' : kind;
  return h(
    'div',
    { class: 'welcome' },
    placeFace(place),
    h('h3', {}, t(place.closed ? 'welcome.closed' : `welcome.${kind}`)),
    h('p', {}, t(place.closed ? 'welcome.closed.about' : `welcome.about.${about}`)),
    !place.closed && h('div', { class: 'tries' }, ...chips),
  );
}
