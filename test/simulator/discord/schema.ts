import { isRecord, type Json } from './body.ts';

/** A small JSON Schema checker, as much of it as Discord's API description uses. */

/** What is wrong with `value`, as `path: complaint` lines; nothing when it fits. `closed`: unknown keys at the top are wrong. */
export function complaints(root: Json, schema: unknown, value: unknown, closed = false): string[] {
  const stray = closed && isRecord(value) ? strays(root, schema, value) : [];
  return [...stray.map((key) => `${key}: not in the description`), ...check(root, schema, value, '')];
}

function resolve(root: Json, schema: unknown): Json {
  let found = isRecord(schema) ? schema : {};
  while (typeof found['$ref'] === 'string') {
    const target = found['$ref']
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), root);
    found = isRecord(target) ? target : {};
  }
  return found;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function check(root: Json, ref: unknown, value: unknown, path: string): string[] {
  const schema = resolve(root, ref);
  const choices = list(schema['oneOf'] ?? schema['anyOf']);
  if (choices.length > 0) {
    const tries = choices.map((choice) => check(root, choice, value, path));
    const best = tries.reduce((least, each) => (each.length < least.length ? each : least));
    if (best.length > 0) return best;
  }
  const parts = list(schema['allOf']).flatMap((part) => check(root, part, value, path));
  const types = schema['type'] === undefined ? [] : [schema['type']].flat();
  if (types.length > 0 && !types.some((type) => isOf(String(type), value)))
    return [`${path}: not ${types.join(' or ')}`];
  if ('const' in schema && schema['const'] !== value) return [`${path}: not ${schema['const']}`];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return [`${path}: not one of the values`];
  return [...parts, ...bounds(schema, value, path), ...inside(root, schema, value, path)];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function bounds(schema: Json, value: unknown, path: string): string[] {
  const size =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  if (size === undefined) return [];
  const keys =
    typeof value === 'number'
      ? ['minimum', 'maximum']
      : typeof value === 'string'
        ? ['minLength', 'maxLength']
        : ['minItems', 'maxItems'];
  const [least, most] = keys.map((key) => schema[key]);
  const snowflake = schema['format'] === 'snowflake' && typeof value === 'string' && !/^\d{1,20}$/.test(value);
  return [
    ...(typeof least === 'number' && size < least ? [`${path}: below ${least}`] : []),
    ...(typeof most === 'number' && size > most ? [`${path}: above ${most}`] : []),
    ...(snowflake ? [`${path}: no snowflake`] : []),
  ];
}

function inside(root: Json, schema: Json, value: unknown, path: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => check(root, schema['items'], each, `${path}/${index}`));
  if (!isRecord(value)) return [];
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const missing = list(schema['required']).filter((key) => value[String(key)] === undefined);
  const known = Object.entries(value).flatMap(([key, each]) =>
    each === undefined ? [] : check(root, properties[key] ?? schema['additionalProperties'], each, `${path}/${key}`),
  );
  return [...missing.map((key) => `${path}/${key}: missing`), ...known];
}

function strays(root: Json, ref: unknown, value: Json): string[] {
  const schema = resolve(root, ref);
  const known = keysOf(root, schema);
  return Object.keys(value).filter((key) => !known.has(key));
}

function keysOf(root: Json, schema: Json): Set<string> {
  const own = isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
  const others = [schema['oneOf'], schema['anyOf'], schema['allOf']].flatMap(list);
  return new Set([...own, ...others.flatMap((each) => [...keysOf(root, resolve(root, each))])]);
}
