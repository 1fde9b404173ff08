/** Values for the `{places}` of a text, by their names. */
export type Values = Readonly<Record<string, string | number>>;

/** Puts values into the `{places}` of a text. A place without a value stays as it is. */
export function filled(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
