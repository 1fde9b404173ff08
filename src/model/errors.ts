import { Fault, type FaultFacts, isFault, type ModelFaultKind } from '../util/errors.ts';
import { fields, stringOr } from './json.ts';
import { retryAfterMs } from './retry-after.ts';

/** Context of a failure. */
export interface Circumstances {
  model: string;
  /** Id that the service gave the request, once it answered. */
  requestId?: string | undefined;
  /** True once the answer has begun: a lost connection is then a cut, not an unreachable service. */
  begun?: boolean;
}

// A Map: codes come from outside, and an object also knows "constructor".
const kindByCode: ReadonlyMap<string, ModelFaultKind> = new Map(
  Object.entries({
    insufficient_quota: 'model_quota',
    billing_hard_limit_reached: 'model_quota',
    billing_not_active: 'model_quota',
    invalid_api_key: 'model_auth',
    model_not_found: 'model_unknown',
    context_length_exceeded: 'model_too_long',
    exceed_context_size_error: 'model_too_long',
    content_filter: 'model_filtered',
    content_policy_violation: 'model_filtered',
    image_content_policy_violation: 'model_filtered',
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
    'Set OPENAI_MODEL, OPENAI_MODEL_ADVANCED and OPENAI_IMAGE_MODEL to models the service has, and check OPENAI_BASE_URL.',
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

/** Makes a Fault of a failure that the service reports inside a stream. */
export function reportedFault(error: unknown, at: Circumstances): Fault {
  const { code, type, param, message } = fields(error);
  const reported = { code: token(code), type: token(type), param: token(param), message: stringOr(message) ?? '' };
  return fromService({ status: undefined, ...reported }, at);
}

interface ServiceError {
  status: number | undefined;
  code: string | undefined;
  type: string | undefined;
  param: string | undefined;
  message: string;
  headers?: Headers;
}

/** Recognises the openai client's APIError by its fields, so that the client need not be loaded for it. */
function fieldsOf(error: Error): ServiceError | undefined {
  if (!('requestID' in error && 'status' in error)) return undefined;
  const { status } = error;
  const field = (name: 'code' | 'type' | 'param') => token(name in error ? Reflect.get(error, name) : undefined);
  const headers = 'headers' in error && error.headers instanceof Headers ? { headers: error.headers } : {};
  return {
    status: typeof status === 'number' ? status : undefined,
    code: field('code'),
    type: field('type'),
    param: field('param'),
    message: error.message,
    ...headers,
  };
}

/** Passes names such as codes and parameters have. Anything else could be content. */
function token(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.[\]-]{1,80}$/.test(value) ? value : undefined;
}

const idFact = (requestId: string | undefined): FaultFacts => (requestId === undefined ? {} : { requestId });

/**
 * Words of services that count the answer's limit to what was said, and find the sum too long: vLLM, and OpenAI's older
 * models.
 */
const limitBeyondWindow = /max_(?:\w{1,20}_)?tokens.{0,40}too large|tokens in the completion|\d in the completion/is;

function kindOf({ status, code, type, message }: ServiceError): ModelFaultKind {
  if (status === 400 && limitBeyondWindow.test(message)) return 'model_rejected';
  const named = kindByCode.get(code ?? '') ?? kindByCode.get(type ?? '');
  if (named) return named;
  if (status === undefined || status >= 500) return 'model_server';
  // Compatible servers tell in words only.
  if (status === 400 && /context (?:length|window|size)|too many tokens/i.test(message)) return 'model_too_long';
  return kindByStatus[status] ?? 'model_rejected';
}

/** Names the limit of the answer where that is what was refused, though only in words. */
function limitIn({ message }: ServiceError): string | undefined {
  return limitBeyondWindow.test(message) ? 'max_tokens' : undefined;
}

function fromService(error: ServiceError, at: Circumstances): Fault {
  const kind = kindOf(error);
  const { status, headers } = error;
  const code = error.code ?? error.type;
  const param = kind === 'model_unknown' ? at.model : (limitIn(error) ?? error.param);
  const wait = headers && kind === 'model_busy' ? retryAfterMs(headers) : undefined;
  const facts: FaultFacts = {
    ...idFact(token(headers?.get('x-request-id')) ?? at.requestId),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(kind === 'model_rejected' ? rejectionFacts(error, at) : {}),
  };
  const told = [status, code, error.param && `for ${error.param}`].filter(Boolean).join(' ') || 'a failure';
  return modelFault(kind, `The service answered ${told}`, facts);
}

/** Words for a parameter that is refused whatever its value. The Responses API has no code for it. */
const unsupported = /unsupported|not supported|unknown.parameter/i;
/** Words that follow where only the value is refused. */
const hasOthers = /supported values are/i;

function rejectionFacts(error: ServiceError, { model }: Circumstances): FaultFacts {
  const { code = '', message } = error;
  const param = limitIn(error) ?? error.param;
  if (param === undefined) return { advice: `Check what ${model} accepts.` };
  return unsupported.test(`${code} ${message}`) && !hasOthers.test(message)
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
