import type { Claim, Log, Rendered, Surface, Target } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { isFault } from '../util/errors.ts';
import { digest } from '../util/text.ts';
import type { Scheduler } from './scheduler.ts';

/** Draft of the growing end of an answer: a passing preview, on platforms that have one. */
export interface Draft {
  /** Tells whether drafts work here. After the first failure the answer grows by edits instead. */
  usable(): boolean;
  /** Shows the text. Failures are silent: the final bubbles never depend on a draft. */
  show(target: Target, rendered: Rendered): Promise<void>;
  /** Ends a call under way: the platform keeps it hanging, and the final text is there. */
  giveUp(): void;
}

interface DraftParts {
  claim: Claim;
  surface: Surface;
  scheduler: Scheduler;
  log: Log;
  /** The chat wants drafts. */
  wanted: boolean;
}

export function createDraft({ claim, surface, scheduler, log, wanted }: DraftParts, signal: AbortSignal): Draft {
  const over = new AbortController();
  let works = wanted && (surface.drafts?.(claim.task.target) ?? false);
  return {
    usable: () => works,
    async show(target, rendered) {
      const id = 1 + (Number.parseInt(digest(claim.id).slice(0, 7), 16) || 0);
      // Unlike other calls it may be cut off: nothing is left of it.
      const call = async () => surface.draft?.(target, id, { rendered }, over.signal);
      try {
        await scheduler.schedule({ surface, target, urgency: 'edit', kind: 'edit', call }, signal).done;
      } catch (error) {
        if (signal.aborted || over.signal.aborted) return;
        works = false;
        log.info(
          { turn: claim.id, kind: isFault(error) ? error.kind : undefined },
          'A draft was refused; going on with edits',
        );
      }
    },
    giveUp: () => over.abort(OVER),
  };
}
