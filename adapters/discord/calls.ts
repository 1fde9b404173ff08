import { type RawFile, REST, RequestMethod } from 'discord.js';
import { faultOf } from './faults.ts';

/** Discord's REST API: one attempt a call, no waiting, Faults only. */

export interface Request {
  method: keyof typeof RequestMethod;
  route: `/${string}`;
  body?: unknown;
  files?: RawFile[];
  query?: Record<string, string>;
  /** A token in the path is the permission; the bot's own is not sent (a refusal would make the client drop it). */
  byPath?: boolean;
  /** 15 s when absent. */
  timeoutMs?: number;
}

export interface Calls {
  /** The answer's JSON, unchecked. Rejects with a Fault, or with the signal's reason. */
  call(request: Request, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

export interface CallSettings {
  token: string;
  /** e.g. `https://discord.com/api` */
  apiUrl: string;
  /** 0: none. */
  globalPerSecond: number;
}

const timeoutMs = 15_000;

/** Rules for our calls and discord.js's own: never wait, never repeat. The scheduler does both. */
export function restOptions(settings: CallSettings) {
  return {
    api: settings.apiUrl,
    retries: 0,
    rejectOnRateLimit: () => true,
    timeout: timeoutMs,
    globalRequestsPerSecond: settings.globalPerSecond || Number.POSITIVE_INFINITY,
  };
}

export function createCalls(settings: CallSettings): Calls {
  const rest = new REST(restOptions(settings)).setToken(settings.token);
  // Calls by a token in their path are not counted towards the bot's limit.
  const tokenRest = new REST({ ...restOptions(settings), globalRequestsPerSecond: Number.POSITIVE_INFINITY });
  return {
    async call(request, signal) {
      signal.throwIfAborted();
      // The client's own limit ends with the headers; this one covers the body, and drops its listener with the call.
      const limited = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs ?? timeoutMs)]);
      try {
        return await (request.byPath ? tokenRest : rest).request({
          fullRoute: request.route,
          method: RequestMethod[request.method],
          auth: !request.byPath,
          signal: limited,
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(request.files === undefined ? {} : { files: request.files }),
          ...(request.query === undefined ? {} : { query: new URLSearchParams(request.query) }),
        });
      } catch (error) {
        signal.throwIfAborted();
        const fault = faultOf(error);
        // The client forgets its token after any 401.
        if (fault.facts.status === 401 || fault.kind === 'unauthorized') rest.setToken(settings.token);
        throw fault;
      }
    },
    close() {
      for (const each of [rest, tokenRest]) {
        each.clearHashSweeper();
        each.clearHandlerSweeper();
      }
    },
  };
}
