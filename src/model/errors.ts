import { Fault, type FaultFacts, isFault, type ModelFaultKind } from '../util/errors.ts';
import { type Meaning, type Meant, meaningOf } from './dialects.ts';
import { MOST_WORDS, readFailure } from './failure-body.ts';
import { fields, numberOr } from './json.ts';
import { retryAfterMs } from './retry-after.ts';

/** Context of a failure. */
export interface Circumstances {
  model: string;
  /** Id that the service gave the request, once it answered. */
  requestId?: string | undefined;
  /** True once the answer has begun: a lost connection is then a cut, not an unreachable service. */
  begun?: boolean;
  /** The service is OpenAI itself, whose failures name what is wrong. */
  official?: boolean;
}

/** Codes for pictures that are none, too large, or of a kind that the service does not take. */
const wrongPictures = {
  invalid_image: 'model_rejected',
  invalid_image_format: 'model_rejected',
  invalid_image_mode: 'model_rejected',
  invalid_base64_image: 'model_rejected',
  image_parse_error: 'model_rejected',
  image_too_large: 'model_rejected',
  image_too_small: 'model_rejected',
  image_file_too_large: 'model_rejected',
  empty_image_file: 'model_rejected',
  unsupported_image_media_type: 'model_rejected',
} as const;

// A Map: codes come from outside, and an object also knows "constructor".
const kindByCode: ReadonlyMap<string, ModelFaultKind> = new Map(
  Object.entries({
    insufficient_quota: 'model_quota',
    billing_hard_limit_reached: 'model_quota',
    billing_not_active: 'model_quota',
    invalid_api_key: 'model_auth',
    model_not_found: 'model_unknown',
    context_length_exceeded: 'model_too_long',
    content_filter: 'model_filtered',
    content_policy_violation: 'model_filtered',
    image_content_policy_violation: 'model_filtered',
    ...wrongPictures,
    moderation_blocked: 'model_filtered',
    invalid_prompt: 'model_filtered',
    bio_policy: 'model_filtered',
    cyber_policy: 'model_filtered',
    rate_limit_exceeded: 'model_busy',
    slow_down: 'model_busy',
    server_error: 'model_server',
    vector_store_timeout: 'model_server',
  } as const satisfies Record<string, ModelFaultKind>),
);

const kindByStatus: Readonly<Record<number, ModelFaultKind>> = {
  401: 'model_auth',
  402: 'model_quota',
  403: 'model_auth',
  404: 'model_unknown',
  408: 'model_server',
  409: 'model_server',
  413: 'model_too_long',
  429: 'model_busy',
};

const adviceFor: Partial<Record<ModelFaultKind, string>> = {
  model_auth: 'Set OPENAI_API_KEY to a key that may use this model.',
  model_quota: "Top up the account's budget or raise its limit.",
  model_unknown:
    'Set OPENAI_MODEL and the other names of models to ones that the service has, and check OPENAI_BASE_URL.',
  model_unreachable: 'Check OPENAI_BASE_URL, PROXY_URL and the network.',
};

/** Makes a Fault with a hint to the operator. */
export function modelFault(kind: ModelFaultKind, message: string, facts: FaultFacts = {}, cause?: unknown): Fault {
  const advice = facts.advice ?? adviceFor[kind];
  return new Fault(kind, message, advice === undefined ? facts : { ...facts, advice }, cause);
}

/** Makes a Fault of any failure of a call. Drops the service's own words: they may repeat the request's content. */
export function toModelFault(error: unknown, at: Circumstances): Fault {
  if (isFault(error)) return withRequestId(error, at.requestId);
  if (!(error instanceof Error)) return modelFault('model_server', 'The model client threw no error object');
  const reported = fieldsOf(error);
  if (reported && (reported.status !== undefined || reported.code !== undefined || reported.type !== undefined)) {
    return fromService(reported, at);
  }
  if (error instanceof SyntaxError)
    return modelFault('model_server', 'The answer could not be read', idFact(at.requestId));
  return fromNetwork(error, at);
}

function withRequestId(fault: Fault, requestId: string | undefined): Fault {
  if (requestId === undefined || fault.facts.requestId !== undefined) return fault;
  return new Fault(fault.kind, fault.message, { ...fault.facts, requestId }, fault.cause);
}

/** Makes a Fault of a failure that the service reports inside a stream, or in place of one. */
export function reportedFault(error: unknown, at: Circumstances): Fault {
  // Some put the status there that can no longer be sent.
  const number = Number(readFailure(error).code);
  return answeredFault(Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined, error, at);
}

/** Makes a Fault of an answer's status and body; undefined where no status came. */
export function answeredFault(status: number | undefined, body: unknown, at: Circumstances): Fault {
  const { code, type, param, ...failure } = readFailure(body);
  return fromService({ ...failure, status, code: token(code), type: token(type), param: token(param) }, at);
}

interface ServiceError {
  status: number | undefined;
  code: string | undefined;
  type: string | undefined;
  param: string | undefined;
  message: string;
  limit?: number;
  asked?: number;
  headers?: Headers;
}

/** Recognises the openai client's APIError by its fields, so that the client need not be loaded for it. */
function fieldsOf(error: Error): ServiceError | undefined {
  if (!('requestID' in error && 'status' in error)) return undefined;
  const { status } = error;
  const field = (name: 'code' | 'type' | 'param') => token(name in error ? Reflect.get(error, name) : undefined);
  const headers = 'headers' in error && error.headers instanceof Headers ? { headers: error.headers } : {};
  const body = fields('error' in error ? error.error : undefined);
  const [limit, asked] = [numberOr(body['limit']), numberOr(body['asked'])];
  return {
    status: typeof status === 'number' ? status : undefined,
    code: field('code'),
    type: field('type'),
    param: field('param'),
    message: error.message,
    ...(limit === undefined ? {} : { limit }),
    ...(asked === undefined ? {} : { asked }),
    ...headers,
  };
}

/** Passes names such as codes and parameters have. Anything else could be content. */
function token(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.[\]-]{1,80}$/.test(value) ? value : undefined;
}

const idFact = (requestId: string | undefined): FaultFacts => (requestId === undefined ? {} : { requestId });

const kindByMeaning: Readonly<Record<Meaning, ModelFaultKind>> = {
  overflow: 'model_too_long',
  limit: 'model_rejected',
  field: 'model_rejected',
  value: 'model_rejected',
  blind: 'model_rejected',
  toolless: 'model_rejected',
  loading: 'model_server',
  credit: 'model_quota',
  quota: 'model_quota',
  endpoint: 'model_unknown',
};

function kindOf({ status, code, type }: ServiceError, meant: Meant | undefined): ModelFaultKind {
  if (meant) return kindByMeaning[meant.line.means];
  const named = kindByCode.get(code ?? '') ?? kindByCode.get(type ?? '');
  if (named) return named;
  // Within a stream, or over a WebSocket.
  if (status === undefined && type === 'invalid_request_error') return 'model_rejected';
  if (status === undefined || status >= 500) return 'model_server';
  return kindByStatus[status] ?? 'model_rejected';
}

/** Name of the parameter that was refused. One that the service names itself counts, but for the role of the instructions. */
function paramOf(error: ServiceError, meant: Meant | undefined): string | undefined {
  if (meant?.line.means === 'limit') return 'max_tokens';
  return meant?.line.field ?? error.param ?? meant?.field;
}

function fromService(error: ServiceError, at: Circumstances): Fault {
  const { status, headers, param: named } = error;
  const code = error.code ?? error.type;
  const meant = meaningOf(error, status);
  const kind = kindOf(error, meant);
  const param = kind === 'model_unknown' ? at.model : paramOf(error, meant);
  const wait = headers && kind === 'model_busy' ? retryAfterMs(headers) : undefined;
  const facts: FaultFacts = {
    ...idFact(token(headers?.get('x-request-id')) ?? at.requestId),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(meant ? meantFacts(meant) : {}),
    ...(meant === undefined && isUnclear(error, kind, at) ? { unclear: true } : {}),
    ...(kind === 'model_rejected' ? rejectionFacts(error, meant, at) : {}),
  };
  const told = [status, code, named && `for ${named}`].filter(Boolean).join(' ') || 'a failure';
  return modelFault(kind, `The service answered ${told}`, facts);
}

function meantFacts({ line, limit, asked, input, output }: Meant): FaultFacts {
  const sum = asked ?? (input !== undefined && output !== undefined ? input + output : undefined);
  return {
    ...(line.means === 'loading' ? { loading: true } : {}),
    ...(line.means === 'blind' ? { lacks: 'vision' } : {}),
    ...(line.means === 'toolless' ? { lacks: 'tools' } : {}),
    ...(line.means === 'endpoint' ? { advice: 'Check OPENAI_BASE_URL: most servers want it with /v1.' } : {}),
    ...(line.means !== 'overflow' || limit === undefined ? {} : { limit }),
    ...(line.means !== 'overflow' || input === undefined ? {} : { input }),
    ...(line.means !== 'overflow' || sum === undefined ? {} : { asked: sum }),
    ...(line.means === 'credit' && limit !== undefined ? { affords: limit } : {}),
  };
}

/** Words of failures that pass: nothing about the request is wrong. */
const passing = /internal server error|had an error|try again|overloaded|unavailable|time(?:d )?out|capacity/i;

/** The request may be at fault, and neither the service nor the table tells what of it. OpenAI itself always tells. */
function isUnclear(
  { status, message, param }: ServiceError,
  kind: ModelFaultKind,
  { official }: Circumstances,
): boolean {
  if (official || param !== undefined || message === '') return false;
  if (kind === 'model_rejected') return true;
  return kind === 'model_server' && status === 500 && !passing.test(message.slice(0, MOST_WORDS));
}

/** Words for a parameter that is refused whatever its value. The Responses API has no code for it. */
const unsupported = /unsupported|not supported|unknown.parameter/i;
/** Words that follow where only the value is refused. */
const hasOthers = /supported values are/i;

function rejectionFacts(error: ServiceError, meant: Meant | undefined, { model }: Circumstances): FaultFacts {
  const { code = '', message } = error;
  const param = paramOf(error, meant);
  if (param === undefined) return { advice: `Check what ${model} accepts.` };
  const whole = meant?.line.means === 'field' || unsupported.test(`${code} ${message}`);
  return whole && !hasOthers.test(message)
    ? { unsupported: true, advice: `Leave the setting for ${param} empty: ${model} does not take it.` }
    : { advice: `Correct the setting for ${param}.` };
}

const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

function fromNetwork(error: Error, at: Circumstances): Fault {
  const code = networkCode(error);
  const facts: FaultFacts = { ...idFact(at.requestId), ...(code === undefined ? {} : { code }) };
  if (code !== undefined && timeouts.includes(code))
    return modelFault('model_stalled', 'Nothing came for too long', facts);
  if (at.begun) return modelFault('model_cut', 'The connection was lost in the middle of the answer', facts);
  return modelFault('model_unreachable', 'No connection to the model service', facts);
}

/** Finds the system's code of a failed connection in the chain of causes. */
function networkCode(error: Error): string | undefined {
  let at: unknown = error;
  for (let depth = 0; depth < 6 && at instanceof Error; depth += 1) {
    const code = 'code' in at ? token(at.code) : undefined;
    if (code !== undefined) return code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}
