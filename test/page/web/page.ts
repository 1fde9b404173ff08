import type { Locale } from './choices.ts';
import type { Link } from './link.ts';
import type { Context } from './skin.ts';
import type { Store } from './store.ts';

/** What each part of the page is given. */
export interface Page {
  store: Store;
  link: Link;
  locale(): Locale;
  t: Context['t'];
  /** Shows a sentence that goes by itself. */
  toast(text: string, kind?: 'error'): void;
  /** Shows a sentence that stays until it is closed. */
  alert(text: string): void;
}
