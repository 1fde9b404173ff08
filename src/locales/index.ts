import i18next, { type i18n } from 'i18next';
import { en, type TextKey } from './en.ts';
import { zhCN } from './zh-CN.ts';

export type { TextKey } from './en.ts';

/** Every language by its BCP 47 tag. A new language is a file beside this one and a line here. */
const languages = { en, 'zh-CN': zhCN } as const;

export type LanguageTag = keyof typeof languages;
export const languageTags = Object.keys(languages) as readonly LanguageTag[];

/** What people read, in one language: a key and its values in, a sentence out. */
export type Texts = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export interface Locales {
  /** Texts in the language nearest to `tag`; in the fallback language when there is none near. */
  texts(tag?: string): Texts;
  /** The nearest language's tag. */
  nearest(tag?: string): LanguageTag;
  /** How long ago, in words: "3 hours ago". */
  ago(ms: number, tag?: string): string;
  /** One key in every language. */
  all(key: TextKey): Record<LanguageTag, string>;
}

/** Loads all languages. `fallback` is a BCP 47 tag; English when nothing is near it. */
export function createLocales(fallback = 'en'): Locales {
  const engine: i18n = i18next.createInstance();
  void engine.init({
    initAsync: false,
    lng: 'en',
    fallbackLng: 'en',
    resources: Object.fromEntries(Object.entries(languages).map(([tag, texts]) => [tag, { texts }])),
    defaultNS: 'texts',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  const byTag = new Map<LanguageTag, Texts>(languageTags.map((tag) => [tag, textsOf(engine, tag)]));
  const last = nearestTo(fallback) ?? 'en';
  const nearest = (tag?: string): LanguageTag => (tag === undefined ? undefined : nearestTo(tag)) ?? last;
  return {
    nearest,
    texts: (tag) => byTag.get(nearest(tag)) ?? textsOf(engine, 'en'),
    ago: (ms, tag) => agoIn(nearest(tag), ms),
    all: (key) =>
      Object.fromEntries(languageTags.map((tag) => [tag, languages[tag][key]])) as Record<LanguageTag, string>,
  };
}

function textsOf(engine: i18n, tag: LanguageTag): Texts {
  const translate = engine.getFixedT(tag);
  return (key, values) => translate(key, values ?? {});
}

/** `zh-Hans-SG` → `zh-CN`, `en-GB` → `en`: the same tag, else the first one of the same primary language. */
function nearestTo(tag: string): LanguageTag | undefined {
  const wanted = tag.toLowerCase();
  const primary = wanted.split(/[-_]/)[0];
  return (
    languageTags.find((known) => known.toLowerCase() === wanted) ??
    languageTags.find((known) => known.toLowerCase().split('-')[0] === primary)
  );
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function agoIn(tag: LanguageTag, ms: number): string {
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  return ms < 2 * HOUR
    ? words.format(-Math.max(1, Math.round(ms / MINUTE)), 'minute')
    : words.format(-Math.round(ms / HOUR), 'hour');
}
