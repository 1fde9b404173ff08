import { speak } from './answer.ts';
import { checkText } from './checks.ts';
import { type ErrorBody, invalid, Refusal } from './failures.ts';
import { type Heard, isRecord, promptTokens } from './heard.ts';
import type { Models } from './models.ts';
import type { Parts } from './routes.ts';
import { wholeOf } from './whole.ts';

/** Lines of a batch's file: whether it may begin, and what comes of them. */

/** Line of an input file that passed the checks. */
export interface Line {
  custom_id: string;
  url: string;
  body: Record<string, unknown>;
}

/** Fault of an input file: the whole batch fails. */
export interface LineError {
  code: string;
  message: string;
  param: string | null;
  line: number | null;
}

const keys = ['custom_id', 'method', 'url', 'body'];
/** Most faults that are told of one file. */
const MOST_TOLD = 50;

/** Reads a file as the service does before it begins. Errors name lines from 1. */
export function readLines(
  file: Buffer,
  { endpoint, models, most }: { endpoint: string; models: Models; most: number },
): { lines: Line[]; errors: LineError[] } {
  const texts = file.toString('utf8').replace(/\n$/, '').split('\n');
  if (file.length === 0) return { lines: [], errors: [whole('empty_file', 'The batch file is empty.')] };
  if (texts.length > most) {
    const message = `The batch has ${texts.length} requests, more than the ${most} that a file may hold.`;
    return { lines: [], errors: [whole('max_requests_exceeded', message)] };
  }
  const lines: Line[] = [];
  const errors: LineError[] = [];
  for (const [index, text] of texts.entries()) {
    const found = lineOf(text, lines, endpoint, models);
    if ('code' in found) errors.push({ param: null, ...found, line: index + 1 });
    else lines.push(found);
  }
  return { lines, errors: errors.slice(0, MOST_TOLD) };
}

const whole = (code: string, message: string): LineError => ({ code, message, param: null, line: null });

type Problem = Pick<LineError, 'code' | 'message'> & Partial<LineError>;

function lineOf(text: string, before: readonly Line[], endpoint: string, models: Models): Line | Problem {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return { code: 'invalid_json_line', message: 'This line is not parseable as valid JSON.' };
  }
  if (!isRecord(line)) return { code: 'invalid_json_line', message: 'This line is no JSON object.' };
  const { custom_id: id, method, url, body } = line;
  const unknown = Object.keys(line).find((name) => !keys.includes(name));
  if (unknown !== undefined)
    return { code: 'unknown_parameter', message: `Unknown parameter: '${unknown}'.`, param: unknown };
  const missing = keys.find((name) => line[name] === undefined);
  if (missing !== undefined || typeof id !== 'string' || typeof url !== 'string' || !isRecord(body)) {
    const param = missing ?? 'custom_id';
    return { code: 'missing_required_parameter', message: `Missing required parameter: '${param}'.`, param };
  }
  if (method !== 'POST') return { code: 'invalid_method', message: 'The method must be POST.', param: 'method' };
  if (url !== endpoint) {
    const message = `The URL provided for this request does not match the batch endpoint '${endpoint}'.`;
    return { code: 'invalid_url', message, param: 'url' };
  }
  if (before.some(({ custom_id: other }) => other === id)) {
    const message = 'The custom_id of this request is a duplicate: it must be unique in each batch.';
    return { code: 'duplicate_custom_id', message, param: 'custom_id' };
  }
  const { model } = body;
  if (typeof model !== 'string' || models[model]?.kind !== 'text') {
    const message = `The provided model '${String(model)}' is not supported by the Batch API.`;
    return { code: 'model_not_found', message, param: 'body.model' };
  }
  const [first] = before;
  if (first && first.body['model'] !== model) {
    const message = `The provided model '${model}' does not match the rest of the batch: each must have a single model.`;
    return { code: 'mismatched_model', message, param: 'body.model' };
  }
  return { custom_id: id, url, body };
}

/** Outcome of a line: an HTTP answer, good or bad, as it would have been one by one. */
export interface Outcome {
  custom_id: string;
  ok: boolean;
  response: { status_code: number; request_id: string; body: object };
}

const apis: Readonly<Record<string, Heard['api']>> = {
  '/v1/responses': 'responses',
  '/v1/chat/completions': 'chat',
};

/** Answers a line. `refusal`: what a test has it refused with. */
export function answerLine(
  { custom_id, url, body }: Line,
  { models, decide }: Pick<Parts, 'models' | 'decide'>,
  id: number,
  refusal: Refusal | undefined,
): Outcome {
  const request_id = `req_batch${id}`;
  try {
    if (refusal) throw refusal;
    const heard = checkText(body, apis[url] ?? 'responses', models);
    if (heard.stream) throw invalid('Streaming is not supported in the Batch API.', 'stream', 'unsupported_value');
    const spoken = speak(decide(heard), promptTokens(heard), heard.maxTokens, heard.functions.length > 0);
    return { custom_id, ok: true, response: { status_code: 200, request_id, body: wholeOf(heard, spoken, id) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message, type, param = null, code = null }: ErrorBody = error.body;
    const response = { status_code: error.status, request_id, body: { error: { message, type, param, code } } };
    return { custom_id, ok: false, response };
  }
}
