import { h } from '../dom.ts';
import { wordsOf } from '../items.ts';
import { fileUrl, type Skin } from '../skin.ts';

/** Telegram's window, in plain words until its looks are there. */
export const telegram: Skin = {
  platform: 'telegram',
  message: (items) =>
    h(
      'div',
      {},
      ...items.flatMap((item) =>
        item.platform === 'telegram' && item.message.photo
          ? [h('img', { src: fileUrl('telegram', item.message.photo.at(-1)?.file_id ?? ''), alt: '' })]
          : [h('p', {}, wordsOf(item))],
      ),
    ),
  album: () => undefined,
  assist: () => ({ element: h('div'), key: () => false, changed: () => undefined, send: () => false }),
  actions: () => [],
};
