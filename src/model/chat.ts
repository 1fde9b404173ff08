import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { ReasoningEffort } from 'openai/resources/shared';
import type { ModelEvent, ModelRequest, Usage } from '../ports/index.ts';
import { createAnswerText, createUsage, type StreamReader } from './answer-text.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { fields, stringOr } from './json.ts';
import type { Dialect } from './service.ts';

/** Builds the body of POST /chat/completions: fields that every compatible server knows, and OpenAI's own for OpenAI. */
export function chatBody(
  request: ModelRequest,
  { official, pseudonyms }: Dialect,
): ChatCompletionCreateParamsStreaming {
  const { model, system, messages, temperature, topP, maxOutputTokens, effort, verbosity } = request;
  const spoken = messages.map(({ role, text }) => ({ role, content: text }));
  const limit = official ? 'max_completion_tokens' : 'max_tokens';
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: system ? [{ role: 'system', content: system }, ...spoken] : spoken,
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxOutputTokens === undefined ? {} : { [limit]: maxOutputTokens }),
    // Which values there are is the service's to say: they grow from model to model.
    ...(effort === undefined ? {} : { reasoning_effort: effort as ReasoningEffort }),
    ...(verbosity === undefined
      ? {}
      : { verbosity: verbosity as ChatCompletionCreateParamsStreaming['verbosity'] & string }),
    ...(official ? { store: false } : {}),
    ...pseudonyms(request),
  };
}

type Finish = 'complete' | 'length' | 'filtered';

/** Reads the chunks of POST /chat/completions. Usage comes after the finish, if at all. */
export function createChatReader(at: Circumstances): StreamReader {
  const answer = createAnswerText();
  let finish: Finish | undefined;
  let usage: Usage | undefined;

  function close(): ModelEvent {
    if (finish === undefined) throw modelFault('model_cut', 'The stream ended without completion');
    return answer.end(finish, usage);
  }

  return {
    get finished() {
      return finish !== undefined;
    },
    read(chunk) {
      const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : undefined;
      if (chunk['error'] || (!choices && isFailure(chunk))) throw reportedFault(chunk, at);
      usage = usageOf(chunk['usage']) ?? usage;
      const choice = fields(choices?.[0]);
      finish = finishOf(choice['finish_reason']) ?? finish;
      const delta = fields(choice['delta']);
      const content = stringOr(delta['content']);
      if (content) return answer.text(content);
      const refusal = stringOr(delta['refusal']);
      if (refusal) return answer.refusal(refusal);
      return finish !== undefined && usage ? close() : undefined;
    },
    close,
    cut: answer.cut,
  };
}

function finishOf(reason: unknown): Finish | undefined {
  if (typeof reason !== 'string' || reason === '') return undefined;
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'filtered' : 'complete';
}

function usageOf(reported: unknown): Usage | undefined {
  const usage = fields(reported);
  return createUsage(usage['prompt_tokens'], usage['completion_tokens'], usage['prompt_tokens_details']);
}
