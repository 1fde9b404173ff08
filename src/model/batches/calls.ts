import type { OpenAI } from 'openai/client.js';
import { type Fault, type FaultKind, isFault } from '../../util/errors.ts';
import type { CallParts } from '../call.ts';
import { type Circumstances, modelFault, toModelFault } from '../errors.ts';
import { type Answer, answerOf, startOf } from '../fetch.ts';
import { fields } from '../json.ts';
import { createRetries } from '../retry.ts';
import { headersFor } from '../service.ts';
import { LONGEST_EVENT, readEvent } from '../sse.ts';
import { createWatchdog } from '../watchdog.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One call of the Batch or the Files API. */
export interface BatchCall {
  method: 'get' | 'post' | 'delete';
  path: string;
  query?: Readonly<Record<string, string | number>>;
  body?: object;
  headers?: Readonly<Record<string, string>>;
}

/** Calls with one key: what belongs together has to be asked with the same. */
export interface Caller {
  /** Reads the JSON that is answered. `once`: it is not asked again where that could do it twice. */
  ask(call: BatchCall, once?: 'once'): Promise<Fields>;
  /** Opens an answer whose body is for the caller to read. */
  open(call: BatchCall): Promise<Answer>;
}

/** Limit of one call with its retries, ms: an upload of some MB is among them. */
const CALL_MS = 5 * 60_000;

/**
 * Runs `work` with the first key that can do it: files and batches belong to an account, and keys may be of several.
 * Rejects with a Fault, or with the signal's reason.
 */
export async function withKeys<T>(
  { service, policy }: CallParts,
  signal: AbortSignal,
  work: (caller: Caller) => Promise<T>,
): Promise<T> {
  const client = await service.client();
  let fault: Fault | undefined;
  for (const key of await service.keys.all()) {
    const watchdog = createWatchdog(CALL_MS, signal);
    try {
      return await work(callerOf(client, key, { policy, official: service.official, signal: watchdog.signal }));
    } catch (error) {
      if (watchdog.signal.aborted) throw watchdog.signal.reason;
      if (!isFault(error, ...elsewhere)) throw error;
      if (!fault || weight(error) > weight(fault)) fault = error;
    } finally {
      watchdog.stop();
    }
  }
  throw fault ?? modelFault('model_auth', 'There is no key');
}

/**
 * Failures with one key that another may not have; the last tell most. With a refused key nothing is had at all. Where one is busy,
 * what is looked for may be there.
 */
const elsewhere: FaultKind[] = ['model_auth', 'model_quota', 'model_unknown', 'model_busy'];
const weight = ({ kind }: Fault) => elsewhere.indexOf(kind);

interface Circle extends Pick<CallParts, 'policy'> {
  official: boolean;
  signal: AbortSignal;
}

function callerOf(client: OpenAI, key: string | undefined, { policy, official, signal }: Circle): Caller {
  async function send(call: BatchCall, at: Circumstances): Promise<Answer> {
    const { method, path, query, body, headers } = call;
    const options = {
      ...(query ? { query: { ...query } } : {}),
      ...(body ? { body } : {}),
      ...{ headers: { ...headersFor(key), ...headers }, signal },
    };
    const answer = await answerOf(client[method](path, options));
    at.begun = true;
    return answer;
  }

  async function tried<T>(once: boolean, attempt: (at: Circumstances) => Promise<T>): Promise<T> {
    const pauseOrThrow = createRetries(policy);
    for (;;) {
      const at: Circumstances = { model: 'batch', official };
      try {
        return await attempt(at);
      } catch (error) {
        signal.throwIfAborted();
        const fault = toModelFault(error, at);
        if (once) throw fault;
        await pauseOrThrow(fault, signal);
      }
    }
  }

  return {
    ask: (call, once) =>
      tried(once !== undefined, async (at) => {
        const { stream } = await send(call, at);
        const start = await startOf(stream, LONGEST_EVENT);
        const answer = fields(readEvent((await start?.text()) ?? ''));
        if (typeof answer['object'] !== 'string')
          throw modelFault('model_server', 'The answer is no object of the API');
        return answer;
      }),
    open: (call) => tried(false, (at) => send(call, at)),
  };
}

/** Most pages of a list that are read. */
const MOST_PAGES = 100;
/** Objects of a page. */
const PAGE = 50;

/** Reads a list page by page, the newest first, back to what was made at `since`, epoch ms. What is older may be among it. */
export async function* listed(
  caller: Caller,
  { path, query = {} }: Pick<BatchCall, 'path' | 'query'>,
  since: number,
): AsyncGenerator<Fields> {
  let after: Record<string, string> = {};
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await caller.ask({ method: 'get', path, query: { ...query, ...after, limit: PAGE } });
    const { data, has_more: more } = page;
    const items = (Array.isArray(data) ? data : []).map(fields);
    yield* items;
    const last = items.at(-1)?.['id'];
    if (more !== true || typeof last !== 'string' || items.every((item) => isBefore(item, since))) return;
    after = { after: last };
  }
}

const isBefore = ({ created_at: at }: Fields, since: number) => typeof at === 'number' && at * 1000 < since;
