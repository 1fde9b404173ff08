import type { Texts } from '../locales/index.ts';
import type { OptionProblem } from '../ports/index.ts';
import { clip, escapeMarkdown } from '../util/text.ts';

/** Describes a problem with an option, in the user's language. */
export function problemText({ kind, values }: OptionProblem, texts: Texts): string {
  const { min, max } = values;
  const range = kind !== 'length' && min !== undefined && max !== undefined ? texts('option.range', { min, max }) : '';
  const value = escapeMarkdown(clip(String(values['value'] ?? ''), 64));
  return texts(`option.${kind}`, { ...values, value, range });
}
