import type { Item } from '../../protocol.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { authorName, authorOf, kindOf, wordsOf } from '../items.ts';
import type { Skin } from '../skin.ts';
import type { LogDoor } from './log.ts';
import type { View } from './view.ts';

/** A finger that rests this long opens the menu, ms. */
const LONG_PRESS_MS = 500;

/** It may move by so much meanwhile, px. */
const TREMBLE = 10;
/** As much of a message is read out when the focus comes to it, characters. */
const MOST_LABEL = 400;

const focusable = 'button, a[href], summary, input, [tabindex]';

/** One message in the log: what the skin draws, and the way to its menu. */
export class Row {
  readonly element = h('div', { class: 'row', role: 'article', tabindex: -1 });
  private readonly more = h('button', { type: 'button', class: 'round more', 'aria-haspopup': 'menu' }, icon('more'));
  private readonly skin: Skin;
  private items: readonly Item[] = [];
  private drawnFor: readonly unknown[] = [];

  constructor(skin: Skin, menu: LogDoor['menu']) {
    this.skin = skin;
    const { element, more } = this;
    element.append(more);
    more.addEventListener('click', () => menu(this.items, more));
    element.addEventListener('contextmenu', (event) => {
      if ((event.target as Element).closest('a, img')) return;
      event.preventDefault();
      const byPointer = event.clientX > 0 || event.clientY > 0;
      menu(this.items, element, byPointer ? { x: event.clientX, y: event.clientY } : undefined);
    });
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.target !== element) return;
      event.preventDefault();
      menu(this.items, more);
    });
    longPress(element, (at) => menu(this.items, element, at));
  }

  /** @param follows the message before is by the same author, a moment ago */
  update(items: readonly Item[], view: View, follows: boolean): void {
    const [first] = items;
    if (!first) return;
    const { element } = this;
    element.toggleAttribute('data-own', authorOf(first) === view.me.id);
    element.toggleAttribute('data-follows', follows);
    const state = [view.me, view.locale, view.world.people, view.world.places, ...items];
    if (state.length === this.drawnFor.length && state.every((one, index) => one === this.drawnFor[index])) return;
    this.items = items;
    this.drawnFor = state;
    this.more.setAttribute('aria-label', view.t('message.menu'));
    const words = items.map(wordsOf).filter(Boolean).join('\n') || view.t(kindOf(first));
    element.setAttribute('aria-label', `${authorName(first)}: ${words.slice(0, MOST_LABEL)}`);
    this.replace(this.drawn(view));
  }

  /** Draws the message. One that cannot be drawn takes no other with it. */
  private drawn(view: View): HTMLElement {
    try {
      return this.skin.message(this.items, view);
    } catch (error) {
      reportError(error);
      return h('p', {}, view.t('message.undrawn'));
    }
  }

  /** Puts the new drawing in place of the old one. A focus within it stays where it was. */
  private replace(drawing: HTMLElement): void {
    const before = this.element.firstElementChild;
    const old = before === this.more ? undefined : before;
    const at = [...(old?.querySelectorAll(focusable) ?? [])].indexOf(document.activeElement as Element);
    if (old) old.replaceWith(drawing);
    else this.element.prepend(drawing);
    if (at < 0) return;
    const next = [...drawing.querySelectorAll<HTMLElement>(focusable)];
    (next[Math.min(at, next.length - 1)] ?? this.element).focus({ preventScroll: true });
  }
}

function longPress(element: HTMLElement, open: (at: { x: number; y: number }) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  const end = () => clearTimeout(timer);
  element.addEventListener('pointerdown', ({ pointerType, clientX, clientY }) => {
    end();
    from = { x: clientX, y: clientY };
    if (pointerType === 'touch') timer = setTimeout(() => open(from), LONG_PRESS_MS);
  });
  element.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - from.x, clientY - from.y) > TREMBLE) end();
  });
  for (const name of ['pointerup', 'pointercancel', 'contextmenu']) element.addEventListener(name, end);
}
