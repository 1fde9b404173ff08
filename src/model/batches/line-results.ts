import { Readable } from 'node:stream';
import type { BatchedAnswer } from '../../ports/index.ts';
import { isFault } from '../../util/errors.ts';
import type { CallParts } from '../call.ts';
import { createChatReader } from '../chat.ts';
import { answeredFault, type Circumstances, modelFault, reportedFault } from '../errors.ts';
import { fields, numberOr, stringOr } from '../json.ts';
import { createResponsesReader } from '../responses-reader.ts';
import { createEventDecoder, readEvent } from '../sse.ts';
import { readStream } from '../stream.ts';
import { createThinker } from '../think.ts';
import { createWatchdog } from '../watchdog.ts';

/** Codes of lines that were not begun when their batch ended. */
const LATE = /^batch_(?:expired|cancell?ed)$/;

/** Reads a line of an output or error file; undefined for what is none. A failure of the line is in its answer. */
export async function readLine(
  parts: Pick<CallParts, 'service' | 'taught'>,
  text: string,
  model: string,
  signal: AbortSignal,
): Promise<BatchedAnswer | undefined> {
  const { service } = parts;
  const line = lineIn(text);
  const id = stringOr(line['custom_id']);
  if (id === undefined) return undefined;
  const at: Circumstances = { model, official: service.official, begun: true };
  const { error } = line;
  if (error) {
    const code = stringOr(fields(error)['code']);
    return code !== undefined && LATE.test(code) ? { id, late: true } : { id, failure: reportedFault(error, at) };
  }
  const { status_code: status, body } = fields(line['response']);
  const code = numberOr(status) ?? 0;
  if (code >= 400 && code < 600) return { id, failure: answeredFault(code, body, at) };
  try {
    return { id, ...(await answerIn(parts, body, at, signal)) };
  } catch (failure) {
    if (signal.aborted || !isFault(failure)) throw failure;
    return { id, failure };
  }
}

/** Reads the fields of a line; none where it cannot be read. */
function lineIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return readEvent(text);
  } catch {
    return {};
  }
}

/** Reads an answer as one that came whole in place of a stream is read. */
async function answerIn(
  { service, taught }: Pick<CallParts, 'service' | 'taught'>,
  body: unknown,
  at: Circumstances,
  signal: AbortSignal,
) {
  const bytes = Buffer.from(JSON.stringify(body ?? {}));
  const watchdog = createWatchdog(0, signal);
  const { unmarked = false } = taught.of(at.model);
  const events = readStream({
    open: async () => ({ headers: new Headers(), stream: Readable.from([bytes]) }),
    reader: service.api === 'responses' ? createResponsesReader(at) : createChatReader(at),
    decoder: createEventDecoder(),
    thinker: createThinker({ watch: !service.official, unmarked }),
    ...{ at, watchdog, caller: signal, limits: { firstMs: 0, idleMs: 0, bytes: bytes.length } },
  });
  let text = '';
  try {
    for await (const event of events) {
      if (event.type === 'text') text += event.delta;
      else if (event.type === 'reset') text = event.keeps ?? '';
      else if (event.type === 'end') {
        const { reason, usage } = event;
        return { text, reason, ...(usage ? { usage } : {}) };
      }
    }
  } finally {
    watchdog.stop();
  }
  throw modelFault('model_cut', 'An answer without an end');
}
