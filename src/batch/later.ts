import { randomUUID } from 'node:crypto';
import type { Batch, BatchedAnswer, BatchService, Clock } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import type { HandedOver } from './handed-over.ts';
import { isPassing, waitAfter } from './passing.ts';
import type { Hands, Slice, Sliced } from './slice.ts';

/** Batches that the service works off by itself, within a day and for half the price. What it leaves undone, the queue asks. */

export interface LaterParts {
  service: BatchService;
  handedOver: Pick<HandedOver, 'note'>;
  clock: Clock;
}

/** Shortest and longest pause between two looks at the service, ms; in between, a tenth of the time that has passed. */
const LOOK_MS = { shortest: 2000, longest: 15 * 60_000 };
/** Time after which a batch that has not ended is stopped, ms: the service has a day. */
const OVERDUE_MS = 30 * 3_600_000;
/** Time in which a batch that was just made may not be told yet, ms. */
const FRESH_MS = 10 * 60_000;
/** The service takes no more at a time than this code tells: later it does. Most tries, and the pause between them, ms. */
const FULL = { code: 'token_limit_exceeded', rounds: 8, pauseMs: 3_600_000 };

/** Failures of a line for which it is not asked again: they lie in its words. */
const FINAL = ['model_too_long', 'model_filtered', 'model_empty'] as const;

/** Makes the slice of work that hands a batch over, looks after it, and reads its answers. */
export function createLater({ service, handedOver, clock }: LaterParts): Slice {
  return async (batch, hands, signal) => {
    try {
      const { name } = batch.service ?? {};
      return name === undefined ? await handOver(batch, hands, signal) : await follow(batch, name, hands, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isFault(error, 'model_quota')) return { ended: 'quota' };
      if (isFault(error, 'model_auth')) return { ended: 'auth' };
      if (isPassing(error)) return waitAfter(error, hands, clock);
      if (isFault(error, 'model_rejected', 'model_unknown', 'model_too_long')) return byQueue(hands);
      throw error;
    }
  };

  async function handOver(batch: Batch, hands: Hands, signal: AbortSignal): Promise<Sliced> {
    const lines = await hands.open();
    const [first] = lines;
    if (!first) return { ended: 'done' };
    if (!(await service.offers(first.request, signal))) return byQueue(hands);
    const given = batch.service ?? { id: randomUUID(), at: clock.now(), rounds: 1 };
    // What is made under the id is found again by it, and taken away when nobody wants it any more.
    if (!(await hands.change((now) => ({ ...now, service: given })))) return { ended: 'stopped' };
    await handedOver.note(batch, given.id);
    const requests = lines.map(({ n, request }) => ({ id: String(n), request }));
    const name = await service.handOver(given.id, requests, signal);
    await hands.change(({ failures: _, ...now }) => ({ ...now, service: { ...given, name } }));
    return { again: clock.now() + LOOK_MS.shortest };
  }

  async function follow(batch: Batch, name: string, hands: Hands, signal: AbortSignal): Promise<Sliced> {
    const at = batch.service?.at ?? batch.at;
    const age = clock.now() - at;
    const state = await service.look(name, signal);
    if (state.state === 'working') {
      if (age > OVERDUE_MS) await service.cancel(name, signal);
      await noteDone(hands, state.done);
      const pause = Math.min(Math.max(age / 10, LOOK_MS.shortest), LOOK_MS.longest);
      return { again: Math.round(clock.now() + pause) };
    }
    if (state.how === 'gone') return age < FRESH_MS ? { again: clock.now() + LOOK_MS.shortest } : byQueue(hands);
    if (state.how === 'failed') return failed(state.problem, hands);
    for await (const answer of service.answers(name, signal)) await keep(answer, batch, hands);
    return (await hands.open()).length > 0 ? byQueue(hands) : { ended: 'done' };
  }

  async function noteDone(hands: Hands, done: number): Promise<void> {
    await hands.change((now) => {
      const { failures: _, service: given, ...others } = now;
      if (!given || (given.done === done && now.failures === undefined)) return undefined;
      return { ...others, service: { ...given, done } };
    });
  }

  /** Begins anew in an hour where the service had only no room; else the queue has it. */
  async function failed(problem: string | undefined, hands: Hands): Promise<Sliced> {
    if (problem !== FULL.code) return byQueue(hands);
    const at = clock.now() + FULL.pauseMs;
    const next = await hands.change((now) => {
      const { rounds = 1 } = now.service ?? {};
      return rounds < FULL.rounds ? { ...now, service: { id: randomUUID(), at, rounds: rounds + 1 } } : undefined;
    });
    return next ? { again: at } : byQueue(hands);
  }

  /** Leaves what has no outcome yet to the queue. */
  async function byQueue(hands: Hands): Promise<Sliced> {
    await hands.change(({ service: _, failures: __, ...now }) => ({ ...now, when: 'now' }));
    return { again: clock.now() };
  }
}

/** Keeps the outcome of a line. One whose failure passes, or may be of the request's form, stays open: the queue asks once more. */
async function keep(answer: BatchedAnswer, { lines }: Batch, hands: Hands): Promise<void> {
  const n = /^\d{1,6}$/.test(answer.id) ? Number(answer.id) : lines;
  if (n >= lines || 'late' in answer) return;
  if ('text' in answer) {
    const { text, reason, usage } = answer;
    await hands.keep(n, { answer: text, reason, ...(usage ? { usage } : {}) });
  } else if (isFault(answer.failure, ...FINAL)) await hands.keep(n, { error: hands.explain(answer.failure) });
}
