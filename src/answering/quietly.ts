import type { Clock, Progress } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';

/** Time after which who waits is told what is being done, ms. */
const QUIET_MS = 3000;

/** Waits for work. Where it takes a while, shows a quiet line that says what it is at. */
export async function* quietly<T>(
  work: Promise<T>,
  line: () => string | undefined,
  clock: Clock,
): AsyncGenerator<Progress, T> {
  const over = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    for (let said: string | undefined; ; ) {
      const pause = clock.sleep(QUIET_MS, over.signal).then(() => false);
      if (await Promise.race([ended, pause])) return await work;
      const now = line();
      if (now === undefined || now === said) continue;
      said = now;
      yield { type: 'text', text: `*${now}*` };
    }
  } finally {
    over.abort(OVER);
  }
}
