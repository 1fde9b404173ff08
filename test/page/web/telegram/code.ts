import { h } from '../dom.ts';
import { tokensOf } from '../highlight.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';

/** How long a button says that it has copied, ms. */
const SAID_MS = 1500;

/** A block of code with its language above and a button that copies it. */
export function drawCode(inner: readonly Node[], code: string, language: string, scene: Scene): HTMLElement {
  const head = h(
    'div',
    { class: 'tg-code-head' },
    h('span', {}, language || scene.say('code')),
    copyButton(code, scene),
  );
  const words = inner.some((node) => node instanceof Element) ? inner : coloured(code, language);
  return h('div', { class: 'tg-code' }, head, h('pre', {}, h('code', {}, ...words)));
}

function coloured(code: string, language: string): Node[] {
  return tokensOf(code, language).map(({ kind, text }) =>
    kind === 'plain' ? new Text(text) : h('span', { class: `tg-${kind}` }, text),
  );
}

function copyButton(code: string, scene: Scene): HTMLElement {
  const button = h('button', { type: 'button', class: 'tg-copy', 'aria-label': scene.say('copyCode') }, icon('copy'));
  button.addEventListener('click', () => copy(code, button, scene));
  return button;
}

/** Copies a text; the button that did it says so for a moment. */
export function copy(text: string, button: HTMLElement, scene: Scene): void {
  if (button.hasAttribute('data-copied')) return;
  const label = button.getAttribute('aria-label');
  const before = button.querySelector('.tg-icon');
  const done = icon('done');
  const tell = () => {
    button.setAttribute('data-copied', '');
    before?.replaceWith(done);
    button.setAttribute('aria-label', scene.say('copied'));
    setTimeout(restore, SAID_MS);
  };
  const restore = () => {
    button.removeAttribute('data-copied');
    if (before) done.replaceWith(before);
    if (label === null) button.removeAttribute('aria-label');
    else button.setAttribute('aria-label', label);
  };
  // Without the right to the clipboard nothing is said to be copied.
  navigator.clipboard?.writeText(text).then(tell, () => undefined);
}
