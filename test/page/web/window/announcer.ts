import type { Item } from '../../protocol.ts';
import { h } from '../dom.ts';
import { authorName, authorOf, isDraft, isVisible, kindOf, wordsOf } from '../items.ts';
import type { View } from './view.ts';

/** An answer that has not changed for this long is finished, ms. */
const CALM_MS = 1500;
/** Most of a message that is read out at once; all of it can be read in the log, characters. */
const MOST = 600;

/** Reads out what others have written, once it is finished: never each step of an answer that grows. */
export class Announcer {
  readonly element = h('p', { class: 'unseen', 'aria-live': 'polite' });
  private known = new Map<string, Item>();
  private readonly waiting = new Map<string, Item>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private view: View | undefined;

  /** Another place: what stands there is not news. */
  begin(view: View): void {
    this.waiting.clear();
    this.known = new Map(view.items.map((item) => [item.id, item]));
  }

  update(view: View): void {
    this.view = view;
    for (const item of view.items) {
      if (this.known.get(item.id) === item) continue;
      if (authorOf(item) !== view.me.id && isVisible(item, view.me)) this.waiting.set(item.id, item);
    }
    if (view.items.some((item) => this.known.get(item.id) !== item)) this.rest();
    this.known = new Map(view.items.map((item) => [item.id, item]));
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(), CALM_MS);
  }

  private say(): void {
    const { view } = this;
    if (!view) return;
    if (view.world.typing.includes(view.place.id)) {
      this.rest();
      return;
    }
    const there = [...this.waiting.values()].filter(({ id }) => this.known.has(id));
    this.waiting.clear();
    const finished = there.filter((item) => !isDraft(item));
    this.element.textContent = finished
      .map((item) => `${authorName(item)}: ${(wordsOf(item) || view.t(kindOf(item))).slice(0, MOST)}`)
      .join('\n');
  }
}
