import { Locale } from 'discord.js';

/** Our texts by language as Discord's clients ask for them. */

const tags: readonly string[] = Object.values(Locale);

/**
 * Texts by Discord's own tags, without English, which is the default; null when there are none. A tag Discord does not
 * have (`es`) stands for all of that language (`es-ES`, `es-419`).
 */
export function localizations(texts: Readonly<Record<string, string>>, most: number): Record<string, string> | null {
  const found = Object.entries(texts).flatMap(([tag, text]) => {
    const shown = tags.includes(tag) ? [tag] : tags.filter((known) => primary(known) === tag && !(known in texts));
    return tag === 'en' ? [] : shown.map((each) => [each, cut(text, most)]);
  });
  return found.length > 0 ? Object.fromEntries(found) : null;
}

/** The text for a client's language: its own tag, else its language, else English. */
export function inLanguage(texts: Readonly<Record<string, string>> = {}, locale = 'en'): string | undefined {
  const near = Object.keys(texts).find((tag) => primary(tag) === primary(locale));
  return texts[locale] ?? (near === undefined ? undefined : texts[near]) ?? texts['en'];
}

/** At most so many characters. */
export function cut(text: string, most: number): string {
  // A character has at most two units.
  return [...text.slice(0, 2 * most)].slice(0, most).join('');
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}
