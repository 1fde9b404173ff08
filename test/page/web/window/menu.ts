import { h } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';

/** An entry of a menu. */
export interface Entry {
  label: string;
  icon?: IconName;
  /** Picture in place of an icon. */
  picture?: HTMLElement;
  /** Second line, smaller. */
  note?: string;
  /** It is the one that is chosen; absent where nothing is. */
  checked?: boolean;
  /** It takes something away. */
  danger?: boolean;
  run(): void;
}

interface MenuOptions {
  /** Name for a screen reader. */
  label: string;
  /** Short entries in one line at the top, such as emoji. */
  quick?: readonly Entry[];
  /** Point on the screen; at the anchor when absent. */
  at?: { x: number; y: number };
}

/** Opens a menu beside an element, to which the focus returns. Escape and a click elsewhere close it. */
export function openMenu(anchor: HTMLElement, entries: readonly Entry[], options: MenuOptions): void {
  const menu = h('div', { class: 'menu', role: 'menu', popover: 'auto', 'aria-label': options.label });
  const close = () => menu.hidePopover();
  const make = (entry: Entry, quick: boolean) => button(entry, quick, close);
  if (options.quick?.length)
    menu.append(h('div', { class: 'menu-quick', role: 'none' }, ...options.quick.map((entry) => make(entry, true))));
  menu.append(...entries.map((entry) => make(entry, false)));
  menu.addEventListener('keydown', (event) => move(menu, event));
  menu.addEventListener('toggle', (event) => {
    if ((event as ToggleEvent).newState !== 'closed') return;
    const inside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    anchor.removeAttribute('aria-expanded');
    if (inside) anchor.focus({ preventScroll: true });
  });
  document.body.append(menu);
  menu.showPopover();
  anchor.setAttribute('aria-expanded', 'true');
  put(menu, options.at ?? beside(anchor));
  const items = itemsOf(menu);
  (items.find((item) => item.getAttribute('aria-checked') === 'true') ?? items[0])?.focus();
}

function button(entry: Entry, quick: boolean, close: () => void): HTMLElement {
  const { label, note, picture, checked } = entry;
  const run = () => {
    close();
    entry.run();
  };
  const properties = {
    type: 'button',
    role: checked === undefined ? 'menuitem' : 'menuitemradio',
    'aria-checked': checked === undefined ? undefined : String(checked),
    class: entry.danger ? 'menu-item danger' : 'menu-item',
    tabindex: -1,
    click: run,
  };
  if (quick) return h('button', properties, label);
  const words = h('span', { class: 'menu-words' }, h('span', {}, label), note ? h('small', {}, note) : undefined);
  return h(
    'button',
    properties,
    picture ?? (entry.icon && icon(entry.icon)),
    words,
    checked ? icon('check') : undefined,
  );
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];

function move(menu: HTMLElement, event: KeyboardEvent): void {
  const items = itemsOf(menu);
  const now = items.indexOf(document.activeElement as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: now + 1,
    ArrowRight: now + 1,
    ArrowUp: now - 1 + items.length,
    ArrowLeft: now - 1 + items.length,
    Home: 0,
    End: items.length - 1,
  };
  const next = steps[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  items[next % items.length]?.focus();
}

function beside(anchor: HTMLElement): { x: number; y: number } {
  const { left, bottom } = anchor.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}

/** Space between a menu and the edge of the screen, px. */
const EDGE = 8;

function put(menu: HTMLElement, { x, y }: { x: number; y: number }): void {
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(EDGE, Math.min(x, innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(y, innerHeight - height - EDGE))}px`;
}
