import type { World } from '../../protocol.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Page } from '../page.ts';
import { BotCard } from './bot.ts';
import { Breaks } from './breaks.ts';
import { Calls } from './calls.ts';
import { Steps } from './steps.ts';
import { Tabs } from './tabs.ts';

/** A part of the engineer's side. */
export interface Panel {
  element: HTMLElement;
  update(world: World): void;
  /** Something is on that should not be forgotten. */
  warns?(world: World): boolean;
}

/** The engineer's side: what the bot does, and ways to break it on purpose. */
export class EngineSide extends HTMLElement {
  private parts: readonly Panel[] = [];
  private page!: Page;
  private readonly heading = h('h2');
  private readonly about = h('p', { class: 'engine-about' });

  /** Builds it; once. */
  begin(page: Page, fold: () => void): void {
    this.page = page;
    const button = h('button', { type: 'button', class: 'round', click: fold }, icon('close'));
    const bot = new BotCard(page);
    const tabs = new Tabs(page, {
      steps: new Steps(page),
      calls: new Calls(page, ({ to }) => to !== 'model'),
      model: new Calls(page, ({ to }) => to === 'model'),
      breaks: new Breaks(page),
    });
    this.parts = [bot, tabs];
    this.setAttribute('role', 'region');
    this.setAttribute('aria-labelledby', 'engine-title');
    this.heading.id = 'engine-title';
    this.append(
      h('header', { class: 'engine-head' }, h('div', {}, this.heading, this.about), button),
      h('div', { class: 'engine-body' }, ...this.parts.map(({ element }) => element)),
    );
    page.store.listen(() => {
      button.setAttribute('aria-label', page.t('engine.fold'));
      this.update();
    });
  }

  /** Draws what has changed; nothing while it is folded. */
  update(): void {
    const { world } = this.page.store;
    this.heading.textContent = this.page.t('engine');
    this.about.textContent = this.page.t('engine.about');
    if (world && this.checkVisibility()) for (const part of this.parts) part.update(world);
  }
}

customElements.define('engine-side', EngineSide);
