import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { authorName, kindOf, wordsOf } from '../items.ts';
import type { Context } from '../skin.ts';
import type { Draft } from './draft.ts';

/** Bar above the field: which message is answered to, or changed. */
export class About {
  readonly element: HTMLElement;
  private readonly sign = h('span', { class: 'about-sign' });
  private readonly title = h('strong');
  private readonly words = h('span', { class: 'about-words' });
  private readonly close = h('button', { type: 'button', class: 'round' }, icon('close'));

  constructor(leave: () => void) {
    this.close.addEventListener('click', leave);
    const text = h('div', { class: 'about-text' }, this.title, this.words);
    this.element = h('div', { class: 'about', hidden: true }, this.sign, text, this.close);
  }

  show(about: Draft['about'], { t }: Context): void {
    this.element.hidden = about === undefined;
    if (!about) return;
    const { what, item } = about;
    this.sign.replaceChildren(icon(what));
    this.title.textContent = what === 'edit' ? t('editing') : t('replying', { name: authorName(item) });
    this.words.textContent = wordsOf(item).replace(/\s+/g, ' ').slice(0, 120) || t(kindOf(item));
    this.close.setAttribute('aria-label', t('cancel'));
  }
}
