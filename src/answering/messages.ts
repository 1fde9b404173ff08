import { type BranchExchange, shownAnswer } from '../conversation/exchange.ts';
import type { ModelMessage, PromptRecord } from '../ports/index.ts';
import { saying, wordsOf } from '../util/messages.ts';
import { pauseWhenLong } from '../util/pause.ts';
import type { MarksOf } from './marks.ts';
import { promptText } from './prompts.ts';

/** Prompt as the model is asked with it; `exchange` is the id of the exchange it belongs to, or will. */
export interface Marked {
  prompt: PromptRecord;
  exchange: string;
  /** Messages that were overheard before it, one a line. Only the newest prompt is told of them. */
  overheard?: string;
}

/** Texts of earlier exchanges, by whose marks they have. What is stored is never changed in place. */
const rendered = new WeakMap<MarksOf, WeakMap<BranchExchange, string>>();

/**
 * Puts earlier turns, as the window chose them, and the new prompt into messages. An exchange always reads the same, so
 * that the service's prompt cache knows it again.
 */
export async function messagesOf(
  turns: readonly BranchExchange[],
  { prompt, exchange, overheard }: Marked,
  marks: MarksOf,
): Promise<ModelMessage[]> {
  const known = rendered.get(marks) ?? new WeakMap<BranchExchange, string>();
  rendered.set(marks, known);
  const pause = pauseWhenLong();
  const messages: ModelMessage[] = [];
  for (const turn of turns) {
    let text = known.get(turn);
    if (text === undefined) {
      // Material is walked sign by sign: forty of them cost a sixth of a message's time.
      text = promptText(turn.prompt, marks(turn.id));
      known.set(turn, text);
      await pause();
    }
    add(messages, 'user', text);
    const answer = shownAnswer(turn)?.text;
    if (answer) add(messages, 'assistant', answer);
  }
  add(messages, 'user', promptText(prompt, marks(exchange), overheard));
  return messages;
}

/** Adds a text, to the last message where that is of the same role: the chat templates of some models insist on turns. */
function add(messages: ModelMessage[], role: ModelMessage['role'], text: string): void {
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = saying(role, `${wordsOf(last)}\n\n${text}`);
  else messages.push(saying(role, text));
}
