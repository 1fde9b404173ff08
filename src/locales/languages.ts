import { readdir } from 'node:fs/promises';
import * as v from 'valibot';
import type { texts as english } from './en/index.ts';

type StoredKey = keyof typeof english;
type Plain<Key> = Key extends `${infer Base}_${'discord' | 'one' | 'other'}` ? Base : Key;
/** Name of a text without its suffix. The platform and `count` choose the suffix when the text is read. */
export type TextKey = Plain<StoredKey>;
/** Keys that a language without a singular leaves out. */
type Singular = Extract<StoredKey, `${string}_one`>;
/** Texts of one language: every key of English and nothing else. The compiler checks it. */
export type Language = Readonly<Record<Exclude<StoredKey, Singular>, string> & Partial<Record<Singular, string>>>;

/** Exports of a language's `index.ts`: its BCP 47 tag and its texts. */
export interface LanguageFile {
  tag: string;
  /** Texts by key. Missing ones are shown in English. */
  texts: Readonly<Record<string, string | undefined>>;
}

const shape = v.object({ tag: v.pipe(v.string(), v.check(isTag)), texts: v.record(v.string(), v.string()) });

/** Reads every language in a folder, English first. Each folder in it is one. */
export async function findLanguages(folder: URL): Promise<LanguageFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).toSorted();
  const found = await Promise.all(names.map((name) => load(new URL(`${name}/index.ts`, folder))));
  return found.toSorted((a, b) => Number(b.tag === 'en') - Number(a.tag === 'en'));
}

async function load(file: URL): Promise<LanguageFile> {
  const read = v.safeParse(shape, await import(file.href));
  if (read.success) return read.output;
  throw new Error(`${file.pathname} is no language: it has to export its BCP 47 \`tag\` and its \`texts\`.`);
}

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}
