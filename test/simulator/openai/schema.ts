import { isRecord } from './heard.ts';

/** A JSON Schema as an OpenAPI 3.1 description holds it. */
type Schema = Record<string, unknown>;

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

function matchesType(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

/** Findings of `value` against `schema`, as `path: what`. `oneOf` is taken as a union; keys in `lenient` are never missed. */
export function findings(
  value: unknown,
  schema: Schema,
  root: Schema,
  lenient: readonly string[] = [],
  path = '$',
): string[] {
  const inner = (of: unknown, by: unknown, at: string): string[] =>
    isRecord(by) ? findings(of, by, root, lenient, at) : [];
  if (typeof schema['$ref'] === 'string') return inner(value, resolve(schema['$ref'], root), path);
  if (value === null && schema['nullable'] === true) return [];
  const found: string[] = [];
  for (const part of list(schema['allOf'])) found.push(...inner(value, part, path));
  const choices = [...list(schema['anyOf']), ...list(schema['oneOf'])];
  if (choices.length > 0) {
    const results = choices.map((choice) => inner(value, choice, path));
    const best = results.reduce((a, b) => (b.length < a.length ? b : a));
    found.push(...best);
  }
  const types = typeof schema['type'] === 'string' ? [schema['type']] : list(schema['type']).map(String);
  if (types.length > 0 && !types.some((type) => matchesType(value, type))) {
    return [...found, `${path}: expected ${types.join('|')}, got ${typeOf(value)}`];
  }
  if ('const' in schema && schema['const'] !== value) found.push(`${path}: expected ${String(schema['const'])}`);
  const values = list(schema['enum']);
  if (values.length > 0 && !values.includes(value)) found.push(`${path}: not one of ${values.length} values`);
  if (typeof value === 'number') found.push(...range(value, schema, path));
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) found.push(...inner(item, schema['items'], `${path}[${index}]`));
  }
  if (!isRecord(value)) return found;
  for (const name of list(schema['required']).map(String)) {
    if (value[name] === undefined && !lenient.includes(name)) found.push(`${path}.${name}: missing`);
  }
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  for (const [name, by] of Object.entries(properties)) {
    if (value[name] !== undefined) found.push(...inner(value[name], by, `${path}.${name}`));
  }
  return found;
}

/** Names of all top-level properties, through references and unions. */
export function propertyNames(schema: Schema, root: Schema): Set<string> {
  const names = new Set<string>(isRecord(schema['properties']) ? Object.keys(schema['properties']) : []);
  const parts = [...list(schema['allOf']), ...list(schema['anyOf']), ...list(schema['oneOf'])].filter(isRecord);
  if (typeof schema['$ref'] === 'string') parts.push(resolve(schema['$ref'], root));
  for (const part of parts) for (const name of propertyNames(part, root)) names.add(name);
  return names;
}

function range(value: number, schema: Schema, path: string): string[] {
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number' && value < minimum) return [`${path}: below ${minimum}`];
  return typeof maximum === 'number' && value > maximum ? [`${path}: above ${maximum}`] : [];
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Follows `#/a/b`. */
export function resolve(reference: string, root: Schema): Schema {
  let at: unknown = root;
  for (const step of reference.split('/').slice(1)) at = isRecord(at) ? at[step.replaceAll('~1', '/')] : undefined;
  if (!isRecord(at)) throw new Error(`no schema at ${reference}`);
  return at;
}
