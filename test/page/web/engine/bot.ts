import type { World } from '../../protocol.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Page } from '../page.ts';
import type { Panel } from './engine.ts';

/** Whether the bot runs; the button that ends it as `kill -9` does, or starts it; and what to watch for. */
export class BotCard implements Panel {
  private readonly state = h('p', { class: 'bot-state', role: 'status' });
  private readonly note = h('p', { class: 'note' });
  private readonly promise = h('p', { class: 'promise' });
  private readonly button = h('button', { type: 'button' });
  private readonly page: Page;
  private running = true;
  private drawn = '';
  readonly element = h(
    'section',
    { class: 'card bot' },
    h('div', { class: 'bot-line' }, this.state, this.button),
    this.note,
    this.promise,
  );

  constructor(page: Page) {
    this.page = page;
    this.button.addEventListener('click', () => void this.press());
  }

  update({ bot, troubles }: World): void {
    const { t } = this.page;
    const state = JSON.stringify([bot, troubles, this.page.locale()]);
    if (state === this.drawn) return;
    this.drawn = state;
    this.running = bot.running;
    this.element.toggleAttribute('data-dead', !bot.running);
    this.state.textContent = bot.running ? t('bot.runs', { starts: bot.starts }) : t('bot.dead');
    this.button.className = bot.running ? 'danger' : 'primary';
    this.button.replaceChildren(icon(bot.running ? 'kill' : 'play'), t(bot.running ? 'bot.kill' : 'bot.start'));
    this.note.textContent = t(bot.running ? 'bot.kill.about' : 'bot.start.about');
    const [trouble] = troubles;
    this.promise.textContent = t(bot.running ? (trouble ? `watch.${trouble}` : 'watch') : 'watch.dead');
  }

  private async press(): Promise<void> {
    this.button.disabled = true;
    const { error } = await this.page.link.break({ bot: this.running ? 'kill' : 'start' });
    this.button.disabled = false;
    if (error !== undefined) this.page.toast(error, 'error');
  }
}
