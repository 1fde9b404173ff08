import type { Item } from '../../protocol.ts';
import { dateText } from '../dates.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { authorOf, timeOf } from '../items.ts';
import type { Skin } from '../skin.ts';
import { Announcer } from './announcer.ts';
import { Row } from './row.ts';
import { Scroll } from './scroll.ts';
import type { Part, View } from './view.ts';

/** Messages of one author that follow within this time stand together, ms. */
const TOGETHER_MS = 7 * 60_000;

/** Newest messages that are drawn, and as many more whenever somebody reads up to the oldest of them. */
const STRETCH = 100;

/** What the log asks of its window. */
export interface LogDoor {
  /** Opens the menu of what can be done with a message. */
  menu(items: readonly Item[], anchor: HTMLElement, at?: { x: number; y: number }): void;
  /** Shown where nothing was said yet. */
  welcome(view: View): HTMLElement;
}

/** The messages of a place: drawn by the skin, kept, moved and read out here. */
export class Log implements Part {
  readonly element: HTMLElement;
  private readonly list: HTMLElement = h('div', { class: 'log-list', role: 'log', 'aria-live': 'off', tabindex: -1 });
  private readonly jump = h('button', { type: 'button', class: 'round jump' }, icon('down'));
  private readonly announcer = new Announcer();
  private readonly scroll: Scroll;
  private readonly skin: Skin;
  private readonly door: LogDoor;
  private rows = new Map<string, Row>();
  private days = new Map<string, HTMLElement>();
  private drawnFor = '';
  private active: string | undefined;
  /** Older messages that are not drawn. */
  private hidden = 0;
  private view: View | undefined;

  constructor(skin: Skin, door: LogDoor) {
    this.skin = skin;
    this.door = door;
    const port = h('div', { class: 'log-port' }, this.list);
    this.scroll = new Scroll(port, this.list, this.jump, () => this.reachBack());
    this.element = h('div', { class: 'log' }, port, this.jump, this.announcer.element);
    this.list.addEventListener('keydown', (event) => this.move(event));
    this.list.addEventListener('focusin', ({ target }) =>
      this.activate((target as Element).closest<HTMLElement>('.row')),
    );
  }

  update(view: View): void {
    const state = `${view.me.id} ${view.place.id} ${view.locale}`;
    this.view = view;
    if (state !== this.drawnFor) {
      this.drawnFor = state;
      this.rows.clear();
      this.days.clear();
      this.list.replaceChildren();
      this.scroll.toEnd();
      this.announcer.begin(view);
    }
    this.list.setAttribute('aria-label', view.t('log', { place: view.place.name }));
    this.jump.setAttribute('aria-label', view.t('jump'));
    if (view.items.length === 0) this.empty(view);
    else this.draw(view);
    this.scroll.settle();
    this.announcer.update(view);
  }

  /** Moves the focus to the newest message. */
  focus(): void {
    [...this.rows.values()].at(-1)?.element.focus();
  }

  /** Brings a message into sight, and the focus to it; it is drawn for that where it is too old to be there already. */
  show(item: Item): HTMLElement | undefined {
    const { view } = this;
    const at = view?.items.findIndex(({ id }) => id === item.id) ?? -1;
    if (!view || at < 0) return undefined;
    this.scroll.stuck = false;
    if (at < this.hidden) {
      this.hidden = Math.max(0, at - STRETCH / 2);
      this.draw(view);
    }
    const row = this.rows.get(this.keyOf(item))?.element;
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
    return row;
  }

  private empty(view: View): void {
    this.rows.clear();
    this.days.clear();
    if (!this.list.querySelector('.welcome')) this.list.replaceChildren(this.door.welcome(view));
  }

  private draw(view: View): void {
    const { length } = view.items;
    this.hidden = Math.min(this.scroll.stuck ? length : this.hidden, Math.max(0, length - STRETCH));
    const nodes: HTMLElement[] = [];
    const rows = new Map<string, Row>();
    let before: Item | undefined;
    for (const [key, items] of this.groups(view.items.slice(this.hidden))) {
      const [first] = items;
      if (!first) continue;
      const day = dayOf(first, view.locale);
      if (!before || dayOf(before, view.locale) !== day) nodes.push(this.day(day));
      const row = this.rows.get(key) ?? new Row(this.skin, this.door.menu);
      row.update(items, view, before !== undefined && together(before, first));
      rows.set(key, row);
      nodes.push(row.element);
      before = items.at(-1);
    }
    this.rows = rows;
    place(this.list, nodes);
    this.activate(this.active === undefined ? null : (rows.get(this.active)?.element ?? null));
  }

  /** Draws older messages above those that are there, which stay where they are. */
  private reachBack(): void {
    const { view, hidden } = this;
    if (!view || hidden === 0) return;
    this.hidden = Math.max(0, hidden - STRETCH);
    this.scroll.stay(() => this.draw(view));
  }

  /** What stands as one message, by the key it keeps. */
  private groups(items: readonly Item[]): Map<string, Item[]> {
    const groups = new Map<string, Item[]>();
    for (const item of items) {
      const key = this.keyOf(item);
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return groups;
  }

  private keyOf(item: Item): string {
    const album = this.skin.album(item);
    return album === undefined ? item.id : `album ${album}`;
  }

  private day(name: string): HTMLElement {
    const line = this.days.get(name) ?? h('p', { class: 'day' }, h('span', {}, name));
    this.days.set(name, line);
    return line;
  }

  /** One message takes part in the order of Tab; the arrow keys choose which. */
  private activate(row: HTMLElement | null): void {
    const chosen = row ?? [...this.rows.values()].at(-1)?.element;
    for (const [key, { element }] of this.rows) {
      element.tabIndex = element === chosen ? 0 : -1;
      if (element === row) this.active = key;
    }
  }

  private move(event: KeyboardEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    if (!row || event.target !== row) return;
    const rows: HTMLElement[] = [...this.rows.values()].map(({ element }) => element);
    const now = rows.indexOf(row);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: Math.max(0, now - 1),
      ArrowDown: Math.min(rows.length - 1, now + 1),
      Home: 0,
      End: rows.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    rows[next]?.focus();
  }
}

/** Brings the children of a list into an order, and moves none that stands right. */
function place(list: HTMLElement, nodes: readonly HTMLElement[]): void {
  const wanted = new Set<Node>(nodes);
  for (const child of [...list.childNodes]) if (!wanted.has(child)) child.remove();
  let at = list.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else list.insertBefore(node, at);
  }
}

function together(before: Item, item: Item): boolean {
  const near = timeOf(item) - timeOf(before) < TOGETHER_MS;
  return near && authorOf(before) === authorOf(item) && before.alone === item.alone;
}

const dayOf = (item: Item, locale: string) => dateText(timeOf(item), locale, { dateStyle: 'long' });
