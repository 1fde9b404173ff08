import * as v from 'valibot';
import {
  type Clock,
  DAMAGED,
  type Documents,
  type Log,
  type Persona,
  personaSchema,
  slugSchema,
} from '../ports/index.ts';
import { keyed } from '../util/keyed.ts';
import { byteLength } from '../util/text.ts';
import { createBuiltIn } from './built-in.ts';
import { openFolder } from './folder.ts';
import { MOST_BYTES } from './read.ts';
import { nearestIn } from './variants.ts';

/** A persona that somebody can choose. */
export interface ListedPersona {
  /** Reference by which settings keep it. */
  ref: string;
  persona: Persona;
  from: 'built-in' | 'operator' | 'mine';
}

/** Reason for which a persona was not saved: the person has as many as they may, or it is too large. */
export type NotSaved = 'full' | 'large';

/**
 * Personas of the program, of the operator and of people. A reference is a bare slug for one of the first two, and
 * `<owner>/<slug>` for one that a person made. The owner is a keyed hash, so that no id of a person lies in a chat's settings.
 * Every method but `problems` rejects with Fault('storage') where the store fails.
 */
export interface Personas {
  /** Finds a persona, in the language that fits best. Undefined where there is none (any more), or the reference is no such. */
  find(ref: string, language?: string): Promise<Persona | undefined>;
  /** Lists what a person can choose: their own first, then the operator's, then the built-in ones. `person`: Actor.id. */
  list(person: string, language?: string): Promise<ListedPersona[]>;
  /** Reference of a persona that this person made or is about to make. */
  refOf(person: string, slug: string): string;
  /** Keeps a person's persona, in place of their former one of this slug. Twice is once. */
  save(person: string, persona: Persona): Promise<NotSaved | 'saved'>;
  /** Deletes a person's persona. Harmless when it is gone. */
  remove(person: string, slug: string): Promise<void>;
  /** Keeps what was read out of a person's file for a day, until they say that they want it. Twice is once. */
  keepImport(person: string, id: string, personas: readonly Persona[]): Promise<void>;
  /** Personas of that file; undefined where it was read too long ago. */
  imported(person: string, id: string): Promise<Persona[] | undefined>;
  /** Faults of the operator's files, a sentence each with file, line and column. */
  problems(): readonly string[];
}

interface PersonasParts {
  documents: Documents;
  /** Secret of the installation. */
  secret: Uint8Array;
  /** Folder of the operator's files; none when absent. */
  folder?: string;
  log: Log;
  clock: Pick<Clock, 'elapsed'>;
}

/** Most personas of one person. */
export const MOST_OWN = 50;

const storedPersona = v.object(personaSchema.entries);
const storedSchema = v.object({ v: v.literal(1), persona: storedPersona });
const importSchema = v.object({ v: v.literal(1), personas: v.array(storedPersona) });

const PREFIX = 'persona|';
/** Time for which a file that was read waits for a word, ms. */
const IMPORT_MS = 86_400_000;
const REFERENCE = /^(?:([0-9a-f]{16})\/)?([^/]+)$/;

/** Personas, and the folder that they watch. */
export interface OpenPersonas extends Personas {
  close(): void;
}

export function createPersonas({ documents, secret, folder: path, log, clock }: PersonasParts): OpenPersonas {
  const builtIn = createBuiltIn();
  const folder = path === undefined ? undefined : openFolder({ path, log, clock });
  const ownerOf = (person: string) => keyed(secret, 'persona', person).slice(0, 16);
  const importKey = (person: string, id: string) => `persona-import|${ownerOf(person)}|${id}`;
  const keyOf = (owner: string, slug: string) => `${PREFIX}${owner}|${slug}`;

  async function read(keys: readonly string[]): Promise<Persona[]> {
    const values = await documents.getMany(keys);
    const personas = values.map((value, at) => readStored(value, keys[at] ?? ''));
    return (await Promise.all(personas)).filter((persona) => persona !== undefined);
  }

  async function readStored(value: unknown, key: string): Promise<Persona | undefined> {
    if (value === undefined || value === DAMAGED) return undefined;
    const result = v.safeParse(storedSchema, value);
    if (!result.success) await documents.quarantine(key);
    return result.success ? result.output.persona : undefined;
  }

  async function keysOf(person: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of documents.keys(keyOf(ownerOf(person), ''))) keys.push(key);
    return keys;
  }

  /** Personas of the operator, one for each slug. */
  async function operators(language?: string): Promise<Map<string, Persona>> {
    const bySlug = Map.groupBy((await folder?.all()) ?? [], ({ slug }) => slug);
    const nearest = [...bySlug.values()].flatMap((all) => nearestIn(all, language) ?? []);
    return new Map(nearest.map((persona) => [persona.slug, persona]));
  }

  return {
    async find(ref, language) {
      const [, owner, slug] = REFERENCE.exec(ref) ?? [];
      if (!v.is(slugSchema, slug)) return undefined;
      if (owner !== undefined) return (await read([keyOf(owner, slug)]))[0];
      return (await operators(language)).get(slug) ?? builtIn.find(slug, language);
    },
    async list(person, language) {
      const own = await read(await keysOf(person));
      const theirs = await operators(language);
      const others = (await builtIn.all(language)).filter(({ slug }) => !theirs.has(slug));
      return [
        ...own.map((persona): ListedPersona => ({ ref: `${ownerOf(person)}/${persona.slug}`, persona, from: 'mine' })),
        ...[...theirs.values()].map((persona): ListedPersona => ({ ref: persona.slug, persona, from: 'operator' })),
        ...others.map((persona): ListedPersona => ({ ref: persona.slug, persona, from: 'built-in' })),
      ];
    },
    refOf: (person, slug) => `${ownerOf(person)}/${slug}`,
    async save(person, persona) {
      if (byteLength(JSON.stringify(persona)) > MOST_BYTES) return 'large';
      const key = keyOf(ownerOf(person), persona.slug);
      const keys = await keysOf(person);
      if (!keys.includes(key) && keys.length >= MOST_OWN) return 'full';
      await documents.setMany([{ key, value: { v: 1, persona }, owner: { conversation: '', person } }]);
      return 'saved';
    },
    async remove(person, slug) {
      await documents.deleteMany([keyOf(ownerOf(person), slug)]);
    },
    async keepImport(person, id, personas) {
      const owner = { conversation: '', person };
      await documents.setMany([{ key: importKey(person, id), value: { v: 1, personas }, owner, ttl: IMPORT_MS }]);
    },
    async imported(person, id) {
      const key = importKey(person, id);
      const [value] = await documents.getMany([key]);
      const read = v.safeParse(importSchema, value);
      return read.success ? read.output.personas : undefined;
    },
    problems: () => folder?.problems() ?? [],
    close: () => folder?.close(),
  };
}
