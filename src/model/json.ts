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
