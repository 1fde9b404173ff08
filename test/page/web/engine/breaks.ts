import type { Trouble, World } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Page } from '../page.ts';
import type { Panel } from './engine.ts';

const troubles: readonly Trouble[] = ['limit', 'failure', 'stall', 'reset', 'lost'];

/** Switches that break something on purpose, each with a sentence about what it does. */
export class Breaks implements Panel {
  private readonly switches = new Map(troubles.map((trouble) => [trouble, this.make(trouble)]));
  private readonly page: Page;
  readonly element = h('div', {}, ...[...this.switches.values()].map(({ row }) => row));

  constructor(page: Page) {
    this.page = page;
  }

  warns({ troubles: on }: World): boolean {
    return on.length > 0;
  }

  update(world: World): void {
    const { t } = this.page;
    for (const [trouble, { button, name, about }] of this.switches) {
      name.textContent = t(`break.${trouble}`);
      about.textContent = t(`break.${trouble}.about`);
      button.setAttribute('aria-checked', String(world.troubles.includes(trouble)));
    }
  }

  private make(trouble: Trouble) {
    const name = h('span', { id: `break-${trouble}`, class: 'break-name' });
    const about = h('small', { id: `break-${trouble}-about` });
    const button = h('button', {
      type: 'button',
      role: 'switch',
      class: 'switch',
      'aria-checked': 'false',
      'aria-labelledby': name.id,
      'aria-describedby': about.id,
    });
    button.addEventListener('click', async () => {
      const on = button.getAttribute('aria-checked') !== 'true';
      const { error } = await this.page.link.break({ trouble, on });
      if (error !== undefined) this.page.toast(error, 'error');
    });
    const words = h('div', { class: 'break-words' }, name, about);
    words.addEventListener('click', () => button.click());
    return { name, about, button, row: h('div', { class: 'break' }, words, button) };
  }
}
