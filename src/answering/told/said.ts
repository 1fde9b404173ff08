import { type BranchExchange, shownAnswer } from '../../conversation/exchange.ts';
import type { MarksOf } from './marks.ts';
import type { Marked } from './messages.ts';
import type { Speaking } from './preamble.ts';
import { promptText } from './prompts.ts';

const LINK = /\]\((https?:\/\/[^()\s]+)\)/g;

/**
 * Lists what people and documents say to the model, the newest first, and the pages that earlier answers were made with. What
 * the model itself has said is left out.
 */
export function* saidIn(
  { library, marks }: Pick<Speaking, 'library'> & { marks: MarksOf },
  { prompt, exchange, overheard, passages, senses }: Marked,
  turns: readonly BranchExchange[],
): Generator<string> {
  yield promptText(prompt, marks(exchange), { overheard, passages, senses });
  for (const turn of turns.toReversed()) {
    yield promptText(turn.prompt, marks(turn.id), { senses });
    // Its links alone: what tools were asked stands there as well, and that is the model's.
    for (const [, url = ''] of shownAnswer(turn)?.used?.matchAll(LINK) ?? []) yield url;
  }
  yield library?.text ?? '';
}
