import type { Reply } from '../server.ts';

/** The body of every OpenAI failure. */
export interface ErrorBody {
  message: string;
  type: string;
  param?: string | null;
  code?: string | null;
}

/** Thrown by the checks; becomes the answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Record<string, string>;

  constructor(status: number, body: ErrorBody, headers: Record<string, string> = {}) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A 400 that names the parameter at fault. */
export function invalid(message: string, param: string | null, code: string | null): Refusal {
  return new Refusal(400, { message, type: 'invalid_request_error', param, code });
}

export const missing = (name: string): Refusal =>
  invalid(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter');

export function errorReply(refusal: Refusal): Reply {
  const { message, type, param = null, code = null } = refusal.body;
  return { status: refusal.status, headers: refusal.headers, body: { error: { message, type, param, code } } };
}

/** Failures the service is known for, ready for `fail()`. */
export const failures = {
  rateLimited: (seconds: number) => ({
    status: 429,
    headers: { 'retry-after': String(seconds), 'x-ratelimit-remaining-requests': '0' },
    error: {
      message: `Rate limit reached on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in ${seconds}s.`,
      type: 'requests',
      param: null,
      code: 'rate_limit_exceeded',
    },
  }),
  quota: () => ({
    status: 429,
    error: {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
  }),
  server: (status = 500) => ({
    status,
    error: {
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      param: null,
      code: null,
    },
  }),
  html: (status = 502) => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  }),
};
