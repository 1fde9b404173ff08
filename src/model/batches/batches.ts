import type { BatchedRequest, BatchService } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import { pause } from '../../util/pause.ts';
import { bodyOf, PATHS, refuseParameters } from '../body.ts';
import type { CallParts } from '../call.ts';
import { modelFault, toModelFault } from '../errors.ts';
import { createForm } from '../form.ts';
import { fields, stringOr } from '../json.ts';
import { multipart } from '../multipart.ts';
import { createWatchdog } from '../watchdog.ts';
import { type BatchObject, batchIn, bestFirst, nameIn } from './batch-object.ts';
import { type Caller, listed, withKeys } from './calls.ts';
import { jsonLines } from './json-lines.ts';
import { readLine } from './line-results.ts';

/** Keys of a batch's metadata: hash of our id, name of the model. */
const [MARK, MODEL] = ['parley_batch', 'model'];
/** Most bytes of the lines of a batch: the service takes 200 MB, and they are in memory while they are sent. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Time for which the service keeps what we send, and what it answers, should we never delete it, seconds. */
const EXPIRY = { input: 3 * 86_400, output: 7 * 86_400 };
/** Time for which batches and uploads are looked for, ms: a batch takes a day, an upload that is lost goes by itself. */
const LOOK_BACK_MS = EXPIRY.input * 1000;
/** Time after which a server without batches is asked again, ms. */
const ASKED_MS = 3_600_000;
/** Longest wait for the next piece of a file, ms. */
const IDLE_MS = 60_000;

/** Makes the batches of the main service. */
export function createBatches(parts: CallParts): BatchService {
  const { service, policy } = parts;
  let asked: { has: boolean; at: number } | undefined;

  async function has(signal: AbortSignal): Promise<boolean> {
    const now = policy.clock.elapsed();
    if (asked && now - asked.at < ASKED_MS) return asked.has;
    const told = await hasBatches(parts, signal);
    if (told !== undefined) asked = { has: told, at: now };
    return told ?? false;
  }

  const find = (id: string, signal: AbortSignal) =>
    withKeys(parts, signal, async (caller) => {
      const found: BatchObject[] = [];
      for await (const batch of listed(caller, { path: '/batches' }, policy.clock.now() - LOOK_BACK_MS)) {
        if (fields(batch['metadata'])[MARK] === service.mark(id)) found.push(batchIn(batch));
      }
      const [best, ...others] = bestFirst(found);
      if (!best) throw modelFault('model_unknown', 'There is no such batch');
      for (const { name, state } of others) if (state === 'working') await cancel(caller, name);
      return best.name;
    }).catch(undefinedWhereUnknown);

  const look = (name: string, signal: AbortSignal) =>
    withKeys(parts, signal, async (caller) => batchIn(await caller.ask({ method: 'get', path: pathOf(name) }))).catch(
      undefinedWhereUnknown,
    );

  return {
    find,
    offers: async ({ link }, signal) => link === undefined && (service.official || (await has(signal))),

    async handOver(id, requests, signal) {
      const found = await find(id, signal);
      if (found !== undefined) return found;
      const file = await inputOf(parts, id, requests);
      const metadata = { [MARK]: service.mark(id), [MODEL]: requests[0]?.request.model ?? '' };
      return withKeys(parts, signal, (caller) => create(caller, file, { metadata, path: PATHS[service.api] }));
    },

    async look(name, signal) {
      const batch = await look(name, signal);
      if (!batch) return { state: 'ended', how: 'gone' };
      const { state, done, of, problem } = batch;
      if (state === 'working' || state === 'cancelling') return { state: 'working', done, of };
      return { state: 'ended', how: state, ...(problem === undefined ? {} : { problem }) };
    },

    async *answers(name, signal) {
      const batch = await look(name, signal);
      if (!batch) return;
      const { files, metadata } = batch;
      for (const file of [files.output, files.errors]) {
        if (file === undefined) continue;
        for await (const line of linesOf(parts, file, signal)) {
          const answer = await readLine(parts, line, stringOr(metadata[MODEL]) ?? '', signal);
          if (answer) yield answer;
        }
      }
    },

    cancel: (name, signal) => withKeys(parts, signal, (caller) => cancel(caller, name)).catch(undefinedWhereUnknown),

    discard: async (id, name, signal) => {
      const batch = name === undefined ? undefined : await look(name, signal);
      for (const file of Object.values(batch?.files ?? {})) {
        await withKeys(parts, signal, (caller) => remove(caller, file)).catch(undefinedWhereUnknown);
      }
      await withKeys(parts, signal, async (caller) => {
        const uploads = { path: '/files', query: { purpose: 'batch' } };
        for await (const file of listed(caller, uploads, policy.clock.now() - LOOK_BACK_MS)) {
          if (file['filename'] === fileName(service.mark(id))) await remove(caller, nameIn(file));
        }
        throw modelFault('model_unknown', 'Each account is looked through');
      }).catch(undefinedWhereUnknown);
    },
  };
}

/** Asks a server whether it has the endpoint; undefined where that cannot be told now. */
async function hasBatches(parts: CallParts, signal: AbortSignal): Promise<boolean | undefined> {
  try {
    const { data } = await withKeys(parts, signal, (caller) =>
      caller.ask({ method: 'get', path: '/batches', query: { limit: 1 } }, 'once'),
    );
    return Array.isArray(data);
  } catch (error) {
    signal.throwIfAborted();
    return isFault(error, 'model_unknown', 'model_rejected', 'model_auth') ? false : undefined;
  }
}

function undefinedWhereUnknown(error: unknown): undefined {
  if (!isFault(error, 'model_unknown')) throw error;
}

const fileName = (mark: string) => `batch-${mark}.jsonl`;
const pathOf = (name: string) => `/batches/${encodeURIComponent(name)}`;

/** Builds the file of a batch, with the bodies that live requests have. */
async function inputOf(parts: CallParts, id: string, requests: readonly BatchedRequest[]) {
  const { service } = parts;
  const bytes: Uint8Array[] = [];
  let left = MOST_BYTES;
  for (const { id: custom_id, request } of requests) {
    const { draws: _, ...plain } = request;
    refuseParameters(plain, service);
    const { stream, stream_options, ...body } = createForm(parts, plain, bodyOf(plain, service)).body();
    const line = { custom_id, method: 'POST', url: `/v1${PATHS[service.api]}`, body };
    const text = Buffer.from(`${JSON.stringify(line)}\n`);
    bytes.push(text);
    left -= text.length;
    if (left < 0) throw modelFault('model_rejected', 'The batch is too large', { param: 'file', code: 'too-large' });
    await pause();
  }
  return { field: 'file', name: fileName(service.mark(id)), mime: 'application/jsonl', bytes };
}

type InputFile = Awaited<ReturnType<typeof inputOf>>;

interface Beginning {
  metadata: Readonly<Record<string, string>>;
  /** Path of the API. */
  path: string;
}

/** Uploads and begins, with one key. Where the service surely began nothing, nothing of ours is left there. */
async function create(caller: Caller, file: InputFile, { metadata, path }: Beginning): Promise<string> {
  const expiry = { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': EXPIRY.input };
  const form = multipart({ purpose: 'batch', ...expiry }, [file]);
  const input = nameIn(await caller.ask({ method: 'post', path: '/files', ...form }));
  const body = {
    ...{ input_file_id: input, endpoint: `/v1${path}`, completion_window: '24h', metadata },
    output_expires_after: { anchor: 'created_at', seconds: EXPIRY.output },
  };
  try {
    return nameIn(await caller.ask({ method: 'post', path: '/batches', body }, 'once'));
  } catch (error) {
    if (isRefusal(error)) await remove(caller, input);
    throw error;
  }
}

/** Tells a refusal from a failure after which the batch may be there. */
function isRefusal(error: unknown): boolean {
  const { status = 0 } = isFault(error) ? error.facts : {};
  return status >= 400 && status < 500 && status !== 408 && status !== 409;
}

async function cancel(caller: Caller, name: string): Promise<void> {
  try {
    await caller.ask({ method: 'post', path: `${pathOf(name)}/cancel` });
  } catch (error) {
    // It has ended meanwhile.
    if (!isFault(error) || (error.facts.status !== 409 && error.facts.status !== 400)) throw error;
  }
}

async function remove(caller: Caller, file: string): Promise<void> {
  try {
    await caller.ask({ method: 'delete', path: `/files/${encodeURIComponent(file)}` });
  } catch (error) {
    if (!isFault(error, 'model_unknown')) throw error;
  }
}

/** Reads a file of answers line by line; none where the service has it no more. */
async function* linesOf(parts: CallParts, file: string, signal: AbortSignal): AsyncGenerator<string> {
  const path = `/files/${encodeURIComponent(file)}/content`;
  const watchdog = createWatchdog(0, signal);
  const answer = await withKeys(parts, watchdog.signal, (caller) => caller.open({ method: 'get', path })).catch(
    undefinedWhereUnknown,
  );
  if (!answer) return;
  const { stream } = answer;
  const stop = () => stream.destroy();
  watchdog.signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const line of jsonLines(watched(stream))) {
      watchdog.rest();
      yield line;
      watchdog.expect(IDLE_MS);
    }
    watchdog.signal.throwIfAborted();
  } catch (error) {
    watchdog.signal.throwIfAborted();
    throw toModelFault(error, { model: 'batch', begun: true });
  } finally {
    watchdog.stop();
    stream.destroy();
  }

  async function* watched(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    watchdog.expect(IDLE_MS);
    for await (const piece of pieces) {
      watchdog.expect(IDLE_MS);
      yield piece;
    }
  }
}
