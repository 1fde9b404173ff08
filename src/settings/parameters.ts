import type { ModelParameters } from '../ports/index.ts';

/** Names of the model parameters as options of /settings, and in the locales (`settings.<name>`). */
export const parameterOptions = {
  temperature: 'temperature',
  topP: 'top_p',
  maxOutputTokens: 'max_tokens',
  effort: 'effort',
  verbosity: 'verbosity',
} as const satisfies Record<keyof ModelParameters, string>;

/** What goes to the model: the chat's choice, else the operator's, whose limit of an answer bounds its cost: a chat only lowers it. */
export function chosenParameters(operator: ModelParameters, chat: ModelParameters = {}): ModelParameters {
  const { maxOutputTokens: limit } = operator;
  const { maxOutputTokens: wish } = chat;
  const capped = limit !== undefined && wish !== undefined ? { maxOutputTokens: Math.min(limit, wish) } : {};
  return { ...operator, ...chat, ...capped };
}
