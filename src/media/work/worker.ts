import { parentPort, workerData } from 'node:worker_threads';
import { letGo } from '../../util/let-go.ts';
import { isMissing } from '../libraries.ts';
import { type Job, type JobName, jobs, Refusal, type Said } from './jobs.ts';
import { createMessageReader, pack, type Received } from './messages.ts';

/** Thread that does the work of a process, one request after the other. */

type Port = NonNullable<typeof parentPort>;

function say(port: Port, said: Said, body?: Uint8Array): void {
  port.postMessage(pack({ head: said, body }));
}

async function answer(port: Port, job: Promise<Job>, request: Received): Promise<void> {
  try {
    const work = await job;
    const done = await work(request, ({ head, body }) => say(port, { type: 'part', head }, body));
    say(port, { type: 'done', head: done.head }, done.body);
  } catch (error) {
    say(port, { type: 'refused', reason: reasonOf(error) });
  }
}

function reasonOf(error: unknown) {
  if (error instanceof Refusal) return error.reason;
  return isMissing(error) ? 'missing_library' : 'broken';
}

if (parentPort) {
  const port = parentPort;
  const { job: name, mostRequest } = workerData as { job: JobName; mostRequest: number };
  const job: Promise<Job> = jobs[name]();
  job.catch(() => undefined);
  const read = createMessageReader(mostRequest, (request) => void answer(port, job, request));
  port.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    read(chunk);
    // It has been copied out of it.
    letGo(chunk);
  });
  say(port, { type: 'ready' });
}
