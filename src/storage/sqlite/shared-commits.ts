/** Writes that share a commit at most, so that no commit holds the event loop for long. */
const MOST = 100;

export interface Transactions {
  /** Tells whether a transaction is open. SQLite itself ends one after some failures, a full disk among them. */
  isOpen(): boolean;
  /** Runs a statement that begins or ends one. Throws Fault('storage'). */
  execute(text: string): void;
}

/** Commits of writes: each its own, or one for all of a moment. */
export interface SharedCommits {
  /** Writes whole or not at all; resolves with the result of `work`, which runs at once, when it is committed. */
  write<T>(work: () => T): Promise<T>;
  /** Writes whole or not at all, committed when this returns. */
  transaction<T>(work: () => T): T;
  /** Commits now what is shared. Where that fails, those who wait for it are told, and not who calls this. */
  commit(): void;
  /** Tells whether `work` of one of the two above is running. */
  isWriting(): boolean;
}

interface Shared {
  writes: number;
  committed: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
  /** Commits at the end of this turn of the event loop. */
  end: NodeJS.Immediate;
}

/**
 * Lets writes of one moment share a transaction, as most of a write's price is its commit. Each is a savepoint: one that
 * fails takes nothing of the others with it.
 */
export function shareCommits({ isOpen, execute }: Transactions): SharedCommits {
  let shared: Shared | undefined;
  let writing = false;

  function open(): Shared {
    execute('BEGIN IMMEDIATE');
    const { promise: committed, resolve, reject } = Promise.withResolvers<void>();
    // Those who wait are told by promises of their own. Nobody may be left, if their works failed.
    committed.catch(() => undefined);
    return { writes: 0, committed, resolve, reject, end: setImmediate(commit) };
  }

  function commit(): void {
    const ended = take();
    if (!ended) return;
    try {
      execute('COMMIT');
      ended.resolve();
    } catch (error) {
      ended.reject(error);
      rollback();
    }
  }

  function take(): Shared | undefined {
    const ended = shared;
    shared = undefined;
    if (ended) clearImmediate(ended.end);
    return ended;
  }

  function rollback(): void {
    if (isOpen()) execute('ROLLBACK');
  }

  function run<T>(work: () => T): T {
    writing = true;
    try {
      return work();
    } finally {
      writing = false;
    }
  }

  /** Runs `work` in the shared transaction. The first has nobody to spare: it needs no savepoint. */
  function join<T>(work: () => T, isFirst: boolean): T {
    if (!isFirst) execute('SAVEPOINT work');
    try {
      const result = run(work);
      if (!isFirst) execute('RELEASE work');
      return result;
    } catch (error) {
      if (isFirst || !isOpen()) {
        take()?.reject(error);
        rollback();
      } else {
        execute('ROLLBACK TO work');
        execute('RELEASE work');
      }
      throw error;
    }
  }

  return {
    commit,
    isWriting: () => writing,
    write: async (work) => {
      shared ??= open();
      const { committed } = shared;
      const result = join(work, shared.writes === 0);
      shared.writes += 1;
      if (shared.writes >= MOST) commit();
      await committed;
      return result;
    },
    transaction: (work) => {
      commit();
      execute('BEGIN IMMEDIATE');
      try {
        const result = run(work);
        execute('COMMIT');
        return result;
      } catch (error) {
        rollback();
        throw error;
      }
    },
  };
}
