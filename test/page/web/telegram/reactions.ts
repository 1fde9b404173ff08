import { h } from '../dom.ts';
import type { Scene } from './scene.ts';

/** Emoji under a message; a click reacts with the same. */
export function drawReactions({ item, context, say }: Scene): HTMLElement {
  const counts = new Map<string, number>();
  for (const emoji of item.reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  const chips = [...counts].map(([emoji, count]) => {
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
