/** Bytes of media that may be in memory at once, in the whole process. */
export interface Budget {
  /**
   * Waits for so many bytes; resolves with the way to give them back, all or all but `left`. More than there are wait until nobody
   * holds any. Each of `whose` gets no more than half, or one thing that is larger. Nobody overtakes but those who wait for their own
   * share. Rejects with the signal's reason.
   */
  take(bytes: number, signal: AbortSignal, whose?: readonly string[]): Promise<(left?: number) => void>;
}

interface Waiter {
  bytes: number;
  whose: readonly string[];
  admit(): void;
}

/** Name of all that is held: nobody is called so. */
const ALL = '';
const SHARE = 1 / 2;

/** `most`: bytes there are. */
export function createBudget(most: number): Budget {
  const waiting: Waiter[] = [];
  const held = new Map<string, number>();
  const heldBy = (key: string) => held.get(key) ?? 0;
  const fits = (key: string, bytes: number, bound: number) => heldBy(key) === 0 || heldBy(key) + bytes <= bound;
  const hasShare = ({ bytes, whose }: Waiter) => whose.every((each) => fits(each, bytes, most * SHARE));

  function hold({ whose }: Waiter, bytes: number): void {
    for (const key of [ALL, ...whose]) {
      const now = heldBy(key) + bytes;
      if (now > 0) held.set(key, now);
      else held.delete(key);
    }
  }

  function admitNext(): void {
    for (;;) {
      const next = waiting.find(hasShare);
      if (!next || !fits(ALL, next.bytes, most)) return;
      waiting.splice(waiting.indexOf(next), 1);
      hold(next, next.bytes);
      next.admit();
    }
  }

  return {
    async take(bytes, signal, whose = []) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { bytes, whose, admit: resolve };
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
        hold(waiter, -Math.max(0, mine - left));
        mine = Math.min(mine, left);
        admitNext();
      };
    },
  };
}
