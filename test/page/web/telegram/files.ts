import { h } from '../dom.ts';
import { fileUrl } from '../skin.ts';
import { icon } from './icons.ts';
import type { Scene } from './scene.ts';
import { sizeText } from './sizes.ts';

/** Draws a file: what kind it is, its name and size, and how to have it. */
export function drawFile({ message: { document: file }, say }: Scene): HTMLElement | undefined {
  if (!file) return undefined;
  const name = file.file_name ?? say('file');
  const kind = /\.(\w{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const size = file.file_size === undefined ? '' : sizeText(file.file_size);
  const label = say('download', { name });
  const link = {
    class: 'tg-file',
    href: fileUrl('telegram', file.file_id),
    download: name,
    'aria-label': `${label}, ${size}`,
  };
  const face = h(
    'span',
    { class: 'tg-file-face', 'data-kind': kindOf(kind) },
    kind ? h('span', {}, kind) : icon('file'),
    icon('down'),
  );
  const words = h('span', { class: 'tg-file-words' }, h('span', { class: 'tg-file-name' }, name), h('small', {}, size));
  return h('a', link, face, words);
}

/** Telegram gives each kind of file a colour. */
function kindOf(ending: string): string {
  if (/^(?:pdf|pptx?|html?)$/.test(ending)) return 'red';
  if (/^(?:xlsx?|csv|ods|json)$/.test(ending)) return 'green';
  return /^(?:zip|rar|7z|t?gz|tar)$/.test(ending) ? 'yellow' : 'blue';
}
