import { h } from '../dom.ts';
import { reactionsOf } from '../items.ts';
import type { Scene } from './scene.ts';

/** Emoji under a message; a click reacts with the same. */
export function drawReactions({ item, context, say }: Scene): HTMLElement {
  const chips = reactionsOf(item).map(({ emoji, count }) => {
    const click = () => void context.act({ act: 'react', message: item.id, emoji });
    const label = say('reaction', { emoji, count });
    return h(
      'button',
      { type: 'button', class: 'tg-reaction', 'aria-label': label, click },
      emoji,
      h('span', {}, `${count}`),
    );
  });
  return h('div', { class: 'tg-reactions' }, ...chips);
}
