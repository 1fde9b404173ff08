import type { WorkProcess } from './process.ts';

/** Place for a process that waits a moment for more work of the same conversation: pictures of an album come one by one. */
export interface Lingering {
  /** Gives the process that waits for this conversation, or a new one; one that waits for another is ended. */
  take(conversation: string): WorkProcess;
  /** Lets a process wait, or ends it where there is no conversation. */
  leave(conversation: string | undefined, work: WorkProcess): void;
}

/** Longest wait, ms. */
const LINGER_MS = 1500;

export function createLingering(start: () => WorkProcess): Lingering {
  let waiting: { conversation: string; work: WorkProcess; over: NodeJS.Timeout } | undefined;

  function free(): typeof waiting {
    const before = waiting;
    waiting = undefined;
    clearTimeout(before?.over);
    return before;
  }

  return {
    take(conversation) {
      const before = free();
      if (before?.conversation === conversation && before.work.isOpen()) return before.work;
      before?.work.end();
      return start();
    },
    leave(conversation, work) {
      free()?.work.end();
      if (conversation === undefined) return work.end();
      const over = setTimeout(() => free()?.work.end(), LINGER_MS);
      waiting = { conversation, work, over };
    },
  };
}
