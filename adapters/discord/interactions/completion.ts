import { InteractionResponseType } from 'discord.js';
import type { CommandSpec, Suggestion } from '../../../src/ports/index.ts';
import { cut } from '../languages.ts';
import type { CompletionEvent } from './events.ts';

/** Suggestions for an option, as Discord shows them. */

const most = 25;
/** Longest name and value, in characters. */
const length = 100;

/** The name of the option that is being written. */
export function focusOf({ data }: CompletionEvent): string | undefined {
  return data.options.find(({ focused }) => focused)?.name;
}

/** The response that offers `suggestions`; what Discord would refuse is left out. */
export function completionOf(
  suggestions: readonly Suggestion[],
  option: string,
  spec: CommandSpec | undefined,
): object {
  const type = spec?.options.find(({ name }) => name === option)?.type;
  const number = type === 'integer' || type === 'number';
  const choices = suggestions.flatMap(({ label, value }) => {
    const name = cut(label.trim(), length);
    const fits = number
      ? value.trim() !== '' && Number.isFinite(Number(value))
      : value !== '' && value.length <= length;
    return name !== '' && fits ? [{ name, value: number ? Number(value) : value }] : [];
  });
  return {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices: choices.slice(0, most) },
  };
}
