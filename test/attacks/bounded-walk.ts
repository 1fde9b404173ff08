import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { type BoundedWork, boundedWork } from './bounded-work.ts';
import { callsOf } from './plan.ts';
import { LIMIT_MS, walk } from './walk.ts';

/** Walks the table of bounded work, each function in a thread that can be ended when it hangs. */

/** Time in which a thread has loaded everything, ms. */
const START_MS = 180_000;
/** A thread that says nothing for longer than this hangs, ms. */
const HANG_MS = 20_000;
/** How often a thread whose loop goes on says so, ms. */
const ALIVE_MS = 1000;
/** Longest that one call may take in all, however often it hands the loop back, ms. */
const CALL_MS = 300_000;

const order = v.object({ name: v.string(), seed: v.number(), share: v.number() });
type Order = v.InferOutput<typeof order>;

/** One call that held the loop. `ms` is absent where it hung. */
interface Stall {
  input: string;
  length: number;
  ms?: number;
}

interface Walked {
  work: BoundedWork;
  calls: number;
  longest: number;
  stalls: readonly Stall[];
}

type Told = { alive: true } | { begins: Stall } | { ends: Stall & { ms: number } } | { done: true };

if (!isMainThread) {
  parentPort?.on('message', (value: unknown) => void serve(v.parse(order, value)));
  setInterval(() => tell({ alive: true }), ALIVE_MS);
  tell({ alive: true });
}

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

async function serve({ name, seed, share }: Order): Promise<void> {
  const works = boundedWork.filter((work) => work.name === name);
  for (const { work, input, length, seed: own } of callsOf(seed, share, works)) {
    tell({ begins: { input: input.name, length } });
    tell({ ends: { input: input.name, length, ms: await walk(work, input, length, own) } });
  }
  tell({ done: true });
}

/**
 * Walks every function of the table with a share of the texts and prints a line each.
 * @returns whether all keep to the limit
 */
export async function walkAll(seed: number, share: number): Promise<boolean> {
  const left = [...boundedWork];
  const walked: Walked[] = [];
  const lane = async () => {
    let worker: Worker | undefined;
    for (let work = left.shift(); work; work = left.shift()) {
      worker ??= await startWorker();
      const { hung, ...result } = await walkOne(worker, work, { name: work.name, seed, share });
      walked.push(result);
      console.log(lineOf(result));
      if (!hung) continue;
      await worker.terminate();
      worker = undefined;
    }
    await worker?.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const broken = walked.filter(({ stalls }) => stalls.length > 0);
  const calls = walked.reduce((sum, each) => sum + each.calls, 0);
  console.log(`${calls} calls of ${walked.length} functions: ${broken.length} over ${LIMIT_MS} ms`);
  return broken.length === 0;
}

/** Resolves with a thread that has loaded everything. */
async function startWorker(): Promise<Worker> {
  const worker = new Worker(new URL(import.meta.url));
  await once(worker, 'message', { signal: AbortSignal.timeout(START_MS) });
  return worker;
}

function walkOne(worker: Worker, work: BoundedWork, what: Order): Promise<Walked & { hung: boolean }> {
  const stalls: Stall[] = [];
  let calls = 0;
  let longest = 0;
  let current: Stall = { input: 'the first call', length: 0 };
  let began = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Walked & { hung: boolean }>();
  const finish = (hung: boolean) => {
    clearTimeout(watchdog);
    worker.off('message', hear).off('error', reject);
    if (hung) stalls.push(current);
    resolve({ work, calls, longest, stalls, hung });
  };
  const watchdog = setTimeout(() => finish(true), HANG_MS);
  const hear = (told: Told) => {
    if (performance.now() - began < CALL_MS) watchdog.refresh();
    if ('alive' in told) return;
    began = performance.now();
    if ('done' in told) finish(false);
    else if ('begins' in told) current = told.begins;
    else {
      calls += 1;
      longest = Math.max(longest, told.ends.ms);
      if (told.ends.ms > LIMIT_MS) stalls.push(told.ends);
    }
  };
  worker.on('message', hear).on('error', reject);
  worker.postMessage(what);
  return promise;
}

/** Stalls that are named of one function. */
const NAMED = 4;

function lineOf({ work, calls, longest, stalls }: Walked): string {
  const mark = stalls.length > 0 ? '✗' : '✓';
  const worst = stalls.toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity)).slice(0, NAMED);
  const named = worst.map(
    ({ input, length, ms }) => `${input} × ${length}: ${ms === undefined ? 'hangs' : `${Math.round(ms)} ms`}`,
  );
  const over = named.length > 0 ? `; ${stalls.length} over: ${named.join(', ')}` : '';
  return `${mark} ${work.name}: ${calls} calls, longest ${longest.toFixed(1)} ms${over}`;
}
