import type { Call, World } from '../../protocol.ts';
import { h } from '../dom.ts';
import type { Page } from '../page.ts';
import type { Panel } from './engine.ts';
import { clock, pretty, seconds } from './format.ts';

/** As many calls are shown; all are kept that the page has. */
const MOST_SHOWN = 120;

/** Calls with their times and bodies, the newest first. */
export class Calls implements Panel {
  private readonly list = h('ol', { class: 'calls' });
  private readonly empty = h('p', { class: 'empty' });
  private readonly page: Page;
  private readonly wanted: (call: Call) => boolean;
  private rows = new Map<string, CallRow>();
  readonly element = h('div', {}, this.empty, this.list);

  constructor(page: Page, wanted: (call: Call) => boolean) {
    this.page = page;
    this.wanted = wanted;
  }

  update(world: World): void {
    const calls = world.calls.filter(this.wanted).slice(-MOST_SHOWN);
    const rows = new Map<string, CallRow>();
    for (const call of calls) {
      const row = this.rows.get(call.id) ?? new CallRow(this.page);
      if (!this.rows.has(call.id)) this.list.prepend(row.element);
      row.update(call);
      rows.set(call.id, row);
    }
    for (const [id, { element }] of this.rows) if (!rows.has(id)) element.remove();
    this.rows = rows;
    this.empty.hidden = calls.length > 0;
    this.empty.textContent = this.page.t('calls.none');
  }
}

/** One call. Its bodies are made when it is opened. */
class CallRow {
  private readonly to = h('span', { class: 'call-to' });
  private readonly what = h('code', { class: 'call-what' });
  private readonly status = h('span', { class: 'call-status' });
  private readonly time = h('span', { class: 'call-time' });
  private readonly bodies = h('div', { class: 'call-bodies' });
  private readonly details = h(
    'details',
    {},
    h('summary', {}, this.to, this.what, this.status, this.time),
    this.bodies,
  );
  readonly element = h('li', { class: 'call' }, this.details);
  private readonly page: Page;
  private call: Call | undefined;
  private locale = '';

  constructor(page: Page) {
    this.page = page;
    this.details.addEventListener('toggle', () => this.open());
  }

  update(call: Call): void {
    const { page } = this;
    if (call === this.call && this.locale === page.locale()) return;
    this.call = call;
    this.locale = page.locale();
    this.element.dataset['to'] = call.to;
    this.element.toggleAttribute('data-failed', call.status !== undefined && call.status >= 400);
    this.element.toggleAttribute('data-lost', call.ms !== undefined && call.status === undefined);
    this.to.textContent = page.t(call.to);
    this.what.textContent = call.what;
    this.status.textContent = call.status === undefined ? (call.ms === undefined ? '…' : '✕') : String(call.status);
    this.time.textContent = call.ms === undefined ? '' : seconds(call.ms);
    this.time.title = clock(call.at);
    this.open();
  }

  private open(): void {
    const { call, page, details, bodies } = this;
    bodies.replaceChildren();
    if (!call || !details.open) return;
    bodies.append(
      h('p', { class: 'call-at' }, clock(call.at)),
      h('h3', {}, page.t('call.request')),
      h('pre', { tabindex: 0 }, pretty(call.request) || '–'),
      h('h3', {}, page.t('call.answer')),
      h('pre', { tabindex: 0 }, pretty(call.answer) || '–'),
    );
  }
}
