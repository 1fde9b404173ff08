import type { Typed } from './keyboard.ts';
import type { Take } from './talk.ts';

/** Lines that wait for nothing. */
const URGENT = /^\s*(?:\/stop|\?|:(?:q|quit|help|kill|start))\s*$/;

/**
 * Takes typed lines at once, and those that came together one after another, each when all before are answered. Resolves at
 * their end, or when one says so.
 *
 * @param lines opens them; they end when the signal fires
 * @param answered resolves once nothing is answered any more
 */
export async function takeLines(
  lines: (signal: AbortSignal) => AsyncIterable<Typed>,
  take: Take,
  answered: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  let waiting = 0;
  let before: Promise<void> = Promise.resolve();

  async function takeOne(text: string): Promise<void> {
    if (!over.signal.aborted && (await take(text)) === 'end') over.abort();
  }

  async function takeNext(text: string): Promise<void> {
    await takeOne(text);
    waiting -= 1;
  }

  for await (const { text, joined } of lines(AbortSignal.any([signal, over.signal]))) {
    if (URGENT.test(text) ? joined && waiting > 0 : joined || waiting > 0) {
      waiting += 1;
      before = before.then(() => takeNext(text));
    } else {
      await takeOne(text);
      if (over.signal.aborted) return;
    }
    before = before.then(() => (over.signal.aborted ? undefined : answered()));
    // Whoever waits for all of them hears of it.
    before.catch(() => undefined);
  }
  await before;
}
