import { readdir } from 'node:fs/promises';
import * as v from 'valibot';

/** What a file of this folder holds: a language's BCP 47 tag and its texts. */
export interface LanguageFile {
  tag: string;
  /** A key that is missing is said in English; the compiler (type Language) and a test see to it that none is. */
  texts: Readonly<Record<string, string | undefined>>;
}

const shape = v.object({ tag: v.pipe(v.string(), v.check(isTag)), texts: v.record(v.string(), v.string()) });

/** Every language in a folder, English first: each file but `index.ts` and `languages.ts` is one. */
export async function findLanguages(folder: URL): Promise<LanguageFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !ours.includes(name)).toSorted();
  const found = await Promise.all(names.map((name) => load(new URL(name, folder))));
  return found.toSorted((a, b) => Number(b.tag === 'en') - Number(a.tag === 'en'));
}

const ours = ['index.ts', 'languages.ts'];

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
