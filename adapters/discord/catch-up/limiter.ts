/** Lets so many through at a time, in order of arrival, but for those somebody waits for, and those that have time. */
export interface Limiter {
  /** Resolves with what to call when leaving; who is `patient` lets the others go first. Rejects with the signal's reason. */
  enter(name: string, signal: AbortSignal, patient: boolean): Promise<() => void>;
  /** Whoever waits under this name is next. */
  hurry(name: string): void;
}

interface Waiter {
  name: string;
  patient: boolean;
  admit(): void;
}

export function createLimiter(places: number): Limiter {
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
    enter(name, signal, patient) {
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
          patient,
          admit() {
            signal.removeEventListener('abort', onAbort);
            resolve(exit());
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const behind = patient ? -1 : waiting.findIndex((each) => each.patient);
        waiting.splice(behind < 0 ? waiting.length : behind, 0, waiter);
      });
    },
    hurry(name) {
      const waiter = waiting.find((each) => each.name === name);
      if (waiter && take(waiter)) waiting.unshift(Object.assign(waiter, { patient: false }));
    },
  };
}
