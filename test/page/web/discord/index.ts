import { h, safeUrl } from '../dom.ts';
import { wordsOf } from '../items.ts';
import type { Skin } from '../skin.ts';

/** Discord's window, in plain words until its looks are there. */
export const discord: Skin = {
  platform: 'discord',
  message: (items) =>
    h(
      'p',
      {},
      ...items.map((item) => (safeUrl(wordsOf(item)) ? h('a', { href: safeUrl(wordsOf(item)) }) : wordsOf(item))),
    ),
  album: () => undefined,
  assist: () => ({ element: h('div'), key: () => false, changed: () => undefined, send: () => false }),
  actions: () => [],
};
