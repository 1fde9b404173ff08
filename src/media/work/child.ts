import { Worker } from 'node:worker_threads';
import { TOO_MUCH_MEMORY } from './jobs.ts';
import { createMessageReader, pack, type WorkMessage } from './messages.ts';

/**
 * Main thread of a process that reads foreign bytes. It passes messages on and watches; another thread does the work, so
 * that nothing there keeps it from watching. The limits of threads do not bound what is taken outside their heaps.
 */

/** Time between two looks at the memory, ms. */
const LOOK_MS = 20;

function main([job = '', memory = '', mostRequest = '']: string[]): void {
  // What a library prints would stand between the messages.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: job, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  const look = () => {
    if (process.memoryUsage.rss() > Number(memory)) process.exit(TOO_MUCH_MEMORY);
  };
  setInterval(look, LOOK_MS);
  worker.on('message', (message: WorkMessage) => {
    for (const piece of pack(message)) process.stdout.write(piece);
  });
  worker.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'ERR_WORKER_OUT_OF_MEMORY' ? TOO_MUCH_MEMORY : 1);
  });
  const read = createMessageReader(Number(mostRequest), (message) =>
    worker.postMessage(message, [message.body.buffer as ArrayBuffer]),
  );
  process.stdin.on('data', read);
  // Nobody waits any more, not even for a process that has died.
  process.stdin.on('close', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
}

if (import.meta.main) main(process.argv.slice(2));
