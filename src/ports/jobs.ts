/** Work that nobody waits for. */

/** Job as it is asked for. Of one kind and key there is never more than one. */
export interface Job {
  kind: string;
  key: string;
  /** Plain JSON. */
  payload: unknown;
  /** Actor.id of whoever the work is done for; empty where that is nobody. */
  payer: string;
  /** Conversation it is about. */
  conversation?: string;
}

/** Job that this process works on for now. A write of it is refused once another process has claimed the job since. */
export interface JobClaim extends Job {
  /** Number of this attempt, from 1; written before the work. */
  readonly attempt: number;
  /** Ends the job for good. False, and nothing is written, where another has claimed it. */
  done(): Promise<boolean>;
  /** Gives the job up: the same is not accepted again before `until`, epoch ms. */
  fail(until: number): Promise<boolean>;
  /** Leaves the job for another attempt at `dueAt`, epoch ms; `counted` is false where this one does not count. */
  retry(dueAt: number, counted: boolean): Promise<boolean>;
  /** Leaves the job until `dueAt`, epoch ms, for more of it: attempts are counted anew. */
  goOn(dueAt: number): Promise<boolean>;
  /** Keeps the job from being claimed by others before `until`, epoch ms. False where another has claimed it. */
  renew(until: number): Promise<boolean>;
}

/** Durable store of jobs. Every method rejects with Fault('storage'). */
export interface Jobs {
  /**
   * Adds a job, due at `dueAt`, epoch ms, at once when absent. False where there is one of its kind and key, or that was given up
   * lately.
   */
  add(job: Job, dueAt?: number): Promise<boolean>;
  /**
   * Claims the job of a kind that is due longest. It is due again after `leaseMs`, which is how the jobs of a process that
   * was killed come back.
   */
  claim(kind: string, leaseMs: number): Promise<JobClaim | undefined>;
  /** Time at which the next job of a kind is due, epoch ms; undefined without one. */
  nextDue(kind: string): Promise<number | undefined>;
}
