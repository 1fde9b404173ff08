import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ReasoningEffort } from 'openai/resources/shared';
import type { ModelEvent, ModelMessage, ModelRequest, ToolCall, Usage } from '../ports/index.ts';
import { wordsOf as textIn } from '../util/messages.ts';
import { createAnswerText, createUsage, type ReadFor, type StreamReader } from './answer-text.ts';
import { createChatItems, fieldsFor } from './chat-items.ts';
import { type Finish, finishOf } from './endings.ts';
import { type Circumstances, modelFault, reportedFault } from './errors.ts';
import { isFailure } from './failure-body.ts';
import { fields, stringOr } from './json.ts';
import { contentsOf } from './pictures.ts';
import type { Dialect } from './service.ts';
import { createSources } from './sources.ts';
import { DONE } from './sse.ts';
import { createArrivingCalls, createCallMaker, sentArguments } from './tool-calls.ts';
import { chatTools } from './tools.ts';

/** Builds the body of POST /chat/completions: fields that every compatible server knows, and OpenAI's own for OpenAI. */
export function chatBody(
  request: ModelRequest,
  { official, pseudonyms, maker }: Dialect,
): ChatCompletionCreateParamsStreaming {
  const { model, system, messages, temperature, topP, maxOutputTokens, effort, verbosity } = request;
  const spoken = said(messages, maker(request));
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
    ...chatTools(request),
    ...(official ? { store: false } : {}),
    ...pseudonyms(request),
  };
}

/** Messages with their contents. Servers that know no `detail` ignore it, or are taught to. */
function said(messages: readonly ModelMessage[], maker: string): ChatCompletionMessageParam[] {
  const contents = contentsOf(messages, {
    text: (text) => ({ type: 'text', text }),
    image: (url, { detail }) => ({ type: 'image_url', image_url: { url, detail } }),
  });
  return messages.flatMap((message, at) => {
    const { role, parts } = message;
    if (role === 'tool') return resultsOf(message);
    const back = fieldsFor(parts, maker);
    const calls = parts.flatMap((part) =>
      part.type === 'call' ? [{ ...callOf(part.call), ...back.ofCall(part.call.id) }] : [],
    );
    if (calls.length === 0) return [{ role, content: contents[at] }];
    return [{ role, content: textIn(message) || null, ...back.message, tool_calls: calls }];
  }) as ChatCompletionMessageParam[];
}

function resultsOf({ parts }: ModelMessage): object[] {
  return parts.flatMap((part) =>
    part.type === 'result' ? [{ role: 'tool', tool_call_id: part.call, content: part.text }] : [],
  );
}

const callOf = ({ id, name, arguments: written }: ToolCall) => ({
  ...{ id, type: 'function', function: { name, arguments: sentArguments(written) } },
});

/** Reads the chunks of POST /chat/completions. Usage comes after the finish, if at all. */
export function createChatReader(at: Circumstances, { maker = '', messages }: ReadFor = {}): StreamReader {
  let reasoned = false;
  // LM Studio (lmstudio-bug-tracker#2339) says nothing at all where the window is exceeded.
  const answer = createAnswerText(() => !at.official && !reasoned);
  const arriving = createArrivingCalls();
  const items = createChatItems(maker);
  const cited = createSources();
  let finish: Finish | undefined;
  let usage: Usage | undefined;

  function close(): ModelEvent {
    if (finish === undefined) throw modelFault('model_cut', 'The stream ended without completion');
    if (finish === 'cut') throw modelFault('model_cut', 'The service broke its answer off');
    if (arriving.any && finish === 'complete') answer.called();
    return answer.end(finish, usage);
  }

  function wordsIn(delta: Readonly<Record<string, unknown>>): ModelEvent[] {
    const content = textOf(delta['content']);
    if (content) return [answer.text(content)];
    const refusal = stringOr(delta['refusal']);
    if (refusal) return [answer.refusal(refusal)];
    const thought = reasoningOf(delta);
    reasoned ||= thought !== '';
    return thought === '' ? [] : [{ type: 'reasoning', delta: thought }];
  }

  function citedIn({ annotations }: Readonly<Record<string, unknown>>): ModelEvent[] {
    return Array.isArray(annotations) ? annotations.flatMap(cited) : [];
  }

  function calls(): ModelEvent[] {
    const { make } = createCallMaker(messages);
    const extra: Record<string, unknown> = {};
    const made = arriving.told().flatMap(({ extra: signed, ...told }): ModelEvent[] => {
      const call = make(told);
      if (call && signed !== undefined) extra[call.id] = signed;
      return call ? [{ type: 'call', call }] : [];
    });
    if (made.length === 0) return [];
    return [...items.kept(extra).map((item) => ({ type: 'item' as const, item })), ...made];
  }

  return {
    get finished() {
      return finish !== undefined;
    },
    read(chunk) {
      if (chunk === DONE) {
        // Some never say why they end: words and the mark of the end are an answer.
        if (!answer.silent || arriving.any) finish ??= 'complete';
        return finish === undefined ? undefined : close();
      }
      const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : undefined;
      if (chunk['error'] || (!choices && isFailure(chunk))) throw reportedFault(chunk, at);
      usage = usageOf(chunk['usage']) ?? usage;
      const choice = fields(choices?.[0]);
      finish = finishOf(choice['finish_reason']) ?? finish;
      const delta = fields(choice['delta']);
      arriving.add(delta['tool_calls'] ?? (delta['function_call'] ? [{ function: delta['function_call'] }] : []));
      items.add(delta);
      const events = [...wordsIn(delta), ...citedIn(delta)];
      if (events.length > 0) return events;
      return finish !== undefined && (usage || finish === 'cut') ? close() : undefined;
    },
    close,
    cut: answer.cut,
    calls,
    files: [],
    pictures: 0,
    busy: false,
  };
}

/** Reads content: a text, or a list of parts (Mistral), of which those of text are the answer. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isText(fields(part)['type']) ? (stringOr(fields(part)['text']) ?? '') : '')).join('');
}

/** Reads reasoning, which has a field of its own at DeepSeek, vLLM, OpenRouter, Ollama, and parts of the content at Mistral. */
function reasoningOf(delta: Readonly<Record<string, unknown>>): string {
  for (const name of ['reasoning_content', 'reasoning', 'thinking'] as const) {
    const text = delta[name];
    if (typeof text === 'string' && text !== '') return text;
  }
  const { reasoning_details: details, content } = delta;
  return partsOf(details, ['text', 'summary']) || partsOf(content, ['thinking', 'reasoning']);
}

/** Joins the words of parts, which may be lists of parts themselves. */
function partsOf(parts: unknown, names: readonly string[]): string {
  if (!Array.isArray(parts)) return '';
  return parts
    .map((part) => {
      const found = names.map((name) => fields(part)[name]).find((value) => value !== undefined);
      return typeof found === 'string' ? found : Array.isArray(found) ? found.map(wordsOf).join('') : '';
    })
    .join('');
}

const wordsOf = (part: unknown): string => stringOr(fields(part)['text']) ?? '';

const isText = (type: unknown): boolean => type === 'text' || type === 'output_text';

function usageOf(reported: unknown): Usage | undefined {
  const usage = fields(reported);
  return createUsage(usage['prompt_tokens'], usage['completion_tokens'], usage['prompt_tokens_details']);
}
