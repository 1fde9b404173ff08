import { once } from 'node:events';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as v from 'valibot';

/** A model server that never ends what it says, at full speed, in a thread of its own. */

const delta = (fields: object) => `data: ${JSON.stringify({ choices: [{ delta: fields }] })}\n\n`;

/** What it says over and over. */
const speech = {
  words: delta({ content: 'on and on ' }),
  signs: delta({ content: '你' }),
  'no words': delta({ content: ' \n' }),
  reasoning: delta({ reasoning_content: 'and then ' }),
  comments: ': still here\n\n',
  nothing: 'data: {}\n\n',
  'lines of no kind': 'x\n',
  'blank lines': '\n',
  'an event without an end': 'data: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n',
  'words after the end': `${delta({ content: 'done' })}data: {"choices":[{"finish_reason":"stop"}]}\n\n`,
} as const;

export type Speech = keyof typeof speech;
export const speeches = Object.keys(speech) as Speech[];

if (!isMainThread && v.is(v.object({ hostile: v.string() }), workerData)) {
  const what = speech[workerData.hostile as Speech];
  const block = what.repeat(Math.ceil(65_536 / what.length));
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = () => {
      while (!response.destroyed && response.write(block));
    };
    response.on('drain', write);
    response.on('error', () => undefined);
    write();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined);
  });
}

/** Starts one that says so; with the address that OPENAI_BASE_URL takes. */
export async function startHostileModel(what: Speech): Promise<{ baseUrl: string; close(): Promise<unknown> }> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { hostile: what } });
  const [port] = await once(worker, 'message');
  return { baseUrl: `http://127.0.0.1:${port}/v1`, close: () => worker.terminate() };
}
