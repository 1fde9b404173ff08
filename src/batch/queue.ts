import type { BatchEnd, BatchOutcome, Clock } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { waitAfter } from './passing.ts';
import type { Hands, OpenLine, Slice, Sliced } from './slice.ts';

/** Queue of our own: lines are asked one by one, behind people, for services without a batch endpoint and whoever will not wait. */

export interface QueueParts {
  /** Asks for one line. Rejects with a Fault of a ModelFaultKind. */
  ask(line: OpenLine, signal: AbortSignal): Promise<BatchOutcome>;
  clock: Clock;
  /** Is told that a line has its outcome. */
  onLine?: (() => void) | undefined;
}

/** Lines asked at once. */
const AT_ONCE = 2;
/** Times that one line is asked, deaths of the process among them: then it has an error. */
const TRIES = 5;
/** Time after which no further line of a slice is begun, ms. */
const SLICE_MS = 60_000;
/** Failures for which no other line would be answered. */
const ends = { model_quota: 'quota', model_auth: 'auth', model_unknown: 'unknown' } as const;

/** Makes the slice of work that asks lines one by one. An answer is stored before its line counts as done. */
export function createQueue({ ask, clock, onLine }: QueueParts): Slice {
  return async (_batch, hands, signal) => {
    const lines = await hands.open();
    const until = clock.elapsed() + SLICE_MS;
    let result: Sliced | undefined;

    async function work(): Promise<void> {
      for (let line = lines.shift(); line && !result && clock.elapsed() < until; line = lines.shift()) {
        await hands.standBack();
        signal.throwIfAborted();
        result = (await one(line, hands, signal)) ?? result;
      }
    }

    const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    if (result) return result;
    return (await hands.open()).length > 0 ? { again: clock.now() } : { ended: 'done' };
  };

  /** Asks for a line; what becomes of the batch, where that is not simply the next line. */
  async function one(line: OpenLine, hands: Hands, signal: AbortSignal): Promise<Sliced | undefined> {
    if (line.tries >= TRIES) return void (await hands.keep(line.n, { error: hands.explain(undefined) }));
    if ((await hands.tried(line.n, 1)) === undefined) return undefined;
    try {
      const outcome = await ask(line, signal);
      if (await hands.keep(line.n, outcome)) onLine?.();
      await hands.change((batch) => (batch.failures ? { ...batch, failures: 0 } : undefined));
      return undefined;
    } catch (error) {
      if (!isFault(error) || signal.aborted) {
        await hands.tried(line.n, -1);
        throw error;
      }
      return failed(line, error, hands);
    }
  }

  async function failed(line: OpenLine, error: unknown, hands: Hands): Promise<Sliced | undefined> {
    if (isFault(error, 'storage')) throw error;
    const why = isFault(error) ? (ends as Partial<Record<string, BatchEnd>>)[error.kind] : undefined;
    if (why) {
      await hands.tried(line.n, -1);
      return { ended: why };
    }
    const isAway = isFault(error, 'model_busy', 'model_unreachable');
    if (!isAway && !(isFault(error, 'model_server', 'model_stalled', 'model_cut') && line.tries + 1 < TRIES)) {
      if (await hands.keep(line.n, { error: hands.explain(error) })) onLine?.();
      return undefined;
    }
    // The line is not at fault.
    if (isAway) await hands.tried(line.n, -1);
    return waitAfter(error, hands, clock);
  }
}
