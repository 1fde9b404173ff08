import * as v from 'valibot';
import { type Persona, personaSchema } from '../../ports/index.ts';
import { displayName } from '../../util/names.ts';
import { byteLength, clip, headline, isBlank } from '../../util/text.ts';
import { isRecord, MOST_BYTES } from '../read.ts';
import { slugOf } from '../slug.ts';

/** Reasons for which something was left out; each has a sentence in the locales, `persona.dropped.<why>`. */
export const reasons = ['model', 'tools', 'owner', 'long', 'many', 'place', 'strange', 'keys', 'rest'] as const;

export type Reason = (typeof reasons)[number];

/** Part of a file that no persona got. */
export interface Dropped {
  /** Name of the persona; absent where all of the file is meant. */
  persona?: string;
  /** Field, as the file or a persona calls it. */
  what: string;
  why: Reason;
}

/** Persona as another program's file tells it. Nothing of it is checked yet. */
export interface Draft {
  name: unknown;
  slug?: unknown;
  emoji?: unknown;
  description?: unknown;
  language?: unknown;
  system?: unknown;
  examples?: readonly { user: string; assistant: string }[];
  greeting?: unknown;
  starters?: readonly unknown[];
  temperature?: unknown;
  top_p?: unknown;
  max_tokens?: unknown;
  extensions?: unknown;
  /** Fields that are there and that no persona gets. */
  dropped?: readonly Omit<Dropped, 'persona'>[];
}

/** Most of a system text, an example and a greeting, in UTF-16 units, as the schema has them. */
const SYSTEM = 32_000;
const EXAMPLE = 8000;
const GREETING = 2000;
const EXAMPLES = 20;
const STARTERS = 6;

/** Makes a persona of a draft: what does not fit is cut or left out, and told. Undefined where nothing says who it is. */
export function finish(draft: Draft, dropped: Dropped[]): Persona | undefined {
  const name = clip(displayName(textOf(draft.name) ?? '', ''), 60);
  if (name === '') return undefined;
  const drop = (what: string, why: Reason) => void dropped.push({ persona: name, what, why });
  const text = (what: 'system' | 'greeting', most: number) => {
    const whole = textOf(draft[what]);
    if (whole !== undefined && whole.length > most) drop(what, 'long');
    return given(what, whole && clip(whole, most));
  };
  for (const { what, why } of draft.dropped ?? []) drop(what, why);
  const persona: Persona = {
    slug: slugOf(textOf(draft.slug) ?? name),
    name,
    ...valid('emoji', draft.emoji),
    ...given('description', headline(textOf(draft.description) ?? '', 300) || undefined),
    ...valid('language', draft.language),
    ...text('system', SYSTEM),
    ...examplesOf(draft.examples ?? [], drop),
    ...text('greeting', GREETING),
    ...startersOf(draft.starters ?? [], drop),
    ...parametersOf(draft, drop),
    ...(isRecord(draft.extensions) && Object.keys(draft.extensions).length > 0
      ? valid('extensions', draft.extensions)
      : {}),
  };
  return withinSize(persona, drop);
}

type Drop = (what: string, why: Reason) => void;

/** Text that says something; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && !isBlank(value) ? value.trim().toWellFormed() : undefined;
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  const record: Partial<Record<K, V>> = {};
  if (value !== undefined) record[key] = value;
  return record;
}

/** Field that fits the schema; nothing otherwise. */
function valid<K extends 'emoji' | 'language' | 'extensions'>(key: K, value: unknown): Partial<Pick<Persona, K>> {
  const result = v.safeParse(personaSchema.entries[key], value);
  return result.success && value !== '' ? ({ [key]: result.output } as Partial<Pick<Persona, K>>) : {};
}

function examplesOf(all: NonNullable<Draft['examples']>, drop: Drop): Pick<Persona, 'examples'> {
  if (all.length > EXAMPLES) drop('examples', 'many');
  const examples = all.slice(0, EXAMPLES);
  if (examples.some(({ user, assistant }) => Math.max(user.length, assistant.length) > EXAMPLE))
    drop('examples', 'long');
  const cut = examples.map(({ user, assistant }) => ({
    user: clip(user, EXAMPLE),
    assistant: clip(assistant, EXAMPLE),
  }));
  return cut.length > 0 ? { examples: cut } : {};
}

function startersOf(all: readonly unknown[], drop: Drop): Pick<Persona, 'starters'> {
  if (all.length > STARTERS) drop('starters', 'many');
  const starters = all.slice(0, STARTERS).flatMap((each) => headline(textOf(each) ?? '', 80) || []);
  return starters.length > 0 ? { starters } : {};
}

function parametersOf(draft: Draft, drop: Drop): Pick<Persona, 'parameters'> {
  const { parameters: schema } = personaSchema.entries;
  const parameters: NonNullable<Persona['parameters']> = {};
  for (const key of ['temperature', 'top_p', 'max_tokens'] as const) {
    const value = draft[key];
    if (value === undefined || value === null) continue;
    if (v.is(schema, { [key]: value }) && typeof value === 'number') parameters[key] = value;
    else drop(key, 'strange');
  }
  return Object.keys(parameters).length > 0 ? { parameters } : {};
}

/** Leaves out what makes it too large: fields of other programs first. */
function withinSize(persona: Persona, drop: Drop): Persona {
  let kept = persona;
  for (const what of ['extensions', 'examples'] as const) {
    if (byteLength(JSON.stringify(kept)) <= MOST_BYTES) return kept;
    if (kept[what] === undefined) continue;
    const { [what]: _, ...rest } = kept;
    kept = rest;
    drop(what, 'long');
  }
  if (byteLength(JSON.stringify(kept)) <= MOST_BYTES) return kept;
  drop('system', 'long');
  // A sign takes at most three bytes.
  return { ...kept, ...given('system', kept.system && clip(kept.system, 16_000)) };
}
