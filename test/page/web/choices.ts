/** What the visitor has chosen of the page itself, kept in this browser. */

export type Locale = 'en' | 'zh';
export type Theme = 'system' | 'light' | 'dark';

interface Choices {
  locale: Locale;
  theme: Theme;
  engine: 'open' | 'folded';
}

const allowed: { readonly [K in keyof Choices]: readonly Choices[K][] } = {
  locale: ['en', 'zh'],
  theme: ['system', 'light', 'dark'],
  engine: ['open', 'folded'],
};

/** Browsers that keep nothing for this page are fine: it begins anew each time. */
function kept(name: string): string | null {
  try {
    return localStorage.getItem(`parley.${name}`);
  } catch {
    return null;
  }
}

export function chosen<K extends keyof Choices>(name: K, otherwise: Choices[K]): Choices[K] {
  const value = kept(name);
  return allowed[name].find((one) => one === value) ?? otherwise;
}

export function choose<K extends keyof Choices>(name: K, value: Choices[K]): void {
  try {
    localStorage.setItem(`parley.${name}`, value);
  } catch {
    // It holds for as long as the page is open.
  }
}

/** Language that the browser asks for, of those the page speaks. */
export function localeOf(languages: readonly string[]): Locale {
  const known = languages.map((tag) => tag.split('-')[0]).find((tag) => tag === 'zh' || tag === 'en');
  return known === 'zh' ? 'zh' : 'en';
}

/** Where a tab was before it was loaded anew: who somebody was in a window, and the place that was open. */
export interface Seat {
  me: string;
  place: string;
}

export function lastSeat(window: string): Seat | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(`parley.${window}`) ?? 'null') as Partial<Seat> | null;
    return typeof kept?.me === 'string' && typeof kept.place === 'string' ? (kept as Seat) : undefined;
  } catch {
    return undefined;
  }
}

export function keepSeat(window: string, seat: Seat): void {
  try {
    sessionStorage.setItem(`parley.${window}`, JSON.stringify(seat));
  } catch {
    // The page begins anew when it is loaded anew.
  }
}
