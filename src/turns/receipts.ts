import type { Scheduler, Urgency } from '../delivery/scheduler.ts';
import type { CallKind, Claim, Final, Surface, Target, Task } from '../ports/index.ts';

/** Reactions by which a person's message shows what becomes of it. */
export interface Receipt {
  /** Shows that the answer is there; takes the sign away where there is none. */
  close(final: Final): void;
}

interface ReceiptParts {
  scheduler: Scheduler;
  surface: Surface;
  claim: Pick<Claim, 'task' | 'final' | 'forgotten'>;
  /** Task as it was when this process began with the turn: another message may have become the one that asks. */
  begun: Task;
  /** The chat wants them. */
  wanted: boolean;
}

const KIND = 'react' satisfies CallKind;

/**
 * Shows that a message is being answered. Nothing waits for these calls, and nothing fails with them. The first sign goes at
 * once or not at all, the last one when nothing else is to be sent.
 */
export function showReceipt({ scheduler, surface, claim, begun, wanted }: ReceiptParts, signal: AbortSignal): Receipt {
  const at = wanted ? placeOf(claim.task) : undefined;
  if (!at || !surface.react) return { close: () => undefined };

  const { target, message: asks } = at;
  const show = (mark: 'working' | 'done' | undefined, urgency: Urgency, message = asks) => {
    const call = (limit: AbortSignal) => surface.react?.(target, message, mark, limit) ?? Promise.resolve();
    scheduler.schedule({ surface, target, urgency, kind: KIND, call }, signal).done.catch(() => undefined);
  };

  // What is final already was shown to be worked on by the process before. Who took an answer away may have left the question.
  if (!claim.final && !claim.forgotten) show('working', 'cosmetic');
  const before = placeOf(begun)?.message ?? asks;
  if (before !== asks) show(undefined, 'spare', before);
  return { close: ({ reason, hidden }) => show(reason === 'error' || hidden ? undefined : 'done', 'spare') };
}

/** Finds the message that asked, where those who see the answer see it too. */
function placeOf(task: Task): { target: Target; message: string } | undefined {
  const { target, cause } = task;
  const { askedAt = target } = task.kind === 'late' ? {} : task;
  const message = askedAt.prompt;
  return cause === 'message' && !target.privately && message !== undefined ? { target, message } : undefined;
}
