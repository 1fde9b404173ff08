import { isFault } from '../errors.ts';
import type { Claim, Log, Rendered, Surface, Target } from '../ports.ts';
import { digest } from '../text.ts';
import type { Scheduler } from './scheduler.ts';

/** The growing end of an answer as a draft: a preview that passes, where the platform has such. */
export interface Draft {
  /** Whether it works here; false from the first failure on, and the answer grows by edits instead. */
  usable(): boolean;
  /** Shows the text; given up silently. The final bubbles never depend on it. */
  show(target: Target, rendered: Rendered): Promise<void>;
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
  const id = 1 + (Number.parseInt(digest(claim.id).slice(0, 7), 16) || 0);
  let works = wanted && (surface.drafts?.(claim.inbound.target) ?? false);
  return {
    usable: () => works,
    async show(target, rendered) {
      const call = async (callSignal: AbortSignal) => surface.draft?.(target, id, { rendered }, callSignal);
      try {
        await scheduler.schedule({ surface, target, urgency: 'edit', call }, signal).done;
      } catch (error) {
        if (signal.aborted) return;
        works = false;
        log.info(
          { turn: claim.id, kind: isFault(error) ? error.kind : undefined },
          'A draft was refused; going on with edits',
        );
      }
    },
  };
}
