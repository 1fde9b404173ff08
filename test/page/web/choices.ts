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
