import type { Item, Place } from '../../protocol.ts';
import { placeFace } from '../avatar.ts';
import { dateText } from '../dates.ts';
import { h } from '../dom.ts';
import { isVisible, kindOf, timeOf, wordsOf } from '../items.ts';
import type { Part, View } from './view.ts';

/** Longest preview of a message beside its place, characters. */
const PREVIEW = 80;

/** List of the places: chats and topics; servers, channels and threads. */
export function makePlaces(unread: (view: View) => ReadonlyMap<string, number>): Part {
  const list = h('ul', { class: 'places-list' });
  const element = h('nav', { class: 'places-nav' }, list);
  let drawn = '';
  return {
    element,
    update(view) {
      element.setAttribute('aria-label', `${view.t(view.me.platform)}: ${view.t('places')}`);
      const counts = unread(view);
      const last = new Map(view.world.items.map((item) => [item.place, item]));
      const state = JSON.stringify([
        view.me.id,
        view.locale,
        view.place.id,
        view.places.map(({ place }) => [place, counts.get(place.id), preview(view, last.get(place.id))]),
      ]);
      if (state === drawn) return;
      drawn = state;
      const focused = list.contains(document.activeElement);
      list.replaceChildren(
        ...view.places.map(({ place, depth }) => row(view, place, depth, counts, last.get(place.id))),
      );
      if (focused) list.querySelector<HTMLElement>('[aria-current]')?.focus();
    },
  };
}

function row(view: View, place: Place, depth: number, counts: ReadonlyMap<string, number>, last?: Item): HTMLElement {
  const name = h('span', { class: 'place-name' }, place.name);
  const attributes = { class: 'place', 'data-kind': place.kind, 'data-depth': Math.min(depth, 3) };
  if (place.closed) return h('li', { ...attributes, class: 'place closed' }, picture(place), name);
  const count = counts.get(place.id);
  const open = h(
    'button',
    { type: 'button', 'aria-current': place.id === view.place.id && 'true', click: () => view.open(place.id) },
    picture(place),
    h('span', { class: 'place-words' }, name, h('span', { class: 'place-preview' }, preview(view, last))),
    last && h('time', { class: 'place-time' }, clock(last, view.locale)),
    count ? h('span', { class: 'badge', 'aria-label': view.t('unread', { count }) }, String(count)) : undefined,
  );
  return h('li', attributes, open);
}

function picture(place: Place): HTMLElement {
  if (place.platform === 'telegram' && place.kind !== 'topic') return placeFace(place);
  return h('span', { class: 'place-sign', 'aria-hidden': 'true' });
}

function preview({ t, me }: View, item: Item | undefined): string {
  if (!item || !isVisible(item, me)) return '';
  return wordsOf(item).replace(/\s+/g, ' ').slice(0, PREVIEW) || sentKind(item, t);
}

/** What was sent without words; nothing where something only happened, as a topic that was opened. */
function sentKind(item: Item, t: View['t']): string {
  const kind = kindOf(item);
  return kind === 'kind.message' ? '' : t(kind);
}

/** Time of a message, as a clock shows it. */
const clock = (item: Item, locale: string) =>
  dateText(timeOf(item), locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
