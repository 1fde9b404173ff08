import { checkSaid } from './contents.ts';
import { invalid, missing } from './failures.ts';
import { type Heard, hear, isRecord, promptTokens } from './heard.ts';
import { type ModelFacts, type Models, modelOf } from './models.ts';
import { checkPairs } from './pairing.ts';
import {
  allEfforts,
  allVerbosities,
  chatParameters,
  checkParameters,
  listed,
  responsesParameters,
} from './parameters.ts';
import { checkTools } from './tools.ts';

type Body = Record<string, unknown>;

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

/** Values of `include`, as the official description lists them. */
const included = [
  ...['file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources'],
  ...['message.input_image.image_url', 'computer_call_output.output.image_url', 'code_interpreter_call.outputs'],
  ...['reasoning.encrypted_content', 'message.output_text.logprobs'],
];

function checkInclude({ include }: Body, facts: ModelFacts): void {
  if (!Array.isArray(include)) return;
  const unknown = include.findIndex((value) => !included.includes(value));
  if (unknown >= 0) {
    const message = `Invalid value: '${String(include[unknown])}'. Supported values are: ${listed(included)}.`;
    throw invalid(message, `include[${unknown}]`, 'invalid_value');
  }
  if (facts.efforts || facts.reasoning || !include.includes('reasoning.encrypted_content')) return;
  throw invalid('Encrypted content is not supported with this model.', 'include', null);
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
  checkSaid(body, api, facts);
  checkPairs(body, api);
  checkInclude(body, facts);
  if (body['stream_options'] !== undefined && body['stream'] !== true) {
    const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
    throw invalid(message, 'stream_options', null);
  }
  checkLevels(body, facts, api);
  refuseForReasoning(body, facts, api);
  const easel = checkTools(body, api, facts, models);
  const heard: Heard = { ...hear(api, body), ...(easel ? { easel } : {}) };
  checkWindow(heard, facts);
  return heard;
}
