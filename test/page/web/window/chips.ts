import type { SentFile } from '../../protocol.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Context } from '../skin.ts';

/** Files that wait to be sent. */
export class Chips {
  readonly element = h('ul', { class: 'chips', hidden: true });
  private shown: readonly SentFile[] = [];
  private readonly changed: (files: readonly SentFile[]) => void;

  constructor(changed: (files: readonly SentFile[]) => void) {
    this.changed = changed;
  }

  show(files: readonly SentFile[], context: Context): void {
    if (files === this.shown) return;
    this.shown = files;
    this.element.hidden = files.length === 0;
    this.element.setAttribute('aria-label', context.t('files'));
    this.element.replaceChildren(...files.map((file) => this.chip(file, context)));
  }

  private chip(file: SentFile, { t }: Context): HTMLElement {
    const remove = () => this.changed(this.shown.filter((other) => other !== file));
    const label = t('files.remove', { name: file.name });
    const picture = file.kind === 'picture' && h('img', { src: `data:${file.mime};base64,${file.data}`, alt: '' });
    return h(
      'li',
      { class: 'chip' },
      picture || icon('attach'),
      h('span', { class: 'chip-name' }, file.name),
      h('button', { type: 'button', class: 'round', 'aria-label': label, click: remove }, icon('close')),
    );
  }
}
