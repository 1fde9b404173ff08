/**
 * Resolves with the first result of `look` that is neither undefined nor false; looks at once and at every change. Rejects after
 * `timeoutMs` with an Error that names what was waited for.
 */
export function waitFor<T>(
  onChange: (listener: () => void) => () => void,
  look: () => T | undefined | false,
  timeoutMs: number,
  what: unknown = look,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = onChange(check);
    function settle(): void {
      clearTimeout(timer);
      stop();
    }
    function check(): void {
      try {
        const found = look();
        if (found === undefined || found === false) return;
        settle();
        resolve(found);
      } catch (error) {
        settle();
        reject(error);
      }
    }
    const late = new Error(`simulator: waited ${timeoutMs} ms in vain for ${String(what).slice(0, 200)}`);
    timer = setTimeout(() => {
      settle();
      reject(late);
    }, timeoutMs);
    check();
  });
}
