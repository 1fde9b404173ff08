import type { Claim } from '../../src/ports/index.ts';
import type { Seams } from '../../src/seams.ts';

/** Steps of the order of work at which the process can be made to kill itself. */
export const points = [
  'accept:before',
  'accept:after',
  'claim',
  'record:before',
  'record:after',
  'settle:before',
  'settle:after',
  'apply:before',
  'apply:after',
  'close:before',
  'close:after',
] as const;

export type Point = (typeof points)[number];

export interface Armed {
  point: Point;
  /** The how-manieth time from now. */
  nth: number;
}

/** Stands at every step: dies there when told to, and takes a moment, so that kills from outside find the gaps too. */
export function createPoints(stretchMs: number): {
  arm(armed: Armed): void;
  seams: Required<Pick<Seams, 'inbox' | 'conversations'>>;
} {
  let armed: Armed | undefined;

  async function pass(point: Point): Promise<void> {
    if (armed?.point === point) {
      armed.nth -= 1;
      if (armed.nth <= 0) process.kill(process.pid, 'SIGKILL');
    }
    if (stretchMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * stretchMs));
  }

  async function within<T>(before: Point, after: Point, step: () => Promise<T>): Promise<T> {
    await pass(before);
    const result = await step();
    await pass(after);
    return result;
  }

  function watched(claim: Claim): Claim {
    return changed(claim, {
      record: (receipt) => within('record:before', 'record:after', () => claim.record(receipt)),
      finalize: (final, version) => within('settle:before', 'settle:after', () => claim.finalize(final, version)),
      close: (outcome) => within('close:before', 'close:after', () => claim.close(outcome)),
    });
  }

  return {
    arm(next) {
      armed = next;
    },
    seams: {
      inbox: (inbox) => ({
        ...inbox,
        accept: (batch, cursor) => within('accept:before', 'accept:after', () => inbox.accept(batch, cursor)),
        work: (handler, concurrency, signal) =>
          inbox.work(
            async (claim) => {
              await pass('claim');
              return handler(watched(claim));
            },
            concurrency,
            signal,
          ),
      }),
      conversations: (conversations) => ({
        ...conversations,
        apply: (turn, events) => within('apply:before', 'apply:after', () => conversations.apply(turn, events)),
      }),
    },
  };
}

/** The claim with some of it replaced, also when it is read anew. */
export function changed(claim: Claim, changes: Partial<Claim>): Claim {
  return { ...claim, ...changes, refresh: async () => changed(await claim.refresh(), changes) };
}
