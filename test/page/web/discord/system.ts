import { h } from '../dom.ts';
import { hueOf } from './face.ts';
import { type IconName, icon } from './icons.ts';
import { nameOf, type Scene } from './scene.ts';
import { drawStamp } from './stamp.ts';
import type { TextName } from './texts.ts';

/** What Discord itself says in a channel, by the type of the message. */
const kinds: Readonly<Record<number, readonly [TextName, IconName]>> = {
  1: ['added', 'person'],
  2: ['removed', 'person'],
  4: ['renamed', 'thread'],
  6: ['pinned', 'pin'],
  7: ['joined', 'person'],
  18: ['thread', 'thread'],
};

/** Messages that are somebody's words: plain, a reply, an answer to a command, what a thread begins with. */
const spoken: ReadonlySet<number> = new Set([0, 19, 20, 21, 23]);

export function isSystem({ message }: Scene): boolean {
  return !spoken.has(message.type);
}

export function drawSystem(scene: Scene): HTMLElement {
  const { message, say } = scene;
  const [text, sign] = kinds[message.type] ?? (['other', 'person'] as const);
  const words = say(text, { name: '\0', text: message.content });
  const [before = '', after = ''] = words.split('\0');
  return h(
    'div',
    { class: 'dc-message dc-system' },
    icon(sign),
    h(
      'p',
      {},
      before,
      h('span', { class: 'dc-name', 'data-hue': hueOf(message.author) }, nameOf(message.author)),
      after,
      drawStamp(scene),
    ),
  );
}
