import { h } from '../dom.ts';
import { icon } from './icons.ts';
import { type Scene, stateOf } from './scene.ts';

/** Lines of a quote that stay when it is folded. */
const LINES = 3;

/** A quote that is folded until somebody opens it; a short one has nothing to open. */
class Fold extends HTMLElement {
  readonly #watch = new ResizeObserver(() => this.#measure());

  connectedCallback(): void {
    this.#watch.observe(this);
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
  }

  #measure(): void {
    const words = this.querySelector('.tg-folded');
    if (!words) return;
    const line = Number.parseFloat(getComputedStyle(words).lineHeight);
    this.toggleAttribute('short', words.scrollHeight < (LINES + 0.5) * line);
  }
}

customElements.define('telegram-fold', Fold);

export function drawFold(inner: readonly Node[], scene: Scene, name: string): HTMLElement {
  const opened = stateOf(scene, name);
  const words = h('div', { class: 'tg-folded' }, ...inner);
  const button = h('button', { type: 'button', class: 'tg-unfold' }, icon('fold'));
  const show = () => {
    words.classList.toggle('tg-open', opened.on);
    button.setAttribute('aria-expanded', String(opened.on));
    button.setAttribute('aria-label', scene.say(opened.on ? 'fold' : 'unfold'));
  };
  button.addEventListener('click', () => {
    opened.set(!opened.on);
    show();
  });
  show();
  const fold = document.createElement('telegram-fold');
  fold.append(words, button);
  return h('blockquote', { class: 'tg-quote' }, fold);
}
