import type { Seams } from '../../src/composition/seams.ts';
import type { AppliedTurn } from '../../src/conversation/conversations.ts';
import type { Acceptance, Claim, Final, Inbox, Step as Journalled } from '../../src/ports/index.ts';

type Step =
  | ('accept' | 'absorb' | 'spend' | 'record' | 'settle' | 'apply' | 'close')
  /** A decision about a call is kept. */
  | 'decided'
  /** An answer that was stopped is settled. */
  | 'stopped'
  | Journalled['type'];

/** A step of the order of work: before it, and after it. A turn is claimed, and at last let go. */
export type Point = `${Step}:${'before' | 'after'}` | 'claim' | 'let go';

/** What is known where a step is passed. */
export interface Passing {
  inbox?: Inbox;
  batch?: readonly Acceptance[];
  claim?: Claim;
  /** Turns that become part of the claimed one. */
  absorbed?: readonly string[];
  final?: Final;
  applied?: AppliedTurn;
  /** What the step came to, once it was taken. */
  result?: unknown;
}

export type Pass = (point: Point, passing: Passing) => void | Promise<void>;

/** Stands at every step and calls `pass` there; the bot goes on once that has resolved. */
export function stepSeams(pass: Pass): Required<Pick<Seams, 'inbox' | 'conversations'>> {
  async function within<T>(step: Step, passing: Passing, take: () => Promise<T>): Promise<T> {
    await pass(`${step}:before`, passing);
    const result = await take();
    await pass(`${step}:after`, { ...passing, result });
    return result;
  }

  function watched(claim: Claim): Claim {
    return changed(claim, {
      absorb: (absorbed, task) => within('absorb', { claim, absorbed }, () => claim.absorb(absorbed, task)),
      spend: (share) => within('spend', { claim }, () => claim.spend(share)),
      journal: (step, version) => within(step.type, { claim }, () => claim.journal(step, version)),
      record: (receipt) => within('record', { claim }, () => claim.record(receipt)),
      finalize(final, version) {
        const settle = () => within('settle', { claim, final }, () => claim.finalize(final, version));
        return final.reason === 'stop' ? within('stopped', { claim, final }, settle) : settle();
      },
      close: (outcome) => within('close', { claim }, () => claim.close(outcome)),
    });
  }

  return {
    inbox: (inbox) => ({
      ...inbox,
      accept: (batch, cursor) => within('accept', { inbox, batch }, () => inbox.accept(batch, cursor)),
      work: (handler, ...rest) =>
        inbox.work(
          async (claim) => {
            await pass('claim', { claim });
            try {
              await handler(watched(claim));
            } finally {
              await pass('let go', { claim });
            }
          },
          ...rest,
        ),
    }),
    conversations: (conversations) => ({
      ...conversations,
      apply(applied, events) {
        const step = events.some(({ type }) => type === 'decided') ? 'decided' : 'apply';
        return within(step, { applied }, () => conversations.apply(applied, events));
      },
    }),
  };
}

/** The claim with some of it replaced, also when it is read anew. */
export function changed(claim: Claim, changes: Partial<Claim>): Claim {
  return { ...claim, ...changes, refresh: async () => changed(await claim.refresh(), changes) };
}
