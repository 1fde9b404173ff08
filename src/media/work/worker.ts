import { parentPort, workerData } from 'node:worker_threads';
import { isMissing } from '../libraries.ts';
import { type Job, jobs, Refusal, type Said } from './jobs.ts';
import type { Received } from './messages.ts';

/** Thread that does the work of a process, one request after the other. */

type Port = NonNullable<typeof parentPort>;

function say(port: Port, said: Said, body?: Uint8Array): void {
  port.postMessage({ head: said, body });
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
  const job = jobs[workerData as keyof typeof jobs]();
  job.catch(() => undefined);
  port.on('message', (request: Received) => void answer(port, job, request));
  say(port, { type: 'ready' });
}
