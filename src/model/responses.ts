import type {
  ResponseCreateParamsStreaming,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';
import type { ModelRequest, Usage } from '../ports.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { createSpeech, type Reader } from './speech.ts';

/** The body of POST /responses. Nothing is kept by the service. */
export function responsesBody(request: ModelRequest, official: boolean): ResponseCreateParamsStreaming {
  const { model, system, messages, temperature, topP, maxOutputTokens, safetyId, cacheKey } = request;
  return {
    model,
    stream: true,
    store: false,
    input: messages.map(({ role, text }) => ({ role, content: text })),
    ...(system ? { instructions: system } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(official && safetyId !== undefined ? { safety_identifier: safetyId } : {}),
    ...(official && cacheKey !== undefined ? { prompt_cache_key: cacheKey } : {}),
  };
}

/** Reads the events of POST /responses. `response.failed` does not throw in the client, so it does here. */
export function createResponsesReader(at: Circumstances): Reader<ResponseStreamEvent> {
  const speech = createSpeech();
  let item: number | undefined;

  /** A second message of one answer starts a paragraph of its own. */
  function spaced(delta: string, index: number): string {
    const next = item !== undefined && item !== index && !speech.silent;
    item = index;
    return next ? `\n\n${delta}` : delta;
  }

  return {
    settled: false,
    read(event) {
      switch (event.type) {
        case 'response.output_text.delta':
          return speech.text(spaced(event.delta, event.output_index));
        case 'response.refusal.delta':
          return speech.refusal(event.delta);
        case 'response.completed':
          return speech.end('complete', usageOf(event.response.usage));
        case 'response.incomplete': {
          const filtered = event.response.incomplete_details?.reason === 'content_filter';
          return speech.end(filtered ? 'filtered' : 'length', usageOf(event.response.usage));
        }
        case 'response.failed':
          throw reportedFault(event.response.error?.code, at);
        case 'error':
          throw reportedFault(event.code ?? undefined, at);
        default:
          return undefined;
      }
    },
    close() {
      throw modelFault('model_cut', 'The stream ended without completion');
    },
  };
}

function usageOf(usage: ResponseUsage | null | undefined): Usage | undefined {
  if (!usage) return undefined;
  const cached = usage.input_tokens_details?.cached_tokens;
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    ...(cached ? { cachedTokens: cached } : {}),
  };
}
