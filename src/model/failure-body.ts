import { fields, numberOr } from './json.ts';

/** Failure of a service, whatever form its body has. Its words may repeat the request: they are read, and never kept. */
export interface Failure {
  message: string;
  code?: string | number;
  type?: string;
  param?: string;
  /** Tokens of the window, and of what was asked for, where the body has fields for them. */
  limit?: number;
  asked?: number;
}

/** Most of the words that are looked at, in UTF-16 units. */
export const MOST_WORDS = 2_000;
/** Most values of a body that are looked at, and how deep. */
const MOST_VALUES = 60;
const DEEPEST = 6;

/** Fields that hold words, or further fields with words, in the order in which they are read. */
const WORDS = [
  'message',
  'msg',
  'detail',
  'details',
  'error',
  'errors',
  'metadata',
  'raw',
  'error_msg',
  'base_resp',
  'status_msg',
] as const;

/**
 * Reads the body of a failure. OpenAI's is `{error: {message, type, param, code}}`. Others send that without the frame
 * (vLLM, SGLang), in a list (Gemini), a bare text (TGI, LM Studio), or `detail` (FastAPI). OpenRouter has the words of the
 * server behind it in `metadata.raw`.
 */
export function readFailure(body: unknown): Failure {
  const walk = { left: MOST_VALUES, words: '' };
  gather(body, 0, walk);
  const failure: Failure = { message: walk.words };
  for (const level of levelsOf(body)) {
    const [code, type, param] = [level['code'] ?? level['http_status_code'], level['type'], level['param']];
    if (typeof code === 'string' || typeof code === 'number') failure.code ??= code;
    if (typeof type === 'string') failure.type ??= type;
    if (typeof param === 'string') failure.param ??= param;
    // llama.cpp (pull request 15780) names both.
    const [limit, asked] = [
      numberOr(level['n_ctx'] ?? level['limit']),
      numberOr(level['n_prompt_tokens'] ?? level['asked']),
    ];
    if (limit !== undefined) failure.limit ??= limit;
    if (asked !== undefined) failure.asked ??= asked;
  }
  return failure;
}

/** Tells a failure from an event of a stream, or from a whole answer. */
export function isFailure(body: Readonly<Record<string, unknown>>): boolean {
  if (body['error']) return true;
  // vLLM has it without a frame, Gemini in a list.
  if (Array.isArray(body)) return body.length > 0;
  // MiniMax answers 200 with null in place of choices.
  if (numberOr(fields(body['base_resp'])['status_code'])) return true;
  return body['object'] === 'error' || typeof (body['message'] ?? body['detail']) === 'string';
}

/** Fetches as `inner` does, and puts the body of a failure into OpenAI's form, the only one that its client reads. */
export function withPlainFailures(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    // A status may allow no body.
    if (response.ok || !response.body) return response;
    const { status, headers } = response;
    return new Response(plain(await response.text()), { status, headers });
  };
}

/** Leaves what is no JSON as it is. */
function plain(body: string): string {
  try {
    return JSON.stringify({ error: readFailure(JSON.parse(body)) });
  } catch {
    return body;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects that may hold code, type and parameter: the innermost frame first. */
function levelsOf(body: unknown): Fields[] {
  const levels: Fields[] = [];
  let at: unknown = body;
  for (let depth = 0; depth < DEEPEST && at !== undefined; depth += 1) {
    if (Array.isArray(at)) at = at[0];
    if (!isFields(at)) break;
    levels.unshift(at);
    at = at['error'] ?? at['detail'];
  }
  return levels;
}

function gather(value: unknown, depth: number, walk: { left: number; words: string }): void {
  walk.left -= 1;
  if (walk.left < 0 || depth > DEEPEST || walk.words.length >= MOST_WORDS) return;
  if (typeof value === 'string') {
    walk.words = `${walk.words}${walk.words && ' '}${value}`.slice(0, MOST_WORDS);
  } else if (Array.isArray(value)) {
    for (const item of value.slice(0, walk.left + 1)) gather(item, depth + 1, walk);
  } else if (isFields(value)) {
    // FastAPI says where and what apart: ["body", "stream_options"] and "Extra inputs are not permitted".
    const { loc } = value;
    if (Array.isArray(loc)) gather(loc.filter((part) => typeof part === 'string').join('.'), depth + 1, walk);
    for (const name of WORDS) if (value[name] !== undefined) gather(value[name], depth + 1, walk);
  }
}
