import type { World } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Page } from '../page.ts';
import type { Panel } from './engine.ts';

/** Several panels, one at a time. */
export class Tabs implements Panel {
  readonly element = h('section', { class: 'tabs' });
  private readonly list = h('div', { class: 'tab-list', role: 'tablist' });
  private readonly about = h('p', { class: 'note' });
  private readonly tabs: ReadonlyMap<string, { tab: HTMLButtonElement; panel: Panel }>;
  private readonly page: Page;
  private chosen: string;
  private world: World | undefined;

  constructor(page: Page, panels: Readonly<Record<string, Panel>>) {
    this.page = page;
    this.tabs = new Map(Object.entries(panels).map(([name, panel]) => [name, { tab: this.tab(name, panel), panel }]));
    this.chosen = Object.keys(panels)[0] ?? '';
    this.list.append(...[...this.tabs.values()].map(({ tab }) => tab));
    this.list.addEventListener('keydown', (event) => this.move(event));
    this.element.append(this.list, this.about, ...[...this.tabs.values()].map(({ panel }) => panel.element));
  }

  update(world: World): void {
    this.world = world;
    const { t } = this.page;
    this.list.setAttribute('aria-label', t('engine'));
    this.about.textContent = t(`tab.${this.chosen}.about`);
    for (const [name, { tab, panel }] of this.tabs) {
      const on = name === this.chosen;
      const label = t(`tab.${name}`);
      if (tab.textContent !== label) tab.textContent = label;
      tab.toggleAttribute('data-warns', panel.warns?.(world) ?? false);
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      panel.element.hidden = !on;
      if (on) panel.update(world);
    }
  }

  private tab(name: string, panel: Panel): HTMLButtonElement {
    panel.element.id = `panel-${name}`;
    panel.element.role = 'tabpanel';
    panel.element.setAttribute('aria-labelledby', `tab-${name}`);
    panel.element.tabIndex = 0;
    const attributes = { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': panel.element.id };
    return h('button', { ...attributes, click: () => this.choose(name) });
  }

  private choose(name: string): void {
    this.chosen = name;
    if (this.world) this.update(this.world);
  }

  private move({ key }: KeyboardEvent): void {
    const names = [...this.tabs.keys()];
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = names[(names.indexOf(this.chosen) + step + names.length) % names.length];
    if (step === 0 || next === undefined) return;
    this.choose(next);
    this.tabs.get(next)?.tab.focus();
  }
}
