import type {
  ResponseCreateParamsStreaming,
  ResponseInput,
  ResponseTextConfig,
} from 'openai/resources/responses/responses';
import type { ReasoningEffort } from 'openai/resources/shared';
import type { ModelMessage, ModelRequest } from '../ports/index.ts';
import { reasons } from './capabilities.ts';
import { isOfTools, itemsFor } from './items.ts';
import { contentsOf } from './pictures.ts';
import type { Dialect } from './service.ts';
import { responsesTools } from './tools.ts';

/** Builds the body of POST /responses. The service keeps nothing. */
export function responsesBody(request: ModelRequest, { pseudonyms, maker }: Dialect): ResponseCreateParamsStreaming {
  // Which values there are is the service's to say: they grow from model to model.
  const reasoning = {
    ...(request.effort === undefined ? {} : { effort: request.effort as ReasoningEffort }),
    ...(request.reasoning ? { summary: 'auto' as const } : {}),
  };
  const { model, system, messages, temperature, topP, maxOutputTokens, verbosity, tools } = request;
  return {
    model,
    stream: true,
    store: false,
    input: said(messages, maker(request)),
    ...(system ? { instructions: system } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(verbosity === undefined ? {} : { text: { verbosity: verbosity as ResponseTextConfig['verbosity'] & string } }),
    ...responsesTools(request),
    // What is not kept there comes back with the results of calls, or the model begins to think anew.
    ...(tools?.length && reasons(model) !== false ? { include: ['reasoning.encrypted_content'] } : {}),
    ...pseudonyms(request),
  };
}

/** Messages with their contents. Without `detail` a picture is as dear as it can be. */
function said(messages: readonly ModelMessage[], maker: string): ResponseInput {
  const contents = contentsOf(messages, {
    text: (text) => ({ type: 'input_text', text }),
    image: (url, { detail }) => ({ type: 'input_image', image_url: url, detail }),
  });
  return messages.flatMap((message, at) =>
    isOfTools(message) ? itemsFor(message, maker) : [{ role: message.role, content: contents[at] }],
  ) as ResponseInput;
}
