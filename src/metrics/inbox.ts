import type { Acceptance, Accepted, Claim, Clock, Inbox } from '../ports/index.ts';
import type { Meter } from './meter.ts';
import type { Timed } from './storage.ts';

export interface InboxMeterParts {
  meter: Meter;
  clock: Clock;
  timed: Timed;
}

/** Gives an inbox that counts turns: what comes in, what becomes of it, and when. */
export function meteredInbox(inbox: Inbox, parts: InboxMeterParts): Inbox {
  const { meter, clock, timed } = parts;

  function noteAccepted({ task }: Acceptance, { fresh, joined }: Accepted): void {
    if (!task || !fresh || joined) return;
    const { surface, kind, cause, sentAt } = task;
    meter.count('parley_turns_accepted_total', { surface, kind });
    if (cause !== 'due') return;
    meter.observe('parley_due_late_seconds', { surface }, Math.max(0, clock.now() - sentAt) / 1000);
  }

  return {
    ...inbox,
    async accept(batch, cursor) {
      const results = await timed('accept', () => inbox.accept(batch, cursor));
      for (const [at, acceptance] of batch.entries()) {
        const result = results[at];
        if (result) noteAccepted(acceptance, result);
      }
      return results;
    },
    work(handler, places, signal, surfaces, onWait) {
      const most = typeof places === 'number' ? places : places.turns;
      for (const surface of surfaces ?? []) meter.set('parley_places', { surface }, most);
      const run = async (claim: Claim) => {
        const { surface } = claim.task;
        if (claim.attempt > 1) meter.count('parley_turn_retries_total', { surface });
        const place = placeOf(claim, meter);
        try {
          await handler(meteredClaim(claim, place.leave, parts));
        } finally {
          place.leave();
        }
      };
      return inbox.work(run, places, signal, surfaces, (task, over) => {
        const { surface } = task;
        meter.add('parley_turns_waiting_for_place', { surface }, 1);
        over.addEventListener('abort', () => meter.add('parley_turns_waiting_for_place', { surface }, -1), {
          once: true,
        });
        onWait?.(task, over);
      });
    },
  };
}

/** Place that a claim takes until its answer is final. */
function placeOf({ task: { surface }, final }: Claim, meter: Meter): { leave(): void } {
  let isTaken = !final;
  if (isTaken) meter.add('parley_places_in_use', { surface }, 1);
  return {
    leave() {
      if (isTaken) meter.add('parley_places_in_use', { surface }, -1);
      isTaken = false;
    },
  };
}

function meteredClaim(claim: Claim, finalized: () => void, parts: InboxMeterParts): Claim {
  const { meter, clock, timed } = parts;
  const { surface, kind } = claim.task;
  const age = () => Math.max(0, clock.now() - claim.acceptedAt) / 1000;
  const closed = (outcome: string, turns = 1) => meter.count('parley_turns_total', { surface, kind, outcome }, turns);
  let isShown = claim.receipts.length > 0;
  return {
    ...claim,
    refresh: async () => meteredClaim(await claim.refresh(), finalized, parts),
    async absorb(turns, task) {
      const isDone = await claim.absorb(turns, task);
      if (isDone) closed('joined', turns.length);
      return isDone;
    },
    async record(receipt) {
      if (!isShown) meter.observe('parley_turn_first_bubble_seconds', { surface, kind }, age());
      isShown = true;
      await timed('record', () => claim.record(receipt));
    },
    journal: (step, promptVersion) => timed('journal', () => claim.journal(step, promptVersion)),
    async finalize(final, promptVersion) {
      const isDone = await timed('finalize', () => claim.finalize(final, promptVersion));
      if (!isDone) return false;
      meter.observe('parley_turn_final_seconds', { surface, kind }, age());
      meter.count('parley_answers_total', { surface, reason: final.reason });
      finalized();
      return true;
    },
    async close(outcome) {
      await timed('close', () => claim.close(outcome));
      closed(outcome);
    },
  };
}
