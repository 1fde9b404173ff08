import { choose, chosen, type Theme } from './choices.ts';
import { h } from './dom.ts';
import { EngineSide } from './engine/engine.ts';
import { type IconName, icon } from './icons.ts';
import type { Page } from './page.ts';
import type { Skin } from './skin.ts';
import { openMenu } from './window/menu.ts';
import { ChatWindow } from './window/window.ts';

const themes = { system: 'system', light: 'sun', dark: 'moon' } as const satisfies Record<Theme, IconName>;
/** Windows on a phone, by the names of their texts. */
const names = { telegram: 'telegram', discord: 'discord', engine: 'engine.short' } as const;
type Tab = keyof typeof names;

/** What surrounds the windows: the bar at the top, the choice of window on a phone, the engineer's side. */
export class Frame {
  private readonly page: Page;
  private readonly setLocale: (locale: 'en' | 'zh') => void;
  private readonly windows: readonly ChatWindow[];
  private readonly engine = new EngineSide();
  private readonly broken = h('p', { class: 'broken-line', role: 'status', hidden: true });
  private readonly state = h('p', { class: 'top-state' });
  private readonly language = h('button', { type: 'button', class: 'round', 'aria-haspopup': 'menu' }, icon('globe'));
  private readonly look = h('button', { type: 'button', class: 'round', 'aria-haspopup': 'menu' });
  private readonly toggle = h('button', { type: 'button', class: 'engine-toggle' });
  private readonly tabs = Object.keys(names).map((name) => h('button', { type: 'button', 'data-tab': name }));
  private readonly nav: HTMLElement;

  constructor(page: Page, skins: readonly Skin[], setLocale: (locale: 'en' | 'zh') => void) {
    this.page = page;
    this.setLocale = setLocale;
    this.windows = skins.map((skin) => {
      const window = new ChatWindow();
      window.begin(skin, page);
      return window;
    });
    this.engine.begin(page, () => this.fold());
    this.nav = h('nav', { class: 'tab-bar' }, ...this.tabs);
    this.show('telegram');
    this.setTheme(chosen('theme', 'system'));
    document.documentElement.dataset['engine'] = chosen('engine', innerWidth >= 1200 ? 'open' : 'folded');
    this.listen();
  }

  /** All there is, for the body of the page. */
  elements(): readonly HTMLElement[] {
    const brand = h('h1', {}, h('span', { class: 'mark', 'aria-hidden': 'true' }), 'Parley');
    const buttons = h('div', { class: 'top-buttons' }, this.language, this.look, this.toggle);
    return [
      h('header', { class: 'top' }, brand, this.state, buttons),
      this.broken,
      h('main', { class: 'stage' }, ...this.windows, this.engine),
      this.nav,
    ];
  }

  update(): void {
    const { t, store } = this.page;
    const { world, connected } = store;
    this.broken.hidden = connected || !world;
    this.broken.textContent = t('line.broken');
    this.state.textContent = world
      ? t(world.bot.running ? (world.bot.real ? 'top.real' : 'top.standin') : 'top.dead')
      : t('top.loading');
    this.state.toggleAttribute('data-dead', world?.bot.running === false);
    this.language.setAttribute('aria-label', t('language'));
    this.look.setAttribute('aria-label', t('theme'));
    this.toggle.replaceChildren(icon('engine'), h('span', {}, t('engine')));
    this.toggle.setAttribute('aria-expanded', String(document.documentElement.dataset['engine'] === 'open'));
    this.nav.setAttribute('aria-label', t('windows'));
    for (const tab of this.tabs) tab.textContent = t(names[tab.dataset['tab'] as Tab] ?? '');
  }

  private listen(): void {
    const { page, language, look } = this;
    for (const tab of this.tabs) tab.addEventListener('click', () => this.show(tab.dataset['tab'] ?? 'telegram'));
    this.toggle.addEventListener('click', () => this.fold());
    this.engine.addEventListener('keydown', ({ key }) => key === 'Escape' && this.fold());
    language.addEventListener('click', () => openMenu(language, this.languages(), { label: page.t('language') }));
    look.addEventListener('click', () => openMenu(look, this.themes(), { label: page.t('theme') }));
    page.store.listen(() => this.update());
  }

  private languages() {
    const locale = this.page.locale();
    return (['en', 'zh'] as const).map((tag) => ({
      label: tag === 'en' ? 'English' : '中文',
      checked: tag === locale,
      run: () => this.setLocale(tag),
    }));
  }

  private themes() {
    const now = chosen('theme', 'system');
    return (['system', 'light', 'dark'] as const).map((theme) => ({
      label: this.page.t(`theme.${theme}`),
      icon: themes[theme],
      checked: theme === now,
      run: () => this.setTheme(theme),
    }));
  }

  private setTheme(theme: Theme): void {
    choose('theme', theme);
    document.documentElement.dataset['theme'] = theme;
    this.look.replaceChildren(icon(themes[theme]));
  }

  private fold(): void {
    const { dataset } = document.documentElement;
    const open = dataset['engine'] !== 'open';
    dataset['engine'] = open ? 'open' : 'folded';
    choose('engine', open ? 'open' : 'folded');
    if (!open && dataset['tab'] === 'engine') this.show('telegram');
    this.engine.update();
    this.update();
    this.toggle.focus();
  }

  /** On a phone, one window at a time. */
  private show(name: string): void {
    document.documentElement.dataset['tab'] = name;
    for (const tab of this.tabs) tab.setAttribute('aria-current', String(tab.dataset['tab'] === name));
    this.engine.update();
  }
}
