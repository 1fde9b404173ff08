import type { Clock, Documents, JobClaim, Jobs, Storage } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { meteredInbox } from './inbox.ts';
import type { Meter } from './meter.ts';

/** Runs a write: its time is told, and whether the store refused it. */
export type Timed = <T>(work: string, write: () => Promise<T>) => Promise<T>;

/** Gives storage that times its writes and counts what becomes of turns and jobs. */
export function meteredStorage(storage: Storage, meter: Meter, clock: Clock): Storage {
  async function guarded<T>(access: () => Promise<T>): Promise<T> {
    try {
      return await access();
    } catch (error) {
      if (isFault(error, 'storage')) meter.count('parley_storage_errors_total', {});
      throw error;
    }
  }

  const timed: Timed = async (work, write) => {
    const from = clock.elapsed();
    try {
      return await guarded(write);
    } finally {
      meter.observe('parley_storage_write_seconds', { work }, (clock.elapsed() - from) / 1000);
    }
  };

  const { documents, limits } = storage;
  return {
    ...storage,
    inbox: meteredInbox(storage.inbox, { meter, clock, timed }),
    documents: meteredDocuments(documents, timed, guarded),
    jobs: meteredJobs(storage.jobs, { meter, clock, timed }),
    limits: {
      penalties: () => guarded(() => limits.penalties()),
      async penalise(penalty) {
        const { surface, kind, until } = penalty;
        const seconds = Math.max(0, until - clock.now()) / 1000;
        meter.observe('parley_penalty_seconds', { surface, calls: kind }, seconds);
        await timed('limits', () => limits.penalise(penalty));
      },
    },
  };
}

function meteredDocuments(
  documents: Documents,
  timed: Timed,
  guarded: <T>(access: () => Promise<T>) => Promise<T>,
): Documents {
  return {
    ...documents,
    getMany: (keys) => guarded(() => documents.getMany(keys)),
    setMany: (entries) => timed('documents', () => documents.setMany(entries)),
    compareAndSet: (expected, entries) => timed('documents', () => documents.compareAndSet(expected, entries)),
    deleteMany: (keys) => timed('documents', () => documents.deleteMany(keys)),
  };
}

function meteredJobs(jobs: Jobs, { meter, clock, timed }: { meter: Meter; clock: Clock; timed: Timed }): Jobs {
  function metered(claim: JobClaim): JobClaim {
    const from = clock.elapsed();
    async function ended(end: string, write: () => Promise<boolean>): Promise<boolean> {
      const isMine = await timed('jobs', write);
      if (isMine) meter.observe('parley_job_seconds', { job: claim.kind, end }, (clock.elapsed() - from) / 1000);
      return isMine;
    }
    return {
      ...claim,
      done: () => ended('done', () => claim.done()),
      fail: (until) => ended('given_up', () => claim.fail(until)),
      retry: (dueAt, counted) => ended('retried', () => claim.retry(dueAt, counted)),
      goOn: (dueAt) => ended('goes_on', () => claim.goOn(dueAt)),
      renew: (until) => timed('jobs', () => claim.renew(until)),
    };
  }
  return {
    ...jobs,
    add: (job, dueAt) => timed('jobs', () => jobs.add(job, dueAt)),
    async claim(kind, leaseMs) {
      const claim = await timed('jobs', () => jobs.claim(kind, leaseMs));
      return claim && metered(claim);
    },
  };
}
