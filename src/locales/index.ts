import i18next, { type i18n } from 'i18next';
import { LruCache } from '../util/lru.ts';
import { texts as english } from './en/index.ts';
import { findLanguages, type LanguageFile, type TextKey } from './languages.ts';

export type { TextKey } from './languages.ts';

/** Languages that have a folder beside this file. To add a language, add its folder. */
const found = await findLanguages(new URL('.//', import.meta.url));

/** BCP 47 tags of all languages, English first. */
export const languageTags: readonly string[] = found.map(({ tag }) => tag);

/** Function from a key and its values to a sentence in one language. */
export type Texts = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export interface Locales {
  /**
   * Texts in the language nearest to `tag`, else in the fallback language.
   * `surface` is the platform that shows them: some keys have a text of their own for one (see en/index.ts).
   */
  texts(tag?: string, surface?: string): Texts;
  /** Tag of the nearest language. */
  nearest(tag?: string): string;
  /** Duration in words, such as "3 hours ago". */
  ago(ms: number, tag?: string): string;
  /** Text of one key in every language, by tag; `surface` as for `texts`. */
  all(key: TextKey, surface?: string): Record<string, string>;
}

/** Loads the texts. `fallback` is a BCP 47 tag; English when no language is near it. `languages`: all when absent. */
export function createLocales(fallback = 'en', languages: readonly LanguageFile[] = found): Locales {
  const engine: i18n = i18next.createInstance();
  void engine.init({
    initAsync: false,
    lng: 'en',
    fallbackLng: 'en',
    resources: Object.fromEntries(languages.map(({ tag, texts }) => [tag, { texts }])),
    defaultNS: 'texts',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  const tags = languages.map(({ tag }) => tag);
  const last = nearestTo(fallback, tags) ?? 'en';
  /** Cache by language and surface. Both are few. */
  const made = new Map<string, Texts>();
  /** Cache by what clients say, which could be anything. */
  const nearby = new LruCache<string>(200);
  const nearest = (tag?: string): string => {
    if (tag === undefined) return last;
    const known = nearby.get(tag);
    if (known !== undefined) return known;
    const found = nearestTo(tag, tags) ?? last;
    if (tag.length <= MOST_TAG) nearby.set(tag, found);
    return found;
  };
  return {
    nearest,
    texts(tag, surface) {
      const language = nearest(tag);
      const name = `${language} ${surface}`;
      const known = made.get(name) ?? textsOf(engine, language, surface);
      made.set(name, known);
      return known;
    },
    ago: (ms, tag) => agoIn(nearest(tag), ms),
    // Read without i18next, which would delay the start: these texts have no values.
    all: (key, surface) =>
      Object.fromEntries(
        languages.map(({ tag, texts }) => [
          tag,
          plainText(texts, key, surface) ?? plainText(english, key, surface) ?? '',
        ]),
      ),
  };
}

function plainText(
  texts: Readonly<Record<string, string | undefined>>,
  key: TextKey,
  surface: string | undefined,
): string | undefined {
  return texts[`${key}_${surface}`] ?? texts[key];
}

function textsOf(engine: i18n, tag: string, surface?: string): Texts {
  const translate = engine.getFixedT(tag);
  const context = surface === undefined ? {} : { context: surface };
  /** Sentences without values: i18next takes 20 µs for each, and every answer's buttons have some. */
  const fixed = new Map<TextKey, string>();
  return (key, values) => {
    if (values) return translate(key, { ...values, ...context });
    const sentence = fixed.get(key) ?? translate(key, context);
    fixed.set(key, sentence);
    return sentence;
  };
}

/**
 * Finds the same tag, else one of the same language and script, else one of the same language. So `zh-HK` and `zh-hant`
 * become `zh-TW`, `zh` and `zh-SG` become `zh-CN`.
 */
function nearestTo(tag: string, tags: readonly string[]): string | undefined {
  const wanted = tag.toLowerCase().replaceAll('_', '-');
  const same = tags.find((known) => known.toLowerCase() === wanted);
  if (same !== undefined) return same;
  const near = tags.filter((known) => known.toLowerCase().split('-')[0] === wanted.split('-')[0]);
  return near.find((known) => scriptOf(known) === scriptOf(wanted)) ?? near[0];
}

/** Script that a language is written in, where nothing else is said; undefined for what is no tag. */
function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return undefined;
  }
}

/** Longest tag that is remembered, in UTF-16 units. */
const MOST_TAG = 50;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function agoIn(tag: string, ms: number): string {
  // Some languages have a word for "now".
  if (ms < MINUTE / 2) return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(0, 'second');
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  return ms < 2 * HOUR
    ? words.format(-Math.max(1, Math.round(ms / MINUTE)), 'minute')
    : words.format(-Math.round(ms / HOUR), 'hour');
}
