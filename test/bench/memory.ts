import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Memory of a process and all that it has started, as the system counts it. */
export interface MemoryWatch {
  /** Gives the most that it was since the last time that this was asked, MB. */
  peakMb(): Promise<number>;
  end(): Promise<void>;
}

/** Tells whether this system says what a process takes of the memory that several share. */
export const canWatchMemory = existsSync('/proc/self/smaps_rollup');

export function watchMemory(pid: number): MemoryWatch {
  const worker = new Worker(new URL('./memory-watch.ts', import.meta.url), { workerData: pid });
  return {
    async peakMb() {
      const answer = once(worker, 'message');
      worker.postMessage('peak');
      const [bytes] = await answer;
      return bytes / 2 ** 20;
    },
    async end() {
      await worker.terminate();
    },
  };
}
