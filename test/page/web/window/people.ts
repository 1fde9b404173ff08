import type { Person } from '../../protocol.ts';
import { avatar } from '../avatar.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { openMenu } from './menu.ts';
import type { Part, View } from './view.ts';

/** Button that says who the visitor is, with a menu of all whom they may be. */
export function makePeople(choose: (person: Person) => void): Part {
  const words = h('span', { class: 'me-words' });
  const element = h('button', { type: 'button', class: 'me', 'aria-haspopup': 'menu' });
  let now: View | undefined;
  element.addEventListener('click', () => now && openMenu(element, entries(now, choose), { label: now.t('people') }));
  let drawn = '';
  return {
    element,
    update(view) {
      now = view;
      const state = `${view.me.id} ${view.me.name} ${view.locale}`;
      if (state === drawn) return;
      drawn = state;
      words.replaceChildren(h('span', { class: 'me-name' }, view.me.name), h('small', {}, described(view.me, view)));
      const prefix = h('span', { class: 'unseen' }, view.t('you.are'));
      element.replaceChildren(prefix, avatar(view.me.name, view.me.id), words, icon('down'));
    },
  };
}

function entries(view: View, choose: (person: Person) => void) {
  return view.world.people
    .filter(({ platform }) => platform === view.me.platform)
    .map((person) => ({
      label: person.name,
      note: described(person, view),
      picture: avatar(person.name, person.id),
      checked: person.id === view.me.id,
      run: () => choose(person),
    }));
}

function described({ locale, role }: Person, { t, locale: language }: View): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(locale) ?? locale;
  return [name, role && t(`role.${role}`)].filter(Boolean).join(' · ');
}
