import {
  answersOf,
  filesOnceMore,
  keptAnswers,
  keptPictures,
  shownAnswer,
  withDeeds,
} from '../../conversation/exchange.ts';
import { heardIn } from '../../conversation/prompt-record.ts';
import type { AnswerRecord, ConversationEvent, Exchange, KeptFile, PromptRecord, Usage } from '../../ports/index.ts';
import { isBlank } from '../../util/text.ts';
import { type Asking, contextFor } from '../context.ts';
import type { Branch, Question } from '../question.ts';
import { sumUsage } from '../request/usage.ts';
import type { Answered } from './answer-buttons.ts';

/** Trace of an answer: what the conversation keeps, and what is shown. */
export interface Kept {
  events: ConversationEvent[];
  /** State of the turn afterwards, for its buttons; absent where other bubbles than its own are shown. */
  state?: Answered;
  /** Platform ids of the bubbles to delete, where the answer moved to the bottom. */
  removes?: string[];
  /** Pictures of the answer that was there, which are shown once more. */
  kept?: readonly KeptFile[];
  /** As in Ending. */
  keepsFiles?: true;
  /** Answer that was there before and is shown on, as nothing new was said. */
  stays?: AnswerRecord;
}

/** Keeps a question whose turn ended before the model was asked. */
export async function unasked(parts: Asking, prompt: PromptRecord, answer: AnswerRecord): Promise<ConversationEvent[]> {
  return keep(parts.turn, { prompt }, await contextFor(parts), answer).events;
}

/** Works out what an answer leaves in the conversation. `drew`: it has pictures, whatever its words. */
export function keep(
  turn: string,
  { prompt, replaces }: Question,
  context: Branch,
  answer: AnswerRecord,
  drew = false,
): Kept {
  // One that goes on with an answer is asked with a task of ours.
  const recordings = heardIn(replaces?.prefix === undefined ? prompt : replaces.turn.prompt).length;
  if (!replaces) {
    const { head: parent, thread, enters } = context;
    const answered: ConversationEvent = { type: 'answered', parent, thread, prompt, answer };
    const events: ConversationEvent[] = enters ? [{ type: 'switched', thread }, answered] : [answered];
    return { events, state: { turn, answer, answers: 1, shown: 0, recordings } };
  }
  const { turn: node, prefix = '', edited = false, below: enters = false } = replaces;
  const before = {
    turn: node.id,
    answers: node.answers.length,
    shown: node.shown ?? node.answers.length - 1,
    recordings,
  };
  if (edited) {
    const events: ConversationEvent[] = [{ type: 'revised', turn: node.id, prompt, answer }];
    return { events, state: { turn: node.id, answer, answers: 1, shown: 0, recordings } };
  }
  // Nothing new was said: the answer that was there stays, and only the sentence about it is added.
  const old = shownAnswer(node);
  const files = filesOnceMore(old);
  if (!replaces.resumes && isBlank(answer.text.slice(prefix.length)) && !drew) {
    const stays = old && withDeeds(old, answer.deeds);
    // What became of deeds is shown with it from here on, and told to the model.
    if (stays && stays !== old) return standing(node, stays, { ...before, answer: stays }, enters);
    if (enters) return { events: [] };
    return { ...files, events: [], state: { ...before, answer: old ?? answer }, ...(old ? { stays: old } : {}) };
  }
  const replace = replaces.prefix !== undefined || replaces.resumes !== undefined;
  const whole = replace ? withUsage(answer, sumUsage(old?.usage, answer.usage)) : answer;
  const noted = !replace && prompt.media ? { media: prompt.media } : {};
  const how = { ...noted, ...(replace ? { replace } : {}), ...(enters ? { enters } : {}) };
  const events: ConversationEvent[] = [{ type: 'revised', turn: node.id, answer: whole, ...how }];
  const answers = keptAnswers([...answersOf(node), answer]).length;
  const state = replace ? before : { ...before, answers, shown: answers - 1 };
  const removes = enters ? { removes: node.bubbles } : {};
  return { events, state: { ...state, answer }, ...removes, ...(replace ? files : {}) };
}

/** Trace of an answer that stays, and with which something more is kept. */
function standing(node: Exchange, stays: AnswerRecord, state: Answered, enters: boolean): Kept {
  const event: ConversationEvent = { type: 'revised', turn: node.id, answer: stays, replace: true };
  if (!enters) return { ...filesOnceMore(stays), events: [event], state, stays };
  return { events: [{ ...event, enters }], state, stays, removes: node.bubbles, kept: keptPictures(stays) };
}

/** An answer that was gone on with took all the tokens of its parts. */
function withUsage(answer: AnswerRecord, usage: Usage | undefined): AnswerRecord {
  return usage ? { ...answer, usage } : answer;
}
