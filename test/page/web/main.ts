import { choose, chosen, type Locale, localeOf } from './choices.ts';
import { discord } from './discord/index.ts';
import { Frame } from './frame.ts';
import { openLink } from './link.ts';
import type { Page } from './page.ts';
import { Store } from './store.ts';
import { telegram } from './telegram/index.ts';
import { translator } from './texts.ts';
import { makeToasts, openAlert } from './window/toasts.ts';

/** Puts the page together. */

let locale: Locale = chosen('locale', localeOf(navigator.languages));
const t: Page['t'] = (name, values) => translator(locale)(name, values);
const store = new Store();
const toasts = makeToasts();
const page: Page = {
  store,
  link: openLink(
    () => store.world?.key ?? '',
    () => t('line.unreached'),
  ),
  locale: () => locale,
  t,
  toast: toasts.show,
  alert: (text) => openAlert(text, t),
};

function speak(): void {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
  store.redraw();
}

function setLocale(wanted: Locale): void {
  locale = wanted;
  choose('locale', wanted);
  speak();
}

const frame = new Frame(page, [telegram, discord], setLocale);
document.body.append(...frame.elements(), toasts.element);
speak();
store.open('/events');
