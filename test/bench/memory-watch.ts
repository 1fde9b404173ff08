import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Thread that looks again and again at the memory of a process and of all that it has started. It has a thread of its own, so that
 * nothing the bench does keeps it from looking.
 */

/** Time between two looks, ms. */
const LOOK_MS = 20;

/** Processes that a process has started, and those that these have, and itself. */
function familyOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(familyOf)];
}

/** Memory of a process, bytes; what several share is parted among them. */
function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

/** An empty text for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

let peak = 0;

function look(): void {
  const now = familyOf(Number(workerData)).reduce((sum, pid) => sum + memoryOf(pid), 0);
  peak = Math.max(peak, now);
}

setInterval(look, LOOK_MS);
parentPort?.on('message', () => {
  look();
  parentPort?.postMessage(peak);
  peak = 0;
});
