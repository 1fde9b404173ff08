import type { Clock, Job, JobClaim, Jobs, Log } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { backoffMs } from '../util/retry.ts';

/** Bounds of the jobs of one kind. */
export interface Bounds {
  /** Attempts, each counted before the work; then the job is given up. */
  attempts: number;
  /** Longest time of one attempt, ms. */
  timeMs: number;
  /** Jobs of this kind at once. */
  parallel: number;
  /**
   * Time after which a job that was not noted as done is taken for one of a dead process, ms. It is renewed while the job runs.
   * When absent, that is the time limit.
   */
  leaseMs?: number;
  /** People wait for it: it does not stand back for others. */
  prompt?: true;
}

/**
 * Does one job, or a slice of it: a job that resolves with a number goes on at that time, epoch ms. The effect must be the same when it is
 * done twice: the process may end before it is noted as done. `standBack` waits, but not for ever, until nobody waits for an answer.
 */
export type Work = (job: Job, signal: AbortSignal, standBack: () => Promise<void>) => Promise<unknown>;

/** Runs jobs behind people's turns. */
export interface JobRunner {
  /** Says how the jobs of a kind are done. To be called once a kind, before start(). */
  handle(kind: string, work: Work, bounds: Bounds): void;
  /** Asks for a job, due at `dueAt`, epoch ms, at once when absent; it is durable when this resolves. */
  add(job: Job, dueAt?: number): Promise<void>;
  /** Takes up what is due, also from before a restart. */
  start(): void;
  /** Ends work for a payer for good; resolves once it has ended. Jobs that wait are the store's to delete. */
  stop(payer: string): Promise<void>;
  /** Ends what runs, uncounted; resolves once it has ended. */
  close(): Promise<void>;
}

export interface JobRunnerParts {
  jobs: Jobs;
  clock: Clock;
  log: Log;
  /** Tells whether people wait for answers. */
  isBusy(): boolean;
}

/**
 * Longest sleep until something is due, ms. Timers stand still while a machine sleeps, and know nothing of a clock that is set.
 * Nor do they of what another process on the store adds or leaves behind.
 */
const NAP_MS = 60_000;
/** Pauses between looks whether people still wait, ms. */
const LOOK_MS = 200;
/** Longest time that jobs stand back for people, ms. */
const PATIENCE_MS = 30_000;
/** Pauses before another attempt, ms. */
const BACKOFF = { firstMs: 5000, longestMs: 3_600_000 };
/** Added to the time limit until a job that was not noted as done is taken for one of a dead process, ms. */
const MARGIN_MS = 10_000;
/** A job that was given up is not accepted again for so long, ms. */
const GIVEN_UP_MS = 30 * 86_400_000;

interface Kind {
  name: string;
  work: Work;
  bounds: Bounds;
  running: number;
  /** Ends the wait for what is due next. */
  wake: AbortController;
}

export function createJobRunner({ jobs, clock, log, isBusy }: JobRunnerParts): JobRunner {
  const closing = new AbortController();
  const kinds = new Map<string, Kind>();
  const running = new Set<Promise<void>>();
  const atWork = new Map<JobClaim, { stopping: AbortController; run: Promise<void> }>();
  let started = false;

  /** Waits until nobody waits for an answer, but not for ever: in a busy house jobs have to be done as well. */
  async function standBack(): Promise<void> {
    const end = clock.elapsed() + PATIENCE_MS;
    while (isBusy() && clock.elapsed() < end) await clock.sleep(LOOK_MS, closing.signal);
  }

  async function serve(kind: Kind): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; ) {
      kind.wake = new AbortController();
      try {
        const room = kind.running < kind.bounds.parallel;
        const due = room ? await jobs.nextDue(kind.name) : undefined;
        if (due === undefined || due > clock.now()) {
          await waitFor(kind, room ? (due ?? Number.POSITIVE_INFINITY) - clock.now() : undefined);
          continue;
        }
        if (!kind.bounds.prompt) await standBack();
        const claim = await jobs.claim(kind.name, kind.bounds.leaseMs ?? kind.bounds.timeMs + MARGIN_MS);
        if (claim) begin(kind, claim);
        failures = 0;
      } catch (error) {
        if (closing.signal.aborted) return;
        failures += 1;
        log.warn({ error, job: kind.name }, 'Jobs cannot be read; it is tried again');
        await waitFor(kind, backoffMs(BACKOFF, failures));
      }
    }
  }

  function waitFor({ wake }: Kind, ms: number | undefined): Promise<void> {
    const signal = AbortSignal.any([wake.signal, closing.signal]);
    if (signal.aborted) return Promise.resolve();
    if (ms !== undefined) return clock.sleep(Math.min(ms, NAP_MS), signal).catch(() => undefined);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  function begin(kind: Kind, claim: JobClaim): void {
    kind.running += 1;
    const stopping = new AbortController();
    const run = attempt(kind, claim, stopping.signal)
      .catch((error: unknown) =>
        log.warn({ error, job: kind.name }, 'A job could not be noted; it comes back by itself'),
      )
      .then(() => {
        kind.running -= 1;
        running.delete(run);
        atWork.delete(claim);
        kind.wake.abort(OVER);
      });
    running.add(run);
    atWork.set(claim, { stopping, run });
  }

  async function attempt({ name, work, bounds }: Kind, claim: JobClaim, stopped: AbortSignal): Promise<void> {
    if (claim.attempt > bounds.attempts) return void (await claim.fail(clock.now() + GIVEN_UP_MS));
    const limit = new AbortController();
    const over = new AbortController();
    clock.sleep(bounds.timeMs, over.signal).then(
      () => limit.abort(OVER),
      () => undefined,
    );
    if (bounds.leaseMs !== undefined) void renewed(claim, bounds.leaseMs, limit, over.signal);
    try {
      const again = await work(claim, AbortSignal.any([closing.signal, limit.signal, stopped]), standBack);
      if (typeof again === 'number') await claim.goOn(again);
      else await claim.done();
    } catch (error) {
      if (stopped.aborted) return void (await claim.done());
      if (closing.signal.aborted) return void (await claim.retry(clock.now(), false));
      log.debug({ error, job: name, attempt: claim.attempt }, 'A job failed');
      if (claim.attempt >= bounds.attempts) await claim.fail(clock.now() + GIVEN_UP_MS);
      else await claim.retry(clock.now() + backoffMs(BACKOFF, claim.attempt), true);
    } finally {
      over.abort(OVER);
    }
  }

  /** Renews the lease of a job until it is over. Where another process has the job by now, or may soon have it, it ends here. */
  async function renewed(claim: JobClaim, leaseMs: number, lost: AbortController, over: AbortSignal): Promise<void> {
    try {
      do await clock.sleep(leaseMs / 3, over);
      while (await claim.renew(clock.now() + leaseMs));
    } catch (error) {
      if (!over.aborted) log.warn({ error, job: claim.kind }, 'The lease of a job could not be renewed');
    }
    if (!over.aborted) lost.abort(OVER);
  }

  return {
    handle(kind, work, bounds) {
      kinds.set(kind, { name: kind, work, bounds, running: 0, wake: new AbortController() });
    },
    async add(job, dueAt) {
      if (await jobs.add(job, dueAt)) kinds.get(job.kind)?.wake.abort(OVER);
    },
    start() {
      if (started) return;
      started = true;
      for (const kind of kinds.values()) {
        const serving = serve(kind).then(() => void running.delete(serving));
        running.add(serving);
      }
    },
    async stop(payer) {
      const theirs = [...atWork].flatMap(([claim, each]) => (claim.payer === payer ? each : []));
      for (const { stopping } of theirs) stopping.abort(OVER);
      await Promise.all(theirs.map(({ run }) => run));
    },
    async close() {
      closing.abort(OVER);
      while (running.size > 0) await Promise.all(running);
    },
  };
}
