import type { Scheduler } from '../delivery/scheduler.ts';
import type { Claim, Log, Prompt, Surface, Target } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { headline } from '../util/text.ts';

/** Longest title that a thread is opened with, in UTF-16 units. */
const TITLE = 90;

/**
 * Opens the thread that a question is to be answered in; it is open already after a restart. Where none can be opened, the
 * claim that comes back is answered where it was asked. What was shown before says where the answer is: a question may be
 * deleted by then, and no thread can be asked for. Rejects with the signal's reason.
 */
export async function inOpenThread(
  { scheduler, log }: { scheduler: Scheduler; log: Log },
  surface: Surface,
  claim: Claim,
  signal: AbortSignal,
): Promise<Claim> {
  const { task } = claim;
  if (task.kind !== 'prompt' || !task.askedAt || !surface.openThread) return claim;
  const { askedAt, target } = task;
  if (claim.receipts.some(({ aside }) => aside)) return whereAsked(claim, task, askedAt);
  if (claim.receipts.length > 0 || claim.forgotten) return claim;
  const call = (limit: AbortSignal) => surface.openThread?.(target, titleFor(task), limit) ?? Promise.resolve();
  try {
    await scheduler.schedule({ surface, target, urgency: 'must', kind: 'open', call }, signal).done;
    return claim;
  } catch (error) {
    if (!isFault(error, 'forbidden', 'gone', 'rejected')) throw error;
    const { advice } = error.facts;
    log.warn({ chat: askedAt.chat, error, advice }, 'No thread could be opened; the answer goes where it was asked');
    return whereAsked(claim, task, askedAt);
  }
}

/** The claim as one that is answered where it was asked, which its receipts tell. */
function whereAsked(claim: Claim, task: Prompt, target: Target): Claim {
  return {
    ...claim,
    task: { ...task, target },
    record: (receipt) => claim.record({ ...receipt, aside: true }),
  };
}

function titleFor({ text, quote, actor }: Prompt): string {
  return headline(text, TITLE) || headline(quote?.text ?? '', TITLE) || actor.name;
}
