import type { ModelRequest } from '../ports/index.ts';
import { refusedParameters } from './capabilities.ts';
import { chatBody } from './chat.ts';
import { modelFault } from './errors.ts';
import { responsesBody } from './responses.ts';
import type { Service } from './service.ts';

/** Builds the body of a request for words in the API of its service. */
export function bodyOf(request: ModelRequest, service: Service): object {
  return service.api === 'responses' ? responsesBody(request, service) : chatBody(request, service);
}

/** Paths of the APIs, behind the base URL. */
export const PATHS = { responses: '/responses', chat: '/chat/completions' } as const;

/** Fewest output tokens the Responses API takes. */
const FEWEST_TOKENS = 16;

/** Throws `model_rejected` for parameters that are known to be refused. */
export function refuseParameters(request: ModelRequest, { api }: Service): void {
  const { model, maxOutputTokens } = request;
  const [refused] = refusedParameters(model, request);
  if (refused) throw rejected(refused, 'unsupported_value', `Leave ${refused} empty: ${model} does not take it.`);
  if (api === 'responses' && maxOutputTokens !== undefined && maxOutputTokens < FEWEST_TOKENS) {
    throw rejected('maxOutputTokens', 'integer_below_min_value', `Allow at least ${FEWEST_TOKENS} output tokens.`);
  }
}

const rejected = (param: string, code: 'unsupported_value' | 'integer_below_min_value', advice: string) =>
  modelFault('model_rejected', `Refused before asking: ${param}`, {
    param,
    code,
    advice,
    ...(code === 'unsupported_value' ? { unsupported: true } : {}),
  });
