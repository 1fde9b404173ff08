/** Processes that die at a moment. */

/**
 * Has the methods of an object end with their process: after so many calls none comes back. `chance`: whether the call that
 * it dies in had no effect.
 */
export function createLife(chance: () => boolean) {
  let left = Number.POSITIVE_INFINITY;
  const never = () => new Promise<never>(() => undefined);
  function mortal<T extends object>(object: T): T {
    const wrapped = Object.entries(object).map(([name, method]) => {
      if (typeof method !== 'function') return [name, method];
      const call = (...args: unknown[]) => {
        left -= 1;
        if (left < 0 && (left < -1 || chance())) return never();
        const result: unknown = Reflect.apply(method, object, args);
        return left < 0
          ? never()
          : result instanceof Promise
            ? result.then((value: unknown) => mortalClaim(value))
            : result;
      };
      return [name, call];
    });
    return Object.fromEntries(wrapped) as T;
  }
  const mortalClaim = (value: unknown) =>
    typeof value === 'object' && value !== null && 'renew' in value ? mortal(value) : value;
  function dieAfter(calls: number): void {
    left = calls;
  }
  return { mortal, dieAfter };
}
