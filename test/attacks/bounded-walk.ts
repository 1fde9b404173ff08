import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { type BoundedWork, boundedWork } from './bounded-work.ts';
import { callsOf } from './plan.ts';
import { LIMIT_MS, walk } from './walk.ts';

/** Walks the table of bounded work, each function in a thread that can be ended when it hangs. */

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

if (!isMainThread) parentPort?.on('message', (value: unknown) => void serve(v.parse(order, value)));

async function serve({ name, seed, share }: Order): Promise<void> {
  const tell = (told: Told) => parentPort?.postMessage(told);
  const alive = setInterval(() => tell({ alive: true }), ALIVE_MS);
  const works = boundedWork.filter((work) => work.name === name);
  for (const { work, input, length, seed: own } of callsOf(seed, share, works)) {
    tell({ begins: { input: input.name, length } });
    tell({ ends: { input: input.name, length, ms: await walk(work, input, length, own) } });
  }
  clearInterval(alive);
  tell({ done: true });
}

/**
 * Walks every function of the table with a share of the texts and prints a line each.
 * @returns whether all keep to the limit, but for those whose owners are at it
 */
export async function walkAll(seed: number, share: number): Promise<boolean> {
  const left = [...boundedWork];
  const walked: Walked[] = [];
  const lane = async () => {
    for (let work = left.shift(); work; work = left.shift()) {
      const result = await walkOne(work, { name: work.name, seed, share });
      walked.push(result);
      console.log(lineOf(result));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  const broken = walked.filter(({ work, stalls }) => stalls.length > 0 && work.pending === undefined);
  const waiting = walked.filter(({ work }) => work.pending !== undefined);
  const calls = walked.reduce((sum, each) => sum + each.calls, 0);
  console.log(
    `${calls} calls of ${walked.length} functions: ${broken.length} over ${LIMIT_MS} ms, ${waiting.length} pending`,
  );
  return broken.length === 0;
}

function walkOne(work: BoundedWork, what: Order): Promise<Walked> {
  const worker = new Worker(new URL(import.meta.url));
  const stalls: Stall[] = [];
  let calls = 0;
  let longest = 0;
  let current: Stall = { input: 'the first call', length: 0 };
  const { promise, resolve, reject } = Promise.withResolvers<Walked>();
  const finish = () => {
    clearTimeout(watchdog);
    void worker.terminate();
    resolve({ work, calls, longest, stalls });
  };
  const watchdog = setTimeout(() => {
    stalls.push(current);
    finish();
  }, HANG_MS);
  worker.on('error', reject);
  let began = performance.now();
  worker.on('message', (told: Told) => {
    if (performance.now() - began < CALL_MS) watchdog.refresh();
    if ('alive' in told) return;
    began = performance.now();
    if ('done' in told) finish();
    else if ('begins' in told) current = told.begins;
    else {
      calls += 1;
      longest = Math.max(longest, told.ends.ms);
      if (told.ends.ms > LIMIT_MS) stalls.push(told.ends);
    }
  });
  worker.postMessage(what);
  return promise;
}

/** Stalls that are named of one function. */
const NAMED = 4;

function lineOf({ work, calls, longest, stalls }: Walked): string {
  const mark = work.pending ? '…' : stalls.length > 0 ? '✗' : '✓';
  const worst = stalls.toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity)).slice(0, NAMED);
  const named = worst.map(
    ({ input, length, ms }) => `${input} × ${length}: ${ms === undefined ? 'hangs' : `${Math.round(ms)} ms`}`,
  );
  const pending =
    work.pending === undefined
      ? ''
      : ` (pending: ${work.pending}${stalls.length === 0 ? '; it holds: take the mark away' : ''})`;
  const over = named.length > 0 ? `; ${stalls.length} over: ${named.join(', ')}` : '';
  return `${mark} ${work.name}${pending}: ${calls} calls, longest ${longest.toFixed(1)} ms${over}`;
}
