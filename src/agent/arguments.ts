import type { ToolSpec } from '../ports/index.ts';

/**
 * Check of a call's arguments against the JSON Schema of its tool. Schemas come from outside as well: no code is made of one, no
 * pattern of one is run, and all steps together have a bound. Keywords that are not known here hold nobody up.
 */

type Json = unknown;
type Schema = Readonly<Record<string, Json>>;

/** Most steps of one check: each look at a value with a schema is one, and so is each entry of the two. */
const MOST_STEPS = 100_000;
/** Deepest value that is looked at. */
const DEEPEST = 50;
/** Longest way to a schema that another one refers to, in UTF-16 units. */
const LONGEST_REF = 500;
/** Values that are named where one of them is meant, and longest of them, in UTF-16 units. */
const MOST_NAMED = 20;
const LONGEST_NAMED = 60;

/** Reads the arguments of a call. Gives them, or what is wrong with them, in English. */
export function readArguments(
  text: string,
  { parameters }: Pick<ToolSpec, 'parameters'>,
): { args: Readonly<Record<string, unknown>> } | { problem: string } {
  let args: Json;
  try {
    // Services send nothing at all where a tool takes nothing.
    args = JSON.parse(text.trim() === '' ? '{}' : text);
  } catch {
    return { problem: 'The arguments are no JSON.' };
  }
  if (!isRecord(args)) return { problem: 'The arguments are no JSON object.' };
  if (isDeeper(args, DEEPEST)) return { problem: 'The arguments are nested too deeply.' };
  const problem = problemWith(args, parameters);
  return problem === undefined ? { args } : { problem: `The arguments do not fit: ${problem}.` };
}

/** Tells whether values lie deeper within another than so many levels: writing such as text would take more stack than there is. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** Names the first thing that does not fit; undefined where all does. */
function problemWith(value: Json, root: Schema): string | undefined {
  let steps = 0;

  function check(value: Json, schema: Json, path: string, depth: number): string | undefined {
    if (steps <= MOST_STEPS) steps += 1 + entriesOf(value) + (isRecord(schema) ? entriesWithin(schema) : 0);
    if (steps > MOST_STEPS || depth > DEEPEST) return 'they are too large';
    if (schema === false) return `${path} does not belong there`;
    if (!isRecord(schema)) return undefined;
    const { $ref: ref } = schema;
    if (typeof ref === 'string') return check(value, referred(ref), path, depth + 1);
    const wrong = typeProblem(value, schema, path) ?? boundProblem(value, schema, path);
    if (wrong !== undefined) return wrong;
    return (
      insideProblem(value, schema, (inner, by, name) => check(inner, by, `${path}${name}`, depth + 1), path) ??
      choiceProblem(schema, path, (by) => check(value, by, path, depth + 1))
    );
  }

  /** Schema that another one refers to; one elsewhere is not fetched. */
  function referred(ref: string): Json {
    const [start, ...names] = ref.slice(0, LONGEST_REF).split('/');
    let found: Json = start === '#' ? root : undefined;
    for (const name of names) {
      const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
      found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    }
    return found;
  }

  return check(value, root, 'the object', 0);
}

function typeProblem(value: Json, { type, enum: choices, const: only }: Schema, path: string): string | undefined {
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.length > 0 && !types.some((each) => isOfType(value, each)))
    return `${path} has to be ${types.filter(isText).slice(0, MOST_NAMED).join(' or ')}`;
  const known = Array.isArray(choices) ? choices : only === undefined ? undefined : [only];
  // Comparing what is within others could take for ever: such a choice holds nobody up.
  if (!known || known.some((each) => each === value || (typeof each === 'object' && each !== null))) return undefined;
  return `${path} has to be one of [${known.slice(0, MOST_NAMED).map(named).join(',')}]`;
}

function named(value: Json): string {
  return isText(value) ? JSON.stringify(value.slice(0, LONGEST_NAMED)) : String(value);
}

function entriesOf(value: Json): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** Entries of a schema and of all that it lists: each may be looked at in one step. */
function entriesWithin(schema: Schema): number {
  return Object.values(schema).reduce<number>((sum, each) => sum + 1 + entriesOf(each), 0);
}

function isOfType(value: Json, type: Json): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  // A type that nobody knows holds nobody up.
  const isKnown = type === 'string' || type === 'number' || type === 'boolean';
  return type === 'object' ? isRecord(value) : !isKnown || typeof value === type;
}

const bounds = [
  ['minimum', 'maximum', (value: Json) => (typeof value === 'number' ? value : undefined), 'is'],
  ['minLength', 'maxLength', (value: Json) => (typeof value === 'string' ? value.length : undefined), 'is as long as'],
  ['minItems', 'maxItems', (value: Json) => (Array.isArray(value) ? value.length : undefined), 'has as many items as'],
] as const;

function boundProblem(value: Json, schema: Schema, path: string): string | undefined {
  for (const [least, most, measure, is] of bounds) {
    const size = measure(value);
    if (size === undefined) continue;
    const [from, to] = [schema[least], schema[most]];
    if (typeof from === 'number' && size < from) return `${path} ${is} ${size}, below ${from}`;
    if (typeof to === 'number' && size > to) return `${path} ${is} ${size}, above ${to}`;
  }
  return undefined;
}

type Within = (value: Json, schema: Json, name: string) => string | undefined;

function insideProblem(value: Json, schema: Schema, check: Within, path: string): string | undefined {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? undefined : first(value, (item, at) => check(item, items, `[${at}]`));
  }
  if (!isRecord(value)) return undefined;
  const { required, properties, additionalProperties: others } = schema;
  const missing = Array.isArray(required)
    ? required.filter(isText).find((name) => !Object.hasOwn(value, name))
    : undefined;
  if (missing !== undefined) return `${path} lacks "${missing.slice(0, LONGEST_NAMED)}"`;
  const known = isRecord(properties) ? properties : {};
  return first(Object.entries(value), ([name, inner]) =>
    check(inner, Object.hasOwn(known, name) ? known[name] : others, `.${name.slice(0, 60)}`),
  );
}

function choiceProblem(
  { anyOf, oneOf, allOf }: Schema,
  path: string,
  check: (schema: Json) => string | undefined,
): string | undefined {
  if (Array.isArray(allOf)) {
    const wrong = first(allOf, check);
    if (wrong !== undefined) return wrong;
  }
  for (const choices of [anyOf, oneOf]) {
    if (Array.isArray(choices) && !choices.some((each) => check(each) === undefined)) return `${path} fits no form`;
  }
  return undefined;
}

function first<T>(values: readonly T[], problem: (value: T, at: number) => string | undefined): string | undefined {
  for (const [at, value] of values.entries()) {
    const found = problem(value, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
