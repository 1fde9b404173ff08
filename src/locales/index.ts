import i18next, { type i18n } from 'i18next';
import { texts as english, type TextKey } from './en.ts';
import { findLanguages, type LanguageFile } from './languages.ts';

export type { TextKey } from './en.ts';

/** Every language there is a file for. A new one is a file beside this one, and nothing else. */
const found = await findLanguages(new URL('.//', import.meta.url));

/** Their BCP 47 tags, English first. */
export const languageTags: readonly string[] = found.map(({ tag }) => tag);

/** What people read, in one language: a key and its values in, a sentence out. */
export type Texts = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export interface Locales {
  /**
   * Texts in the language nearest to `tag`; in the fallback language when there is none near. `surface`: where they will be
   * read; what one does there may have words of its own (see en.ts).
   */
  texts(tag?: string, surface?: string): Texts;
  /** The nearest language's tag. */
  nearest(tag?: string): string;
  /** How long ago, in words: "3 hours ago". */
  ago(ms: number, tag?: string): string;
  /** One key in every language, as `surface` has it. */
  all(key: TextKey, surface?: string): Record<string, string>;
}

/** `fallback` is a BCP 47 tag; English when nothing is near it. `languages` are all there are when absent. */
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
  /** By language and surface: there are few of both. */
  const made = new Map<string, Texts>();
  const nearest = (tag?: string): string => (tag === undefined ? undefined : nearestTo(tag, tags)) ?? last;
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
    // Without the engine, which a start would wait for: these texts have no values in them.
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
  return (key, values) => translate(key, { ...values, ...context });
}

/** `zh-Hans-SG` → `zh-CN`, `en-GB` → `en`: the same tag, else the first one of the same primary language. */
function nearestTo(tag: string, tags: readonly string[]): string | undefined {
  const wanted = tag.toLowerCase();
  const primary = wanted.split(/[-_]/)[0];
  return (
    tags.find((known) => known.toLowerCase() === wanted) ??
    tags.find((known) => known.toLowerCase().split('-')[0] === primary)
  );
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function agoIn(tag: string, ms: number): string {
  // "now", where a language has a word for it.
  if (ms < MINUTE / 2) return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(0, 'second');
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'always' });
  return ms < 2 * HOUR
    ? words.format(-Math.max(1, Math.round(ms / MINUTE)), 'minute')
    : words.format(-Math.round(ms / HOUR), 'hour');
}
