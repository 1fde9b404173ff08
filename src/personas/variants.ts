import type { Persona } from '../ports/index.ts';

/** Picks the one whose language is nearest; one in English or in no language where none is near. */
export function nearestIn<T extends Pick<Persona, 'language'>>(all: readonly T[], language = 'en'): T | undefined {
  const wanted = language.toLowerCase();
  const near = (tag: string) => {
    if (tag === wanted) return 3;
    if (tag.split('-')[0] === wanted.split('-')[0]) return scriptOf(tag) === scriptOf(wanted) ? 2 : 1.5;
    return tag === '' || tag.split('-')[0] === 'en' ? 1 : 0;
  };
  const ranked = all.map((each) => ({ each, rank: near(each.language?.toLowerCase() ?? '') }));
  return ranked.toSorted((a, b) => b.rank - a.rank)[0]?.each;
}

/** Script that a language is usually written in: Taiwan and Hong Kong have other signs than the mainland. */
function scriptOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).maximize().script;
  } catch {
    return undefined;
  }
}
