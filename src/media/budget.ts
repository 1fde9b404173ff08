/** Bytes of media that may be in memory at once, in the whole process. */
export interface Budget {
  /**
   * Waits for so many bytes; resolves with the way to give them back, all or all but `left`. Nobody overtakes. More than there
   * are wait until nobody holds any. Rejects with the signal's reason.
   */
  take(bytes: number, signal: AbortSignal): Promise<(left?: number) => void>;
}

interface Waiter {
  bytes: number;
  admit(): void;
}

/** `most`: bytes there are. */
export function createBudget(most: number): Budget {
  const waiting: Waiter[] = [];
  let held = 0;

  function admitNext(): void {
    for (let next = waiting[0]; next && (held === 0 || held + next.bytes <= most); next = waiting[0]) {
      waiting.shift();
      held += next.bytes;
      next.admit();
    }
  }

  return {
    async take(bytes, signal) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { bytes, admit: resolve };
      const leave = () => {
        if (!waiting.includes(waiter)) return;
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(signal.reason);
        admitNext();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(waiter);
      admitNext();
      await promise.finally(() => signal.removeEventListener('abort', leave));
      let mine = bytes;
      return (left = 0) => {
        held -= Math.max(0, mine - left);
        mine = Math.min(mine, left);
        admitNext();
      };
    },
  };
}
