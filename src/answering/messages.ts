import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import type { ModelMessage, PromptRecord } from '../ports/index.ts';
import { pauseWhenLong } from '../util/pause.ts';
import type { MarksOf } from './marks.ts';
import { promptText } from './prompts.ts';

/** Prompt as the model is asked with it; `exchange` is the id of the exchange it belongs to, or will. */
export interface Marked {
  prompt: PromptRecord;
  exchange: string;
}

/** Texts of earlier exchanges, by whose marks they have. What is stored is never changed in place. */
const rendered = new WeakMap<MarksOf, WeakMap<BranchExchange, string>>();

/**
 * Puts earlier turns, as the window chose them, and the new prompt into messages. An exchange always reads the same, so
 * that the service's prompt cache knows it again.
 */
export async function messagesOf(
  turns: readonly BranchExchange[],
  { prompt, exchange }: Marked,
  marks: MarksOf,
): Promise<ModelMessage[]> {
  const known = rendered.get(marks) ?? new WeakMap<BranchExchange, string>();
  rendered.set(marks, known);
  const pause = pauseWhenLong();
  const earlier: ModelMessage[] = [];
  for (const turn of turns) {
    const answer = shownAnswer(turn);
    // Each has a keyed hash, and material is walked sign by sign: forty of them cost a sixth of a message's time.
    const text = known.get(turn) ?? promptText(turn.prompt, marks(turn.id));
    known.set(turn, text);
    earlier.push({ role: 'user', text });
    if (answer?.text) earlier.push({ role: 'assistant', text: answer.text });
    await pause();
  }
  return joined([...earlier, { role: 'user', text: promptText(prompt, marks(exchange)) }]);
}

/** Joins messages of one role in a row: the chat templates of some models insist on turns. */
function joined(messages: readonly ModelMessage[]): ModelMessage[] {
  const turns: ModelMessage[] = [];
  for (const { role, text } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) last.text += `\n\n${text}`;
    else turns.push({ role, text });
  }
  return turns;
}
