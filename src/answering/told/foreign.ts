import type { BranchExchange } from '../../conversation/exchange.ts';
import type { PromptRecord } from '../../ports/index.ts';
import type { Heard } from './summarised.ts';

/** Things that a question is asked with beside its own words. */
interface Told {
  prompt: PromptRecord;
  overheard?: string | undefined;
  passages?: readonly unknown[] | undefined;
  /** Texts that it is answered from. */
  library?: unknown;
  heard: Heard;
}

/**
 * Tells whether words of others are among what the model is told: files, quotes, what was passed on, documents, what was
 * overheard. A summary may be made of such.
 */
export function isForeign({ prompt, overheard, passages = [], library, heard }: Told): boolean {
  if (overheard !== undefined || passages.length > 0 || library !== undefined || heard.summary) return true;
  return [prompt, ...heard.turns.map((turn: BranchExchange) => turn.prompt)].some(bringsMaterial);
}

function bringsMaterial({ media, attachments, quote, source, opening, details, overheard, pieces }: PromptRecord) {
  const brought = [media, attachments, quote, source, opening, details, overheard];
  return (
    brought.some((each) => each !== undefined && !(Array.isArray(each) && each.length === 0)) ||
    (pieces ?? []).some((piece) => piece.source || piece.quote || piece.details !== undefined || piece.attachments)
  );
}
