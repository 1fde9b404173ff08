import type { Clock } from '../ports/index.ts';
import { untilAborted } from './abort.ts';
import { LruCache } from './lru.ts';

/** Answers of somebody outside, each believed for a while. One question by key is under way at a time. */
export interface FreshAnswers<V, K = string> {
  /** Answers from memory, or asks. Rejects with the failure, or with the signal's reason. */
  get(key: K, ask: () => Promise<V>, signal: AbortSignal): Promise<V>;
  /** Notes an answer that was told unasked. It holds for whoever waits just now, too. */
  set(key: K, value: V): void;
  /** Forgets an answer. */
  delete(key: K): void;
}

export interface FreshAnswersOptions {
  clock: Pick<Clock, 'elapsed'>;
  /** Time for which an answer is believed, from the question on, ms. */
  holdsMs: number;
  /** Most answers that are remembered. */
  most: number;
  /** Tells a refusal to answer, which is believed like an answer, from a failure, which is not. None when absent. */
  isRefusal?(error: unknown): boolean;
}

export function createFreshAnswers<V, K = string>({
  clock,
  holdsMs,
  most,
  isRefusal = () => false,
}: FreshAnswersOptions): FreshAnswers<V, K> {
  const known = new LruCache<{ answer: Promise<V>; until: number }, K>(most);

  function remember(key: K, answer: Promise<V>): Promise<V> {
    const entry = { answer, until: clock.elapsed() + holdsMs };
    known.set(key, entry);
    answer.catch((error: unknown) => {
      if (known.get(key) === entry && !isRefusal(error)) known.delete(key);
    });
    return answer;
  }

  function fresh(key: K): Promise<V> | undefined {
    const entry = known.get(key);
    return entry && clock.elapsed() < entry.until ? entry.answer : undefined;
  }

  return {
    async get(key, ask, signal) {
      // Several may wait for it: nobody's signal ends the question.
      const asked = fresh(key) ?? remember(key, ask());
      const answer = await untilAborted(asked, signal);
      // Told otherwise meanwhile.
      const newer = fresh(key);
      return newer === undefined || newer === asked ? answer : untilAborted(newer, signal);
    },
    set: (key, value) => void remember(key, Promise.resolve(value)),
    delete: (key) => known.delete(key),
  };
}
