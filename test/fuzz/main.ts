import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { misused, readCommandLine } from '../command-line.ts';
import { properties } from './properties.ts';
import type { Outcome } from './property.ts';

/** Runs every property with random cases, one in each core's thread, so that one that hangs can be told and ended. */

const usage = `npm run fuzz -- [options] [name …]: properties of what reads outside data; all of them when none is named.

  --cases N  random cases each; FUZZ_CASES, or 10000, when absent
  --seed N   plays a former run again
  --path P   repeats one case of one property, as its failure told
  --help     this text
`;

const plan = v.object({
  name: v.string(),
  seed: v.number(),
  cases: v.number(),
  path: v.optional(v.string()),
  /** Counts cases, readable while the thread hangs. */
  counter: v.instance(SharedArrayBuffer),
});
type Plan = v.InferOutput<typeof plan>;

/** A case that takes longer than this hangs, ms. */
const HANG_MS = 30_000;

interface Result {
  name: string;
  ms: number;
  outcome: Outcome;
  /** The thread hangs or has ended. */
  lost: boolean;
}

if (isMainThread) await main();
else parentPort?.on('message', (value: unknown) => void work(v.parse(plan, value)));

async function work({ name, seed, cases, path, counter }: Plan): Promise<void> {
  const cells = new Int32Array(counter);
  const property = properties.find((each) => each.name === name);
  if (!property) throw new Error(`there is no property ${name}`);
  const count = () => void Atomics.add(cells, 0, 1);
  parentPort?.postMessage(await property.run({ seed, cases, count, ...(path === undefined ? {} : { path }) }));
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readCommandLine(usage, { cases: text, seed: text, path: text }, true);
  const cases = positive(values.cases ?? process.env['FUZZ_CASES'] ?? '10000', 'cases');
  const seed = values.seed === undefined ? (Date.now() ^ (process.pid << 8)) | 0 : whole(values.seed, 'seed');
  const names = chosen(positionals);
  if (values.path !== undefined && names.length !== 1) misused(usage, '--path repeats one case: name its property');
  const started = performance.now();
  console.log(`${names.length} properties, ${cases} cases each, seed ${seed}`);
  const path = values.path === undefined ? {} : { path: values.path };
  const results = await inTurn(names, { seed, cases, ...path });
  const failed = results.filter(({ outcome }) => outcome.failure);
  const total = results.reduce((sum, { outcome }) => sum + outcome.cases, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${total} cases in ${seconds} s, ${failed.length} of ${names.length} properties failed, seed ${seed}`);
  for (const { name, outcome } of failed) report(name, outcome, seed, cases);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function chosen(patterns: readonly string[]): string[] {
  const names = properties.map(({ name }) => name);
  const unknown = patterns.find((pattern) => !names.some((name) => name.startsWith(pattern)));
  if (unknown !== undefined) misused(usage, `there is no property ${unknown}; there are ${names.join(', ')}`);
  const fits = (name: string, pattern: string) =>
    names.includes(pattern) ? name === pattern : name.startsWith(pattern);
  return patterns.length === 0 ? names : names.filter((name) => patterns.some((pattern) => fits(name, pattern)));
}

function whole(text: string, what: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) misused(usage, `--${what} must be a whole number`);
  return value;
}

function positive(text: string, what: string): number {
  const value = whole(text, what);
  if (value <= 0) misused(usage, `--${what} must be above 0`);
  return value;
}

/** Runs as many at once as there are cores. */
async function inTurn(names: readonly string[], plan: Omit<Plan, 'counter' | 'name'>): Promise<Result[]> {
  const left = [...names];
  const results: Result[] = [];
  async function lane(): Promise<void> {
    let worker: Worker | undefined;
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      worker ??= new Worker(new URL(import.meta.url));
      const result = await run(worker, { ...plan, name });
      results.push(result);
      line(result);
      if (!result.lost) continue;
      await worker.terminate();
      worker = undefined;
    }
    await worker?.terminate();
  }
  await Promise.all(Array.from({ length: Math.min(names.length, availableParallelism()) }, lane));
  return results;
}

function run(worker: Worker, what: Omit<Plan, 'counter'>): Promise<Result> {
  const counter = new SharedArrayBuffer(4);
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Result>();
  const over = (outcome: Outcome, gone: boolean) => {
    stop();
    worker.off('message', done).off('error', ended);
    resolve({ name: what.name, ms: performance.now() - started, outcome, lost: gone });
  };
  const done = (outcome: Outcome) => over(outcome, false);
  // An error outside the property's own promise: a rejection nobody handled, for example.
  const ended = (error: unknown) =>
    over(lost(counter, `the thread ended: ${error instanceof Error ? error.stack : String(error)}`), true);
  const stop = watch(counter, () => over(lost(counter, `a case took longer than ${HANG_MS} ms`), true));
  worker.on('message', done).on('error', ended);
  worker.postMessage({ ...what, counter } satisfies Plan);
  return promise;
}

/** The case under way when a thread was lost; its path is its number, unless fast-check had begun to shrink. */
function lost(counter: SharedArrayBuffer, error: string): Outcome {
  const cases = Atomics.load(new Int32Array(counter), 0);
  return {
    cases,
    known: {},
    failure: { path: String(Math.max(0, cases - 1)), example: '(the case of that path)', error },
  };
}

/** Calls `hung` when the counter has not moved for too long. */
function watch(counter: SharedArrayBuffer, hung: () => void): () => void {
  const cells = new Int32Array(counter);
  let last = -1;
  const timer = setInterval(() => {
    const now = Atomics.load(cells, 0);
    if (now !== last) last = now;
    else {
      clearInterval(timer);
      hung();
    }
  }, HANG_MS);
  return () => clearInterval(timer);
}

function line({ name, ms, outcome }: Result): void {
  const known = Object.entries(outcome.known).map(([finding, count]) => `, ${count} × known ${finding}`);
  const mark = outcome.failure ? '✗' : '✓';
  console.log(`${mark} ${name}: ${outcome.cases} cases, ${(ms / 1000).toFixed(1)} s${known.join('')}`);
}

function report(name: string, { failure }: Outcome, seed: number, cases: number): void {
  if (!failure) return;
  console.log(`\n✗ ${name}\n  ${failure.error.replaceAll('\n', '\n  ')}\n  with ${failure.example}`);
  console.log(`  repeat: npm run fuzz -- ${name} --seed=${seed} --cases ${cases} --path ${failure.path}`);
}
