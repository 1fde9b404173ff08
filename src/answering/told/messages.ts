import type { ToolRequest } from '../../agent/telling.ts';
import { type BranchExchange, toldAnswer } from '../../conversation/exchange.ts';
import type { Picture } from '../../media/pictures.ts';
import type { ModelMessage, ModelPart, PromptRecord } from '../../ports/index.ts';
import { pauseWhenLong } from '../../util/pause.ts';
import { drawnIn, picturesIn, picturesOf, promptMedia, type Senses } from '../senses/senses.ts';
import type { MarksOf } from './marks.ts';
import { drawnText, type Passages, promptText, summaryText } from './prompts.ts';
import type { Told } from './summarised.ts';

/** Prompt as the model is asked with it; `exchange` is the id of the exchange it belongs to, or will. */
export interface Marked extends Partial<ToolRequest> {
  prompt: PromptRecord;
  exchange: string;
  /** Messages that were overheard before it, one a line. Only the newest prompt is told of them. */
  overheard?: string;
  /** Stretches of documents that fit it. Only the newest prompt is told of them. */
  passages?: readonly Passages[];
  /** Finds what was sensed of things that were sent along with it, or before it. */
  senses?: Senses;
  /** Facts about who asks. */
  about?: string;
  /** Words that stand for turns older than those it is asked with. */
  summary?: Told;
}

/** Texts of earlier exchanges, by whose marks they have. What is stored is never changed in place. */
const rendered = new WeakMap<MarksOf, WeakMap<BranchExchange, string>>();

/**
 * Puts earlier turns, as the window chose them, and the new prompt into messages. An exchange always reads the same, so
 * that the service's prompt cache knows it again.
 */
export async function messagesOf(
  turns: readonly BranchExchange[],
  { prompt, exchange, overheard, passages, about, senses, summary }: Marked,
  marks: MarksOf,
): Promise<ModelMessage[]> {
  const known = rendered.get(marks) ?? new WeakMap<BranchExchange, string>();
  rendered.set(marks, known);
  const pause = pauseWhenLong();
  const messages: ModelMessage[] = [];
  if (summary) add(messages, 'user', summaryText(summary.text, marks(summary.id)));
  for (const turn of turns) {
    const sensed = senses && promptMedia(turn.prompt).length > 0;
    let text = sensed ? promptText(turn.prompt, marks(turn.id), { senses }) : known.get(turn);
    if (text === undefined) {
      // Material is walked sign by sign: forty of them cost a sixth of a message's time.
      text = promptText(turn.prompt, marks(turn.id));
      known.set(turn, text);
      await pause();
    }
    add(messages, 'user', text, sensed ? picturesOf(turn.prompt, senses) : []);
    const answer = toldAnswer(turn);
    if (answer) add(messages, 'assistant', answer);
    const drawn = drawnIn(turn);
    if (drawn.length === 0) continue;
    // No message of an assistant may hold a picture.
    const seen = senses ? picturesIn(drawn, senses) : [];
    add(messages, 'user', drawnText(seen.length), seen);
  }
  const text = promptText(prompt, marks(exchange), { overheard, passages, about, senses });
  add(messages, 'user', text, senses ? picturesOf(prompt, senses) : []);
  return messages;
}

/** Adds parts, to the last message where that is of the same role: the chat templates of some models insist on turns. */
function add(
  messages: ModelMessage[],
  role: ModelMessage['role'],
  text: string,
  pictures: readonly Picture[] = [],
): void {
  const parts: ModelPart[] = [{ type: 'text', text }];
  for (const { bytes, mime, detail, tokens } of pictures) parts.push({ type: 'image', bytes, mime, detail, tokens });
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = { role, parts: [...last.parts, ...parts] };
  else messages.push({ role, parts });
}
