import { h } from '../dom.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';

/** Stands below a text that passes: the button that ends it, where it may be ended. */
export function drawDraft({ item, context, say }: Scene): HTMLElement | undefined {
  if (!item.draft?.stop) return undefined;
  const button = h('button', { type: 'button', class: 'tg-button tg-stop' }, icon('stop'), say('stop'));
  button.addEventListener('click', async () => {
    button.disabled = true;
    const { error } = await context.act({ act: 'stop' });
    button.disabled = error === undefined;
  });
  return h('div', { class: 'tg-keyboard' }, h('div', { class: 'tg-keys' }, button));
}
