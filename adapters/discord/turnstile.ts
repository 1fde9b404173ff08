/** Lets so many through at a time, in order of arrival, but for those somebody waits for. */
export interface Turnstile {
  /** Resolves with what to call when leaving. Rejects with the signal's reason. */
  enter(name: string, signal: AbortSignal): Promise<() => void>;
  /** Whoever waits under this name is next. */
  hurry(name: string): void;
}

interface Waiter {
  name: string;
  admit(): void;
}

export function createTurnstile(places: number): Turnstile {
  const waiting: Waiter[] = [];
  let free = places;

  function leave(): void {
    const next = waiting.shift();
    if (next) next.admit();
    else free += 1;
  }

  /** May be called twice. */
  function exit(): () => void {
    let inside = true;
    return () => {
      if (inside) leave();
      inside = false;
    };
  }

  function take(waiter: Waiter): boolean {
    const at = waiting.indexOf(waiter);
    if (at >= 0) waiting.splice(at, 1);
    return at >= 0;
  }

  return {
    enter(name, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(exit());
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          if (take(waiter)) reject(signal.reason);
        };
        const waiter: Waiter = {
          name,
          admit() {
            signal.removeEventListener('abort', onAbort);
            resolve(exit());
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.push(waiter);
      });
    },
    hurry(name) {
      const waiter = waiting.find((each) => each.name === name);
      if (waiter && take(waiter)) waiting.unshift(waiter);
    },
  };
}
