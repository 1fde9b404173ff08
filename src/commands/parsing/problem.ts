import type { Texts } from '../../locales/index.ts';
import type { OptionProblem } from '../../ports/index.ts';
import { asTyped } from '../../util/text.ts';

/** Describes a problem with an option, in the user's language. */
export function problemText({ kind, values }: OptionProblem, texts: Texts): string {
  const { min, max } = values;
  const range = kind !== 'length' && min !== undefined && max !== undefined ? texts('option.range', { min, max }) : '';
  const value = asTyped(values['value']);
  const typed = kind === 'unknown' ? { name: asTyped(values['name']) } : {};
  return texts(`option.${kind}`, { ...values, ...typed, value, range });
}
