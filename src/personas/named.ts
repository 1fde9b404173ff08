import type { ListedPersona, Personas } from './personas.ts';

/**
 * Finds the persona that a person means: by its reference, its short name, or a part of its name. One that another person
 * made is found by its reference alone.
 */
export async function findNamed(
  personas: Pick<Personas, 'find' | 'list'>,
  wanted: string,
  { person, language }: { person: string; language: string | undefined },
): Promise<ListedPersona | undefined> {
  const words = wanted.trim().toLowerCase();
  const all = await personas.list(person, language);
  const known =
    all.find(({ ref }) => ref === words) ??
    all.find(({ persona: { slug, name } }) => slug === words || name.toLowerCase() === words) ??
    all.find(({ persona }) => words !== '' && persona.name.toLowerCase().includes(words));
  if (known) return known;
  const persona = await personas.find(words, language);
  return persona && { ref: words, persona, from: 'operator' };
}
