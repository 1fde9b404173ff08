import type { Notifier } from '../delivery/notifier.ts';
import type { AbortReason, Claim, Final, Log, Surface, Task } from '../ports/index.ts';
import { Interruption } from '../util/abort.ts';
import { isFault } from '../util/errors.ts';
import { isHopeless } from './attempts.ts';
import { unseen } from './final.ts';
import type { Bot } from './respond.ts';

/** Attempts that failed, and answers that nobody can be shown. */

export interface UnseenParts {
  bot: Bot;
  notifier: Notifier;
  surface(name: string): Surface;
  log: Log;
  /** Is told of a task that was due, and whose answer cannot be shown at its place. Harmless when repeated. */
  unreached(task: Task): Promise<void>;
  /** Applies what a turn did, without bubbles. */
  apply(claim: Claim, final: Final): Promise<void>;
}

export function createFailures(parts: UnseenParts) {
  const { bot, log } = parts;

  /**
   * Ends a failed attempt. A fault that no retry mends closes the turn. A fault that passes, or is ours, leaves it open
   * for the inbox to hand out again. Neither a fault of ours (a damaged row) nor a call that always fails may hold up
   * its conversation for ever.
   */
  async function endFailed(before: Claim, error: unknown, interruption: AbortReason | undefined): Promise<void> {
    if (interruption === 'lost' || (error instanceof Interruption && error.reason === 'lost')) return;
    if (interruption) return before.release();
    const claim = await before.refresh();
    const over = isHopeless(error, claim);
    if (!over && !isFault(error, 'forbidden', 'gone', 'expired', 'rejected', 'migrated')) throw error;
    reportUnseen(claim, error);
    try {
      if (claim.final) await parts.apply(claim, unseen(claim.final, claim.steps));
      await tellElsewhere(claim.task);
      if (claim.task.cause === 'due' && isFault(error, 'forbidden', 'gone')) await parts.unreached(claim.task);
    } catch (further) {
      if (!over || !isHopeless(further, claim)) throw further;
    }
    await claim.close('undeliverable');
  }

  function reportUnseen({ id, task: { conversation } }: Claim, error: unknown): void {
    if (!isFault(error) || error.kind === 'internal') {
      log.error({ turn: id, conversation, error }, 'An answer could not be shown, and was given up');
      return;
    }
    const { kind, facts, message } = error;
    log.warn({ turn: id, conversation, kind, ...facts }, `An answer could not be shown: ${facts.advice ?? message}`);
  }

  /**
   * Tells of an answer that could not be shown, as far as there is a place for it. A person who pressed a button is
   * told alone. If an answer for one person could not reach them, they are told where they asked, without its content.
   */
  async function tellElsewhere(task: Task): Promise<void> {
    if (task.kind !== 'command') return;
    const { askedAt, cause, target, surface, key } = task;
    // Who edits or deletes a message has pressed nothing, and could only be told in front of everybody.
    if (!askedAt && cause !== 'press') return;
    const text = await bot.phrase(task, askedAt ? 'command.alone_failed' : 'error.undisplayable');
    const where = askedAt ?? { ...target, privately: true, pace: key };
    await parts.notifier.notify(parts.surface(surface), where, `${key}:elsewhere`, text);
  }

  return { endFailed };
}
