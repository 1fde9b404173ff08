import type { ModelEvent, ModelMessage, Usage } from '../ports/index.ts';
import { isBlank } from '../util/text.ts';
import type { CodeFile } from './code-files.ts';
import { modelFault } from './errors.ts';
import { fields, numberOr } from './json.ts';

/** Request whose answer is read, as far as its reader must know it. */
export interface ReadFor {
  /** Names the model, as its items are kept under. */
  maker?: string;
  /** Messages before it, whose calls have their ids already. */
  messages?: readonly ModelMessage[];
}

/** Reader of one API's stream. */
export interface StreamReader {
  /** Throws the Fault an event reports. */
  read(event: Readonly<Record<string, unknown>>): ModelEvent | readonly ModelEvent[] | undefined;
  /** Ends the stream: gives the ending, or throws `model_cut`. */
  close(): ModelEvent;
  /** Ends a stream that goes beyond our own limits: gives the ending, or throws `model_stalled` where no word came. */
  cut(): ModelEvent;
  /** True once the answer is complete. Only its usage may follow, and losing that is no failure. */
  readonly finished: boolean;
  /** Pictures of the answer that are done. */
  readonly pictures: number;
  /** True while the service is at work with a tool of its own: nothing may come for as long as before the first word. */
  readonly busy: boolean;
  /** Items and calls of a complete answer, which has them last of all. */
  calls(): readonly ModelEvent[];
  /** Files that the service's own code made. */
  readonly files: readonly CodeFile[];
}

/** Text of an answer, as far as it matters: tells an answer without words from one with words. */
export interface AnswerText {
  readonly silent: boolean;
  text(delta: string): ModelEvent;
  refusal(delta: string): ModelEvent;
  /** Notes a picture: an answer with one needs no words. */
  picture(): void;
  /** Notes a call: an answer with one needs no words either. */
  called(): void;
  /** Notes that the service refused to draw: an answer of nothing else is one that it filtered. */
  blocked(): void;
  /** Makes the ending. Throws `model_empty` or `model_filtered` when there is nothing to read. */
  end(reason: 'complete' | 'length' | 'filtered', usage: Usage | undefined): ModelEvent;
  /** Makes the ending of an answer that would go on. Throws `model_stalled` when there is nothing to read. */
  cut(): ModelEvent;
}

/** `isOdd` tells whether an answer of nothing at all may be a failure that the service did not tell. */
export function createAnswerText(isOdd: () => boolean = () => false): AnswerText {
  let text = false;
  let refused = false;
  let shown = false;
  let blocked = false;
  const isNothing = () => !text && !refused && !shown;
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
    picture() {
      shown = true;
    },
    called() {
      shown = true;
    },
    blocked() {
      blocked = true;
    },
    end(reason, usage) {
      if (isNothing()) {
        if (reason === 'filtered' || blocked)
          throw modelFault('model_filtered', 'The service filtered the whole answer');
        throw modelFault('model_empty', 'The answer has no text', {
          ...(reason === 'length' ? emptied : {}),
          ...(isOdd() ? { unclear: true } : {}),
        });
      }
      // A refusal is an answer of the model's own: it needs no sentence of ours under it.
      return { type: 'end', reason, ...(usage ? { usage } : {}) };
    },
    cut() {
      if (isNothing()) throw modelFault('model_stalled', 'Much came, and no word among it');
      return { type: 'end', reason: 'length' };
    },
  };
}

export const emptied = { code: 'max_output_tokens', advice: 'Raise MAX_OUTPUT_TOKENS: reasoning used it up.' };

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
