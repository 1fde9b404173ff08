import { invalid, Refusal } from './failures.ts';
import { type Heard, hear, isRecord, promptTokens } from './heard.ts';
import type { ModelFacts } from './models.ts';
import {
  allEfforts,
  allVerbosities,
  chatParameters,
  checkParameters,
  imageParameters,
  listed,
  responsesParameters,
} from './parameters.ts';

type Models = Readonly<Record<string, ModelFacts>>;
type Body = Record<string, unknown>;

const missing = (name: string) => invalid(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter');

function modelOf(body: Body, models: Models, kind: ModelFacts['kind'], api: 'responses' | 'other'): ModelFacts {
  const name = body['model'];
  if (typeof name !== 'string' || name === '') throw missing('model');
  const facts = Object.hasOwn(models, name) ? models[name] : undefined;
  if (facts?.kind === kind) return facts;
  // The Responses API words and numbers it differently from all others.
  if (api === 'responses') throw invalid(`The requested model '${name}' does not exist.`, 'model', 'model_not_found');
  throw new Refusal(404, {
    message: `The model \`${name}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  });
}

function refuseForReasoning(body: Body, facts: ModelFacts, api: Heard['api']): void {
  const effort = effortOf(body, api) ?? facts.effort ?? 'none';
  if (!facts.reasoning && effort === 'none') return;
  for (const name of ['temperature', 'top_p']) {
    if (body[name] === undefined || body[name] === null || body[name] === 1) continue;
    const code = api === 'responses' ? null : 'unsupported_parameter';
    throw invalid(`Unsupported parameter: '${name}' is not supported with this model.`, name, code);
  }
  if (facts.reasoning && body['max_tokens'] !== undefined) {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    throw invalid(message, 'max_tokens', 'unsupported_parameter');
  }
}

function effortOf(body: Body, api: Heard['api']): unknown {
  const { reasoning } = body;
  const effort = api === 'responses' ? isRecord(reasoning) && reasoning['effort'] : body['reasoning_effort'];
  return effort === null || effort === false ? undefined : effort;
}

/** Reasoning effort and verbosity: first whether there is such a value at all, then whether this model takes it. */
function checkLevels(body: Body, facts: ModelFacts, api: Heard['api']): void {
  const { text } = body;
  const responses = api === 'responses';
  const effort = effortOf(body, api);
  const effortName = responses ? 'reasoning.effort' : 'reasoning_effort';
  if (effort !== undefined && !facts.efforts) {
    const message = `Unsupported parameter: '${effortName}' is not supported with this model.`;
    throw invalid(message, effortName, 'unsupported_parameter');
  }
  if (responses && isRecord(body['reasoning']) && body['reasoning']['summary'] !== undefined && !facts.efforts) {
    const message = "Unsupported parameter: 'reasoning.summary' is not supported with this model.";
    throw invalid(message, 'reasoning.summary', 'unsupported_parameter');
  }
  checkLevel(effortName, effort, allEfforts, facts.efforts ?? [], body['model']);
  const verbosity = responses ? isRecord(text) && text['verbosity'] : body['verbosity'];
  if (verbosity === undefined || verbosity === null || verbosity === false) return;
  const name = responses ? 'text.verbosity' : 'verbosity';
  checkLevel(name, verbosity, allVerbosities, facts.verbosities ?? ['medium'], body['model']);
}

function checkLevel(
  name: string,
  value: unknown,
  all: readonly string[],
  taken: readonly string[],
  model: unknown,
): void {
  if (value === undefined) return;
  if (typeof value !== 'string' || !all.includes(value)) {
    throw invalid(`Invalid value: '${String(value)}'. Supported values are: ${listed(all)}.`, name, 'invalid_value');
  }
  if (taken.includes(value)) return;
  const message = `Unsupported value: '${value}' is not supported with the '${model}' model. Supported values are: ${listed(taken)}.`;
  throw invalid(message, name, 'unsupported_value');
}

const partTypes = {
  responses: { user: ['input_text', 'input_image', 'input_file'], assistant: ['output_text', 'refusal'] },
  chat: { user: ['text', 'image_url', 'input_audio', 'file'], assistant: ['text', 'refusal'] },
};

function checkContent(content: unknown, role: string, path: string, api: Heard['api']): void {
  if (typeof content === 'string') return;
  if (content === undefined) throw missing(path);
  if (!Array.isArray(content)) {
    const message = `Invalid type for '${path}': expected one of a string or array of objects, but got ${content === null ? 'null' : `a ${typeof content}`} instead.`;
    throw invalid(message, path, 'invalid_type');
  }
  const allowed = partTypes[api][role === 'assistant' ? 'assistant' : 'user'];
  content.forEach((part: unknown, index) => {
    const type = isRecord(part) ? part['type'] : undefined;
    if (typeof type === 'string' && allowed.includes(type)) return;
    const at = `${path}[${index}].type`;
    throw invalid(`Invalid value: '${String(type)}'. Supported values are: ${listed(allowed)}.`, at, 'invalid_value');
  });
}

function checkMessages(items: unknown, name: 'input' | 'messages', api: Heard['api']): void {
  if (!Array.isArray(items)) {
    throw invalid(
      `Invalid type for '${name}': expected an array of objects, but got a ${typeof items} instead.`,
      name,
      'invalid_type',
    );
  }
  if (items.length === 0) {
    throw invalid(
      `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      name,
      'empty_array',
    );
  }
  const roles =
    api === 'responses'
      ? ['assistant', 'system', 'developer', 'user']
      : ['system', 'assistant', 'user', 'function', 'tool', 'developer'];
  items.forEach((item: unknown, index) => {
    const path = `${name}[${index}]`;
    if (!isRecord(item)) {
      throw invalid(
        `Invalid type for '${path}': expected an object, but got a ${typeof item} instead.`,
        path,
        'invalid_type',
      );
    }
    const role = item['role'];
    if (role === undefined && api === 'responses' && item['type'] !== undefined && item['type'] !== 'message') return;
    if (typeof role !== 'string' || !roles.includes(role)) {
      throw invalid(
        `Invalid value: '${String(role)}'. Supported values are: ${listed(roles)}.`,
        `${path}.role`,
        'invalid_value',
      );
    }
    if (role === 'assistant' && api === 'chat' && item['tool_calls'] !== undefined) return;
    checkContent(item['content'], role, `${path}.content`, api);
  });
}

function checkInput(body: Body): void {
  const input = body['input'];
  if (input === undefined || input === null || input === '') {
    const message = 'One of "input" or "previous_response_id" or \'prompt\' or \'conversation_id\' must be provided.';
    throw invalid(message, 'input', 'missing_required_parameter');
  }
  if (typeof input !== 'string') checkMessages(input, 'input', 'responses');
}

function checkWindow(heard: Heard, facts: ModelFacts): void {
  const used = promptTokens(heard) + (heard.api === 'chat' ? (heard.maxTokens ?? 0) : 0);
  if (used <= facts.window) return;
  if (heard.api === 'responses') {
    const message = 'Your input exceeds the context window of this model. Please adjust your input and try again.';
    throw invalid(message, 'input', 'context_length_exceeded');
  }
  const message = `This model's maximum context length is ${facts.window} tokens. However, your messages resulted in ${used} tokens. Please reduce the length of the messages.`;
  throw invalid(message, 'messages', 'context_length_exceeded');
}

/** Reads a request for text, or throws the service's refusal. */
export function checkText(body: Body, api: Heard['api'], models: Models): Heard {
  checkParameters(body, api === 'responses' ? responsesParameters : chatParameters);
  if (api === 'chat' && body['messages'] === undefined) throw missing('messages');
  const facts = modelOf(body, models, 'text', api === 'responses' ? 'responses' : 'other');
  if (api === 'responses') checkInput(body);
  else checkMessages(body['messages'], 'messages', 'chat');
  if (body['stream_options'] !== undefined && body['stream'] !== true) {
    const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
    throw invalid(message, 'stream_options', null);
  }
  checkLevels(body, facts, api);
  refuseForReasoning(body, facts, api);
  const heard = hear(api, body);
  checkWindow(heard, facts);
  return heard;
}

/** A checked request for pictures. */
export interface Painting {
  prompt: string;
  model: string;
  count: number;
  width: number;
  height: number;
  quality: string;
}

const standardSizes = ['1024x1024', '1024x1536', '1536x1024', 'auto'];

function dimensions(size: unknown, facts: ModelFacts): { width: number; height: number } {
  if (size === undefined || size === null || size === 'auto') return { width: 1024, height: 1024 };
  const [, width = 0, height = 0] = (/^(\d{1,5})x(\d{1,5})$/.exec(String(size)) ?? []).map(Number);
  const long = Math.max(width, height);
  const free =
    facts.anySize && width % 16 === 0 && height % 16 === 0 && long <= 3840 && Math.min(width, height) * 3 >= long;
  if (long === 0 || !(standardSizes.includes(String(size)) || free)) {
    throw invalid(
      `Invalid value: '${String(size)}'. Supported values are: ${listed(standardSizes)}.`,
      'size',
      'invalid_value',
    );
  }
  return { width, height };
}

/** Reads a request for pictures, or throws the service's refusal. */
export function checkImage(body: Body, models: Models): Painting {
  const facts = modelOf(body, models, 'image', 'other');
  const xl = facts.anySize
    ? { quality: { type: 'string', values: ['low', 'medium', 'high', 'xhigh', 'max', 'auto'] } as const }
    : {};
  checkParameters(body, { ...imageParameters, ...xl });
  const prompt = body['prompt'];
  if (typeof prompt !== 'string') throw missing('prompt');
  if (prompt === '') {
    throw invalid(
      "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.",
      'prompt',
      'empty_string',
    );
  }
  if (/\bforbidden\b/i.test(prompt)) {
    throw new Refusal(400, {
      message: 'Your request was rejected by the safety system.',
      type: 'image_generation_user_error',
      param: null,
      code: 'moderation_blocked',
    });
  }
  return {
    prompt,
    model: String(body['model']),
    count: typeof body['n'] === 'number' ? body['n'] : 1,
    ...dimensions(body['size'], facts),
    quality: typeof body['quality'] === 'string' && body['quality'] !== 'auto' ? body['quality'] : 'medium',
  };
}
