import { readdir, readFile } from 'node:fs/promises';
import type { Persona } from '../ports/index.ts';
import { readPersona } from './read.ts';
import { nearestIn } from './variants.ts';

/** Personas that come with the program, one file for each language. */
export interface BuiltIn {
  find(slug: string, language?: string): Promise<Persona | undefined>;
  all(language?: string): Promise<Persona[]>;
}

interface File {
  slug: string;
  language: string;
  name: string;
}

const folder = new URL('built-in/', import.meta.url);

/** Opens them. Files are read when somebody asks for them, and once. */
export function createBuiltIn(): BuiltIn {
  let listed: Promise<Map<string, File[]>> | undefined;
  const read = new Map<string, Promise<Persona>>();
  const files = () => {
    listed ??= listFiles();
    return listed;
  };
  const open = (all: readonly File[], language?: string) => {
    const { name } = nearestIn(all, language) ?? { name: '' };
    const persona = read.get(name) ?? readFile(new URL(name, folder), 'utf8').then(readPersona);
    read.set(name, persona);
    return persona;
  };
  return {
    async find(slug, language) {
      const all = (await files()).get(slug);
      return all && open(all, language);
    },
    async all(language) {
      const personas: Persona[] = [];
      // One after another: the first time, each takes some milliseconds.
      for (const each of (await files()).values()) personas.push(await open(each, language));
      return personas;
    },
  };
}

async function listFiles(): Promise<Map<string, File[]>> {
  const names = (await readdir(folder)).toSorted();
  const files = names.map((name): File => {
    const [slug = '', language = ''] = name.split('.');
    return { slug, language, name };
  });
  return Map.groupBy(files, ({ slug }) => slug);
}
