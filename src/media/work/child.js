import { Worker } from 'node:worker_threads';

/**
 * Main thread of a process that reads foreign bytes. It passes bytes on and watches; another thread does the work, so
 * that nothing there keeps it from watching. The limits of threads do not bound what is taken outside their heaps.
 *
 * Plain JavaScript: each thread loads a stripper of types of its own, which is a quarter of such a start.
 */

/** Time between two looks at the memory, ms. */
const LOOK_MS = 20;

/** @param {string[]} arguments_ kind of work, most memory in bytes, longest request in bytes, exit code of one that takes more memory */
function main([job = '', memory = '', mostRequest = '', tooMuch = '']) {
  const workerData = { job, mostRequest: Number(mostRequest) };
  // What a library prints would stand between the messages.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  const look = () => {
    if (process.memoryUsage.rss() > Number(memory)) process.exit(Number(tooMuch));
  };
  setInterval(look, LOOK_MS);
  worker.on('message', (pieces) => {
    for (const piece of pieces) process.stdout.write(piece);
  });
  worker.on('error', ({ code }) => process.exit(code === 'ERR_WORKER_OUT_OF_MEMORY' ? Number(tooMuch) : 1));
  process.stdin.on('data', (chunk) => worker.postMessage(chunk, [chunk.buffer]));
  // Nobody waits any more, not even for a process that has died.
  process.stdin.on('close', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
}

if (import.meta.main) main(process.argv.slice(2));
