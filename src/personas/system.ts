import type { Persona } from '../ports/index.ts';

/** Words that fill a persona's texts. */
export interface Filling {
  /** Name of the person; a neutral word when absent, as in groups. */
  user?: string | undefined;
  /** Values of its variables; their defaults stand where one is absent. */
  values?: Readonly<Record<string, string>> | undefined;
}

/** Most of a text that values make, in UTF-16 units: a variable may stand there a thousand times. */
const LONGEST = 64_000;
/** Marks that other programs have as well, in any case, and variables with or without a default. */
const MARKS = /\{\{(original|user|char)\}\}|<(user|bot)>|\$\{([^${}:]{1,40})(?::([^{}]{0,500}))?\}/gi;
const NOBODY = 'the user';

/**
 * Puts together what the model is told of itself: the operator's text, then the persona's. `{{original}}` in the persona's
 * places the operator's elsewhere, once. Values that are filled in are never filled themselves.
 */
export function systemOf(persona: Persona, { original, ...filling }: Filling & { original: string }): string {
  const own = persona.system ?? '';
  if (/\{\{original\}\}/i.test(own)) return fill(own, persona, filling, original).trim();
  return [original, fill(own, persona, filling, '')].filter((text) => text.trim() !== '').join('\n\n');
}

/** Examples with everything filled in. */
export function examplesOf(persona: Persona, filling: Filling): NonNullable<Persona['examples']> {
  const words = (text: string) => wordsOf(persona, text, filling);
  return (persona.examples ?? []).map(({ user, assistant }) => ({ user: words(user), assistant: words(assistant) }));
}

/** Fills a greeting, a starter or an example in. */
export function wordsOf(persona: Persona, text: string, filling: Filling): string {
  return fill(text, persona, filling, '');
}

function fill(text: string, persona: Persona, { user = NOBODY, values = {} }: Filling, original: string): string {
  const defaults = new Map(persona.variables?.map(({ name, default: usual }) => [name, usual]));
  let placed = false;
  let length = text.length + original.length;
  const meaning = (word: string) => {
    if (word === 'user') return user;
    if (word !== 'original') return persona.name;
    if (placed) return '';
    placed = true;
    return original;
  };
  return text.replace(MARKS, (mark, word?: string, tag?: string, name?: string, usual?: string) => {
    if (name === undefined) {
      const meant = meaning((word ?? tag ?? '').toLowerCase());
      length += meant.length;
      return length > LONGEST && meant !== original ? '' : meant;
    }
    const variable = name.trim();
    // Code and shell scripts have such marks as well.
    if (!defaults.has(variable)) return mark;
    const value = Object.hasOwn(values, variable) ? values[variable] : undefined;
    const filled = value || (usual?.trim() ?? defaults.get(variable) ?? '');
    length += filled.length;
    return length > LONGEST ? '' : filled;
  });
}
