import { invalid } from './failures.ts';
import { isRecord } from './heard.ts';

/** What a parameter may be. `any` is known and not looked into. */
type Parameter =
  | { type: 'string'; max?: number; values?: readonly string[] }
  | { type: 'integer' | 'number'; min?: number; max?: number }
  | { type: 'boolean' | 'object' | 'any' };

export type Parameters = Readonly<Record<string, Parameter>>;

const any: Parameter = { type: 'any' };
const flag: Parameter = { type: 'boolean' };
const string: Parameter = { type: 'string' };
const unit: Parameter = { type: 'number', min: 0, max: 1 };
const penalty: Parameter = { type: 'number', min: -2, max: 2 };

/** Of any model; one takes fewer. */
export const allEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
export const allVerbosities = ['low', 'medium', 'high'];

const shared: Parameters = {
  model: string,
  stream: flag,
  store: flag,
  temperature: { type: 'number', min: 0, max: 2 },
  top_p: unit,
  top_logprobs: { type: 'integer', min: 0, max: 20 },
  user: string,
  safety_identifier: { type: 'string', max: 64 },
  prompt_cache_key: { type: 'string', max: 64 },
  prompt_cache_retention: any,
  prompt_cache_options: any,
  metadata: any,
  service_tier: string,
  tools: any,
  tool_choice: any,
  parallel_tool_calls: flag,
  moderation: any,
  stream_options: { type: 'object' },
};

export const responsesParameters: Parameters = {
  ...shared,
  input: any,
  instructions: string,
  max_output_tokens: { type: 'integer', min: 16 },
  max_tool_calls: { type: 'integer', min: 1 },
  previous_response_id: string,
  conversation: any,
  context_management: any,
  background: flag,
  include: any,
  prompt: any,
  reasoning: { type: 'object' },
  text: { type: 'object' },
  truncation: { type: 'string', values: ['auto', 'disabled'] },
};

export const chatParameters: Parameters = {
  ...shared,
  messages: any,
  max_tokens: { type: 'integer', min: 1 },
  max_completion_tokens: { type: 'integer', min: 1 },
  n: { type: 'integer', min: 1, max: 128 },
  stop: any,
  seed: { type: 'integer' },
  audio: any,
  modalities: any,
  prediction: any,
  response_format: any,
  reasoning_effort: { type: 'string', values: allEfforts },
  verbosity: { type: 'string', values: allVerbosities },
  web_search_options: any,
  logprobs: flag,
  logit_bias: any,
  frequency_penalty: penalty,
  presence_penalty: penalty,
  functions: any,
  function_call: any,
};

export const imageParameters: Parameters = {
  model: string,
  prompt: { type: 'string', max: 32_000 },
  n: { type: 'integer', min: 1, max: 10 },
  quality: { type: 'string', values: ['low', 'medium', 'high', 'auto'] },
  size: string,
  background: { type: 'string', values: ['transparent', 'opaque', 'auto'] },
  moderation: { type: 'string', values: ['low', 'auto'] },
  output_format: { type: 'string', values: ['png', 'jpeg', 'webp'] },
  output_compression: { type: 'integer', min: 0, max: 100 },
  partial_images: { type: 'integer', min: 0, max: 3 },
  stream: flag,
  safety_identifier: { type: 'string', max: 64 },
  user: string,
};

/** Of the built-in tool that draws within an answer. */
export const drawingToolParameters: Parameters = {
  type: string,
  model: string,
  action: { type: 'string', values: ['generate', 'edit', 'auto'] },
  quality: { type: 'string', values: ['low', 'medium', 'high', 'auto'] },
  size: string,
  background: { type: 'string', values: ['transparent', 'opaque', 'auto'] },
  moderation: { type: 'string', values: ['auto', 'low'] },
  output_format: { type: 'string', values: ['png', 'webp', 'jpeg'] },
  output_compression: { type: 'integer', min: 0, max: 100 },
  input_image_mask: any,
  partial_images: { type: 'integer', min: 0, max: 3 },
};

/** Of a multipart body, without its files. */
export const editParameters: Parameters = Object.fromEntries(
  Object.entries(imageParameters).filter(([name]) => name !== 'moderation'),
);

/** Of a multipart body, without its file. */
export const transcriptionParameters: Parameters = {
  model: string,
  language: string,
  languages: any,
  keywords: any,
  prompt: string,
  response_format: string,
  temperature: unit,
  include: any,
  timestamp_granularities: any,
  stream: flag,
  chunking_strategy: any,
  known_speaker_names: any,
  known_speaker_references: any,
};

export const speechParameters: Parameters = {
  model: string,
  input: { type: 'string', max: 4096 },
  instructions: { type: 'string', max: 4096 },
  voice: any,
  response_format: { type: 'string', values: ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] },
  speed: { type: 'number', min: 0.25, max: 4 },
  stream_format: { type: 'string', values: ['sse', 'audio'] },
};

const articles = {
  string: 'a string',
  integer: 'an integer',
  number: 'a decimal',
  boolean: 'a boolean',
  object: 'an object',
};

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  if (typeof value === 'string') return 'a string';
  return typeof value === 'boolean' ? 'a boolean' : 'an object';
}

function isOfType(value: unknown, type: Parameter['type']): boolean {
  if (type === 'any') return true;
  if (type === 'integer') return Number.isInteger(value);
  return type === 'object' ? isRecord(value) : typeof value === type;
}

/** Values as the service lists them: 'a', 'b', and 'c'. */
export function listed(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
}

function checkRange(name: string, value: number, rule: { type: string; min?: number; max?: number }): void {
  const kind = rule.type === 'integer' ? 'integer' : 'decimal';
  if (rule.min !== undefined && value < rule.min) {
    const message = `Invalid '${name}': ${kind} below minimum value. Expected a value >= ${rule.min}, but got ${value} instead.`;
    throw invalid(message, name, `${kind}_below_min_value`);
  }
  if (rule.max !== undefined && value > rule.max) {
    const message = `Invalid '${name}': ${kind} above maximum value. Expected a value <= ${rule.max}, but got ${value} instead.`;
    throw invalid(message, name, `${kind}_above_max_value`);
  }
}

function checkString(name: string, value: string, rule: { max?: number; values?: readonly string[] }): void {
  if (rule.max !== undefined && value.length > rule.max) {
    const message = `Invalid '${name}': string too long. Expected a string with maximum length ${rule.max}, but got a string with length ${value.length} instead.`;
    throw invalid(message, name, 'string_above_max_length');
  }
  if (rule.values && !rule.values.includes(value)) {
    throw invalid(`Invalid value: '${value}'. Supported values are: ${listed(rule.values)}.`, name, 'invalid_value');
  }
}

/**
 * Refuses unknown parameters, wrong types and values out of range, as the service words it. Null means absent. `within`: path of
 * the object, where it is not the body itself.
 */
export function checkParameters(body: Record<string, unknown>, known: Parameters, within = ''): void {
  for (const [key, value] of Object.entries(body)) {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined;
    const name = within + key;
    if (!rule) throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
    if (value === null || rule.type === 'any') continue;
    if (!isOfType(value, rule.type)) {
      const message = `Invalid type for '${name}': expected ${articles[rule.type]}, but got ${nameOf(value)} instead.`;
      throw invalid(message, name, 'invalid_type');
    }
    if (typeof value === 'number' && (rule.type === 'integer' || rule.type === 'number')) checkRange(name, value, rule);
    if (typeof value === 'string' && rule.type === 'string') checkString(name, value, rule);
  }
}
