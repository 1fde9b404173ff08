import type { Step, World } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Page } from '../page.ts';
import type { Panel } from './engine.ts';
import { clock, seconds } from './format.ts';

const MOST_TURNS = 25;

/** The steps of each turn, in the order of work; the newest turn first. */
export class Steps implements Panel {
  private readonly list = h('ol', { class: 'turns' });
  private readonly empty = h('p', { class: 'empty' });
  private readonly page: Page;
  private drawn: readonly Step[] | undefined;
  private locale = '';
  readonly element = h('div', {}, this.empty, this.list);

  constructor(page: Page) {
    this.page = page;
  }

  update(world: World): void {
    const { steps } = world;
    if (steps === this.drawn && this.locale === this.page.locale()) return;
    this.drawn = steps;
    this.locale = this.page.locale();
    const turns = Map.groupBy(steps, ({ turn }) => turn);
    const newest = [...turns.values()].slice(-MOST_TURNS).reverse();
    this.list.replaceChildren(...newest.map((turn, index) => this.turn(turn, world, index === 0)));
    this.empty.hidden = newest.length > 0;
    this.empty.textContent = this.page.t('steps.none');
  }

  /** @param explained with a sentence for each step */
  private turn(steps: readonly Step[], { places }: World, explained: boolean): HTMLElement {
    const { t } = this.page;
    const began = steps[0]?.at ?? 0;
    const place = places.find(({ id }) => id === steps[0]?.place);
    const tokens = steps.findLast((step) => step.tokens)?.tokens;
    const closed = steps.some(({ what }) => what === 'closed');
    return h(
      'li',
      { class: 'turn', 'data-platform': place?.platform, 'data-open': !closed },
      h('p', { class: 'turn-head' }, h('strong', {}, place?.name ?? ''), h('time', {}, clock(began))),
      h('ol', { class: 'steps' }, ...steps.map((step) => this.step(step, began, explained))),
      tokens && h('p', { class: 'tokens' }, t('tokens', tokens)),
    );
  }

  private step({ what, at }: Step, began: number, explained: boolean): HTMLElement {
    const { t } = this.page;
    return h(
      'li',
      { class: 'step', 'data-what': what },
      h('span', { class: 'step-name' }, t(`step.${what}`)),
      h('span', { class: 'step-time' }, `+${seconds(at - began)}`),
      explained && h('small', {}, t(`step.${what}.about`)),
    );
  }
}
