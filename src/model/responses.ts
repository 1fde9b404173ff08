import type {
  ResponseCreateParamsStreaming,
  ResponseInput,
  ResponseTextConfig,
} from 'openai/resources/responses/responses';
import type { ReasoningEffort } from 'openai/resources/shared';
import { MOST_DRAWN, type ModelEvent, type ModelMessage, type ModelRequest, type Usage } from '../ports/index.ts';
import { createAnswerText, createUsage, type StreamReader } from './answer-text.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { pictureOf } from './image-kinds.ts';
import { fields, numberOr, stringOr } from './json.ts';
import { contentsOf } from './pictures.ts';
import type { Dialect } from './service.ts';

/** Builds the body of POST /responses. The service keeps nothing. */
export function responsesBody(request: ModelRequest, { pseudonyms }: Dialect): ResponseCreateParamsStreaming {
  // Which values there are is the service's to say: they grow from model to model.
  const reasoning = {
    ...(request.effort === undefined ? {} : { effort: request.effort as ReasoningEffort }),
    ...(request.reasoning ? { summary: 'auto' as const } : {}),
  };
  const { model, system, messages, temperature, topP, maxOutputTokens, verbosity, draws } = request;
  return {
    model,
    stream: true,
    store: false,
    input: said(messages),
    ...(system ? { instructions: system } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(verbosity === undefined ? {} : { text: { verbosity: verbosity as ResponseTextConfig['verbosity'] & string } }),
    ...(draws ? { tools: [{ type: 'image_generation', ...draws }], max_tool_calls: MOST_DRAWN } : {}),
    ...pseudonyms(request),
  };
}

/** Messages with their contents. Without `detail` a picture is as dear as it can be. */
function said(messages: readonly ModelMessage[]): ResponseInput {
  const contents = contentsOf(messages, {
    text: (text) => ({ type: 'input_text', text }),
    image: (url, { detail }) => ({ type: 'input_image', image_url: url, detail }),
  });
  return messages.map(({ role }, at) => ({ role, content: contents[at] })) as ResponseInput;
}

/** Reads the events of POST /responses. Pictures are bytes in them. */
export function createResponsesReader(at: Circumstances): StreamReader {
  const answer = createAnswerText();
  let item: unknown;
  /** Calls of the tool that are begun and not done, by their places in the answer, or by their ids where those are not told. */
  const calls = new Set<unknown>();
  let pictures = 0;

  /** Starts a paragraph where a second message of one answer begins. */
  function spaced(delta: string, index: unknown): string {
    const next = item !== undefined && item !== index && !answer.silent;
    item = index;
    return next ? `\n\n${delta}` : delta;
  }

  /** Begins a picture with the first sign of its call. Not every server sends each of the signs. */
  function begun(call: unknown): ModelEvent[] {
    if (calls.has(call)) return [];
    calls.add(call);
    return [{ type: 'drawing' }];
  }

  /** Reads a picture that is done, or was refused; what the tool says of it is not told. */
  function drawn(call: unknown, { result, error }: Readonly<Record<string, unknown>>): ModelEvent[] {
    const events = begun(call);
    calls.delete(call);
    if (error) answer.blocked();
    if (!(result instanceof Uint8Array) || pictures >= MOST_DRAWN) return events;
    const file = pictureOf(result, pictures);
    pictures += 1;
    answer.picture();
    return [...events, { type: 'picture', file }];
  }

  return {
    finished: false,
    get pictures() {
      return pictures;
    },
    get drawing() {
      return calls.size > 0;
    },
    read(event) {
      switch (event['type']) {
        case 'response.output_text.delta':
          return answer.text(spaced(stringOr(event['delta']) ?? '', event['output_index']));
        case 'response.refusal.delta':
          return answer.refusal(stringOr(event['delta']) ?? '');
        case 'response.reasoning_summary_text.delta':
        case 'response.reasoning_text.delta':
          return { type: 'reasoning', delta: stringOr(event['delta']) ?? '' };
        case 'response.image_generation_call.in_progress':
        case 'response.image_generation_call.generating':
        case 'response.image_generation_call.partial_image':
          return begun(event['output_index'] ?? event['item_id']);
        case 'response.output_item.added':
        case 'response.output_item.done': {
          const item = fields(event['item']);
          if (item['type'] !== 'image_generation_call') return undefined;
          const call = event['output_index'] ?? item['id'];
          return event['type'] === 'response.output_item.done' ? drawn(call, item) : begun(call);
        }
        case 'response.completed':
          return answer.end('complete', usageOf(event['response']));
        case 'response.incomplete': {
          const { reason } = fields(fields(event['response'])['incomplete_details']);
          return answer.end(reason === 'content_filter' ? 'filtered' : 'length', usageOf(event['response']));
        }
        case 'response.failed':
          throw reportedFault(fields(event['response'])['error'], at);
        case 'error':
          // The documented form has the fields at the top, the live one inside.
          throw reportedFault(event['error'] ?? event, at);
        default:
          if (event['type'] === undefined && isFailure(event)) throw reportedFault(event, at);
          return undefined;
      }
    },
    close() {
      throw modelFault('model_cut', 'The stream ended without completion');
    },
    cut: answer.cut,
  };
}

/** Reads the tokens of the words, and adds those of the pictures, which are counted apart. */
function usageOf(response: unknown): Usage | undefined {
  const { usage, tool_usage: tools } = fields(response);
  const { input_tokens: input, output_tokens: output, input_tokens_details: details } = fields(usage);
  const { input_tokens: more, output_tokens: drawn } = fields(fields(tools)['image_gen']);
  const sum = (counted: unknown, besides: unknown) => {
    const tokens = numberOr(counted);
    return tokens === undefined ? undefined : tokens + (numberOr(besides) ?? 0);
  };
  return createUsage(sum(input, more), sum(output, drawn), details);
}
