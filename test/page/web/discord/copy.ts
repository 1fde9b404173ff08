import { h } from '../dom.ts';
import { icon } from './icons.ts';
import type { Say } from './texts.ts';

/** How long a button says that it has copied, ms. */
const SAID_MS = 1500;

/** Button that copies a text, and says so for a moment. */
export function copyButton(text: string, say: Say): HTMLElement {
  const button = h('button', { type: 'button', class: 'dc-copy', 'aria-label': say('copyCode') }, icon('copy'));
  button.addEventListener('click', async () => {
    // A browser that does not allow it leaves the text to be selected.
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (!copied) return;
    button.setAttribute('aria-label', say('copied'));
    button.replaceChildren(icon('check'));
    setTimeout(() => {
      button.setAttribute('aria-label', say('copyCode'));
      button.replaceChildren(icon('copy'));
    }, SAID_MS);
  });
  return button;
}
