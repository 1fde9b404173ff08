import type { Persona } from '../../ports/index.ts';

/** Most variables of a persona. */
const MOST = 5;
const MARK = /\$\{([\p{L}\p{N}][\p{L}\p{N} _/'.-]{0,39}):([^${}]{0,500})\}/gu;

/** Declares the variables in a text that was imported. Those beyond the most become what stands behind their colon. */
export function withVariables(persona: Persona): Persona {
  const { system } = persona;
  if (system === undefined) return persona;
  const variables = new Map<string, string>();
  const filled = system.replace(MARK, (mark, name: string, usual: string) => {
    const key = name.trim();
    if (!variables.has(key) && variables.size >= MOST) return usual.trim();
    if (!variables.has(key)) variables.set(key, usual.trim());
    return mark;
  });
  if (variables.size === 0) return persona;
  const declared = [...variables].map(([name, usual]) => ({ name, ...(usual === '' ? {} : { default: usual }) }));
  return { ...persona, system: filled, variables: declared };
}
