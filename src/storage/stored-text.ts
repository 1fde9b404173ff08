/**
 * Stores keep text as UTF-8, which has no lone surrogates: two different ids could become one. Such a text is stored
 * as its JSON form behind a NUL, which no other stored text starts with. JSON values need no care: JSON.stringify
 * escapes lone surrogates.
 */
export function storedText(text: string): string {
  return text.isWellFormed() && !text.startsWith('\0') ? text : `\0${JSON.stringify(text)}`;
}

/** Reads such a text back. */
export function toldText(stored: string): string {
  if (!stored.startsWith('\0')) return stored;
  const told: unknown = JSON.parse(stored.slice(1));
  return typeof told === 'string' ? told : stored;
}
