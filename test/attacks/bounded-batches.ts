import { Readable } from 'node:stream';
import { jsonLines } from '../../src/model/batches/json-lines.ts';
import { readLine } from '../../src/model/batches/line-results.ts';
import { createService } from '../../src/model/service.ts';
import { createTaught } from '../../src/model/taught.ts';
import { systemClock } from '../../src/util/clock.ts';
import { createLog } from '../../src/util/log.ts';
import type { BoundedWork } from './bounded-work.ts';

const log = createLog({ level: 'error', format: 'text', write: () => undefined, secrets: [] });
const options = {
  keys: { keys: [] },
  baseUrl: 'http://127.0.0.1/v1',
  secret: new Uint8Array(32),
  clock: systemClock,
  log,
};
const parts = { service: createService({ ...options, api: 'chat' }), taught: createTaught() };
const never = new AbortController().signal;

/** A line of an output file whose answer is `text`, and so is all around it. */
function answered(text: string): Promise<unknown> {
  const body = { choices: [{ message: { content: text, refusal: text } }], model: text };
  const line = { custom_id: text, error: null, response: { status_code: 200, body } };
  return readLine(parts, JSON.stringify(line), 'm', never);
}

/** Functions of batches that touch text from outside. */
export const batchWork: readonly BoundedWork[] = [
  {
    name: 'model: the answers of a batch, line by line',
    work: (text) => Array.fromAsync(jsonLines(Readable.from([Buffer.from(text)]))),
  },
  {
    name: 'model: an answer of a batch',
    work: answered,
    most: { length: 375_000, by: 'model: LONGEST_EVENT of the line, which has it four times' },
  },
  { name: 'model: a line of a batch', work: (text) => readLine(parts, text, 'm', never) },
];
