import type { ModelEvent, Usage } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import { modelFault } from './errors.ts';
import { fields, numberOr } from './json.ts';

/** Reads one API's stream: an event in, at most one of ours out. */
export interface Reader {
  /** Throws the Fault an event reports. */
  read(event: Readonly<Record<string, unknown>>): ModelEvent | undefined;
  /** The stream is over: the ending, or a thrown `model_cut`. */
  close(): ModelEvent;
  /** The answer is complete and only its accounts may follow: losing those is no failure. */
  readonly settled: boolean;
}

/** Keeps account of what was said, so that an answer without words is told from one with words. */
export interface AnswerText {
  readonly silent: boolean;
  text(delta: string): ModelEvent;
  refusal(delta: string): ModelEvent;
  /** The ending; throws `model_empty` or `model_filtered` when nothing readable was said. */
  end(reason: 'complete' | 'length' | 'filtered', usage: Usage | undefined): ModelEvent;
}

export function createAnswerText(): AnswerText {
  let text = false;
  let refused = false;
  return {
    get silent() {
      return !text && !refused;
    },
    text(delta) {
      text ||= !isBlank(delta);
      return { type: 'text', delta };
    },
    refusal(delta) {
      const first = !refused;
      refused ||= !isBlank(delta);
      return { type: 'text', delta: first && text ? `\n\n${delta}` : delta };
    },
    end(reason, usage) {
      if (!text && !refused) {
        if (reason === 'filtered') throw modelFault('model_filtered', 'The service filtered the whole answer');
        throw modelFault('model_empty', 'The answer has no text', reason === 'length' ? emptied : {});
      }
      // A refusal is an answer of the model's own: it needs no sentence of ours under it.
      return { type: 'end', reason, ...(usage ? { usage } : {}) };
    },
  };
}

const emptied = { code: 'max_output_tokens', mend: 'Raise MAX_OUTPUT_TOKENS: reasoning used it up.' };

/** Reads token counts as both APIs report them; undefined where they are missing. */
export function createUsage(input: unknown, output: unknown, inputDetails?: unknown): Usage | undefined {
  const inputTokens = numberOr(input);
  const outputTokens = numberOr(output);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const details = fields(inputDetails);
  const cachedTokens = numberOr(details['cached_tokens']);
  const cacheWriteTokens = numberOr(details['cache_write_tokens']);
  return {
    inputTokens,
    outputTokens,
    ...(cachedTokens ? { cachedTokens } : {}),
    ...(cacheWriteTokens ? { cacheWriteTokens } : {}),
  };
}
