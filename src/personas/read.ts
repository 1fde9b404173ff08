import * as v from 'valibot';
import { type Persona, personaSchema } from '../ports/index.ts';
import { byteLength, headline } from '../util/text.ts';
import { Problem } from './problems.ts';
import { MOST_YAML, type Place, readYaml } from './yaml.ts';

/** Data that a text holds. */
export interface Data {
  value: unknown;
  /** Place of a field, where that can be told. */
  placeOf(path: readonly (string | number)[]): Promise<Place | undefined>;
}

/** Most bytes of a persona, as JSON in UTF-8. */
export const MOST_BYTES = 65_536;
/** Most of a text that is imported, in UTF-16 units. */
const MOST_TEXT = 1_048_576;
/** Levels of values within values. */
const DEEPEST = 40;

/** Reads JSON or YAML, by what it is. Rejects with a Problem. */
export async function readData(text: string): Promise<Data> {
  if (text.length > MOST_TEXT) throw new Problem('large', { most: '1 MB' });
  const json = text.replace(/^(?:\ufeff|[^\S\n]*(?:#.*)?\n)+/, '');
  if (!/^\s*[[{]/.test(json)) return fromYaml(text);
  try {
    const value: unknown = JSON.parse(json);
    holdFlat(value);
    return { value, placeOf: async (path) => (await fromYaml(text).catch(() => undefined))?.placeOf(path) };
  } catch (error) {
    // YAML takes what people write instead of JSON, and names the place of what it does not take.
    if (error instanceof Problem) throw error;
    if (text.length > MOST_YAML) throw new Problem('json', {});
    return fromYaml(text);
  }
}

async function fromYaml(text: string): Promise<Data> {
  const { value, placeOf } = await readYaml(text);
  return { value, placeOf: async (path) => placeOf(path) };
}

/** Refuses what goes so deep that to write it would overflow the stack. */
function holdFlat(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw new Problem('complicated', {});
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
}

/** Reads a persona in our own form, YAML or JSON. Rejects with a Problem. */
export async function readPersona(text: string): Promise<Persona> {
  return personaOf(await readData(text));
}

/** Checks that data is a persona. Rejects with a Problem. */
export async function personaOf({ value, placeOf }: Data): Promise<Persona> {
  if (value === null || value === undefined || value === '') throw new Problem('empty', {});
  if (!isRecord(value)) throw new Problem('unknown', {});
  const { $schema: _, ...fields } = value;
  const result = v.safeParse(personaSchema, fields, { abortPipeEarly: true });
  if (!result.success) throw await problemOf(result.issues[0], placeOf);
  if (byteLength(JSON.stringify(result.output)) > MOST_BYTES) {
    throw new Problem('large', { most: `${MOST_BYTES / 1024} kB` });
  }
  return result.output;
}

/** Tells whether a value has fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function problemOf(issue: v.BaseIssue<unknown>, placeOf: Data['placeOf']): Promise<Problem> {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const place = await placeOf(path);
  // The sentences quote it as code.
  const field = headline(path.join('.'), 60).replaceAll('`', "'");
  const most = Number(issue.requirement);
  if (issue.type === 'max_length') {
    const kind = typeof issue.input === 'string' ? 'long' : 'many';
    return new Problem(kind, { field, most, ...place });
  }
  // A field that no persona has is expected never to be there.
  if (issue.expected === 'never') return new Problem('strange', { field, ...place });
  const kind = issue.input === undefined ? 'missing' : 'field';
  return new Problem(kind, { field, ...place });
}
