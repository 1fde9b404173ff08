/** Gives the fields of a JSON object; none for any other value. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Passes a string; anything else is undefined. */
export function stringOr(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Passes a number; anything else is undefined. */
export function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Deepest nesting that is kept: whatever writes JSON goes as deep, and no service does. */
const DEEPEST = 64;

/** Gives about the length of a value's JSON, in UTF-16 units; infinite for one that is nested too deep. Writing it takes longer. */
export function sizeOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 5;
  if (depth > DEEPEST) return Number.POSITIVE_INFINITY;
  return Object.entries(value).reduce((sum, [key, each]) => sum + key.length + 4 + sizeOf(each, depth + 1), 2);
}
