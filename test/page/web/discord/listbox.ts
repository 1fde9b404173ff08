import { h } from '../dom.ts';

/** An entry of a list that helps to write. */
export interface Offer {
  name: string;
  /** Second column, softer. */
  about?: string;
  take(): void;
}

/** Ids of lists, of which a page may have several. */
let lists = 0;

/** A list above a field. The focus stays in the field; the list tells which entry is the active one. */
export class Listbox {
  readonly element: HTMLElement;
  private readonly id: string;
  private readonly head = h('p', { class: 'dc-list-head' });
  private readonly list: HTMLElement;
  private offers: readonly Offer[] = [];
  private field: HTMLElement | undefined;
  private at = -1;

  constructor() {
    lists += 1;
    this.id = `dc-list-${lists}`;
    this.head.id = `${this.id}-head`;
    this.list = h('div', { class: 'dc-offers', role: 'listbox', id: this.id, 'aria-labelledby': this.head.id });
    this.element = h('div', { class: 'dc-list-box', hidden: true }, this.head, this.list);
    // A press must not take the focus out of the field.
    this.element.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  /** Entry that Enter takes; undefined while none is active. */
  get active(): Offer | undefined {
    return this.open ? this.offers[this.at] : undefined;
  }

  /** Shows entries for a field. @param first whether the first one is active at once */
  show(field: HTMLElement, label: string, offers: readonly Offer[], first: boolean): void {
    this.hide();
    if (offers.length === 0) return;
    this.field = field;
    this.offers = offers;
    this.head.textContent = label;
    this.list.replaceChildren(...offers.map((offer, index) => this.draw(offer, index)));
    this.element.hidden = false;
    field.setAttribute('aria-controls', this.id);
    if (field.role === 'combobox') field.setAttribute('aria-expanded', 'true');
    this.activate(first ? 0 : -1);
  }

  hide(): void {
    this.element.hidden = true;
    this.at = -1;
    const { field } = this;
    field?.removeAttribute('aria-activedescendant');
    field?.removeAttribute('aria-controls');
    if (field?.role === 'combobox') field.setAttribute('aria-expanded', 'false');
    this.field = undefined;
  }

  /** Takes a key for the list. @returns whether it was for it */
  key({ key, shiftKey }: KeyboardEvent): boolean {
    if (!this.open) return false;
    const { length } = this.offers;
    if (key === 'ArrowDown') this.activate((this.at + 1) % length);
    else if (key === 'ArrowUp') this.activate(this.at <= 0 ? length - 1 : this.at - 1);
    else if (key === 'Escape') this.hide();
    else if ((key === 'Enter' || (key === 'Tab' && !shiftKey)) && this.active) this.active.take();
    else return false;
    return true;
  }

  private draw({ name, about, take }: Offer, index: number): HTMLElement {
    return h(
      'div',
      { class: 'dc-offer', role: 'option', id: `${this.id}-${index}`, 'aria-selected': 'false', click: take },
      h('span', { class: 'dc-offer-name' }, name),
      about ? h('span', { class: 'dc-soft' }, about) : undefined,
    );
  }

  private activate(index: number): void {
    this.at = index;
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(place === index));
      if (place !== index) continue;
      option.scrollIntoView({ block: 'nearest' });
      this.field?.setAttribute('aria-activedescendant', option.id);
    }
    if (index < 0) this.field?.removeAttribute('aria-activedescendant');
  }
}
