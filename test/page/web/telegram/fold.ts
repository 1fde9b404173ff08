import { h } from '../dom.ts';
import { icon } from './icons.ts';
import { type Scene, stateOf } from './scene.ts';

/** Lines of a quote that stay when it is folded. */
const LINES = 3;

/** Tells short quotes from others, whenever their sizes change. All are measured before one is marked: a mark costs a layout. */
const watch = new ResizeObserver((changed) => {
  const measured = changed.map(({ target }) => ({ target, short: isShort(target) }));
  for (const { target, short } of measured) target.toggleAttribute('short', short);
});

function isShort(fold: Element): boolean {
  const words = fold.querySelector('.tg-folded');
  if (!words) return false;
  return words.scrollHeight < (LINES + 0.5) * Number.parseFloat(getComputedStyle(words).lineHeight);
}

/** A quote that is folded until somebody opens it; a short one has nothing to open. */
class Fold extends HTMLElement {
  connectedCallback(): void {
    watch.observe(this);
  }

  disconnectedCallback(): void {
    watch.unobserve(this);
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
