import { transcript } from '../answering/told/prompts.ts';
import { type BranchExchange, isHeard, toldAnswer } from '../conversation/exchange.ts';
import { passedOn } from '../conversation/pieces.ts';
import { readable } from '../conversation/prompt-record.ts';
import type { Quote } from '../ports/index.ts';
import { estimateTokens } from '../util/estimate.ts';
import { pauseWhenLong } from '../util/pause.ts';
import { headOf } from '../util/text.ts';

/** Turns as they are folded into a summary. */

/** Most of one message, in UTF-16 units. */
const EACH = 6000;
/** Most of what a message quotes or passes on. */
const PASSED = 1500;

/** Turns to fold, and their words: one message after the other, each with its speaker. */
export interface Bite {
  turns: BranchExchange[];
  text: string;
}

/** Takes turns from the old end: the first always, and further ones while their words are at most `tokens`. */
export async function biteOf(turns: readonly BranchExchange[], tokens: number): Promise<Bite> {
  const pause = pauseWhenLong();
  const bite: Bite = { turns: [], text: '' };
  let left = tokens;
  for (const turn of turns) {
    const text = wordsOf(turn);
    left -= estimateTokens(text);
    if (left < 0 && bite.turns.length > 0) break;
    bite.turns.push(turn);
    bite.text += text;
    await pause();
  }
  return bite;
}

/** Writes a turn out. One that the model never heard of says nothing. */
function wordsOf(turn: BranchExchange): string {
  if (!isHeard(turn)) return '';
  const { prompt } = turn;
  const { speaker = 'the person', quote, source, text, details = '', media } = prompt;
  const { before, behind } = passedOn(prompt);
  const passed = [...(quote ? [quote] : []), ...before, ...behind].map(readable).filter((each) => each !== '');
  const own = [readable({ text, media }), details].filter((each) => each !== '').join('\n');
  const lines = [...passed.map((each) => `(quoted) ${headOf(each, PASSED)}`), source ? `(passed on) ${own}` : own];
  const answer = toldAnswer(turn);
  const said: Quote[] = [{ author: speaker, text: headOf(lines.join('\n'), EACH) }];
  if (answer !== '') said.push({ text: headOf(answer, EACH) });
  return `${transcript(said, Number.POSITIVE_INFINITY, EACH).text}\n`;
}
