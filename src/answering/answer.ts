import type { AgentEvent } from '../agent/loop.ts';
import { heardIn } from '../conversation/prompt-record.ts';
import type { Texts } from '../locales/index.ts';
import type { Perception, SensedAt } from '../media/perception.ts';
import {
  type Ending,
  type EndReason,
  type Log,
  MOST_ANSWER,
  type Progress,
  type PromptRecord,
} from '../ports/index.ts';
import { effective } from '../settings/effective.ts';
import { Fault, isFault } from '../util/errors.ts';
import { escapeMarkdown, headline, headOf } from '../util/text.ts';
import { type ContextParts, contextFor, withoutSaid } from './context.ts';
import { absorb, createDraft, type Draft, goingOn, grown, isNothing, takeQuestion } from './ending/draft.ts';
import { endingOf, leftAsItIs } from './ending/ending.ts';
import { type Explain, failureOf } from './explain.ts';
import { type PainterParts, painterIn } from './pictures/painter.ts';
import type { Answer, Question } from './question.ts';
import type { Observer, RequestParts } from './request/parts.ts';
import { askSeeing, isWordless } from './request/seeing.ts';
import { askWithTools, type Tooling } from './request/with-tools.ts';
import { finderIn } from './senses/find-in-files.ts';
import { type Findings, noted, sensing } from './senses/senses.ts';
import { searchedFor } from './told/documents.ts';
import { isForeign } from './told/foreign.ts';
import type { Marked } from './told/messages.ts';
import { type Hearing, withBackground } from './told/overheard.ts';
import type { Speaking, Speaks } from './told/preamble.ts';
import { saidIn } from './told/said.ts';
import { summarised } from './told/summarised.ts';

/** Parts that asking the model takes, the same for every turn. */
export interface Answering extends ContextParts, Pick<RequestParts, 'model' | 'models' | 'operator'> {
  /** Buttons under answers. */
  buttons: boolean;
  perception: Pick<Perception, 'sense' | 'source' | 'bytes'>;
  log: Log;
}

type SpeakingParts = AnswererParts & Speaking;

interface AnswererParts extends Answering, Omit<RequestParts, keyof Speaking>, Pick<PainterParts, 'painting'> {
  speaks: Speaks;
  tooling: Tooling;
  /** Id of the turn. */
  turn: string;
  explain: Explain;
  hearing: Pick<Hearing, 'before' | 'again'>;
  /** Tells whether a person may be called by this turn: not too often. */
  mayCall(): boolean;
}

/** Most words of one recording that are passed on to be shown, in UTF-16 units. */
const MOST_SHOWN = 4000;

/** Most of a name that is shown, in UTF-16 units. */
const MOST_NAME = 60;

/** Asks the model within a conversation. Every failure ends in a sentence; what was said before it is kept. */
export function createAnswerer(parts: AnswererParts): Answer {
  const { signal, texts, explain } = parts;

  return async function* answer(asked) {
    let speaking: Speaking;
    try {
      speaking = await parts.speaks(asked.prompt.persona);
    } catch (error) {
      const text = asked.replaces?.prefix ?? '';
      yield { type: 'end', end: { ...failureOf(error, signal, texts, explain), text, events: [] } };
      return;
    }
    const { library: _, ...alone } = speaking;
    // A task about a text needs no other.
    yield* answerAs({ ...parts, ...(asked.prompt.standalone ? alone : speaking) })(asked);
  };
}

/** Asks the model as whoever answers. */
function answerAs(parts: SpeakingParts): Answer {
  const { signal, texts, explain } = parts;

  return async function* answer(asked) {
    const draft = createDraft(parts, asked);
    const notes = new Set(parts.isLost ? [lostText(texts, asked.prompt)] : []);
    const end = (reason: EndReason, notice?: string) =>
      ({ type: 'end', end: endingOf(parts, draft, reason, notice) }) as const;
    try {
      const events = yield* asking(parts, draft, asked, notes);
      if (!events) {
        yield end('error', [...notes].join(' '));
        return;
      }
      for await (const event of draft.unmarked.within(events)) {
        if (event.type === 'void') {
          yield { type: 'end', end: leftAsItWas(parts, asked, event.why) };
          return;
        }
        if (event.type === 'text') {
          const fits = takeWords(draft, event.delta);
          yield grown(draft);
          if (fits) continue;
        } else {
          absorb(parts, draft, event);
          const line = goingOn(draft, event, texts);
          if (line !== undefined) yield grown(draft, line);
        }
        const reason = endedBy(parts, draft, event, notes);
        if (reason === undefined) continue;
        yield end(reason, notes.size > 0 ? [...notes].join(' ') : undefined);
        return;
      }
      throw new Fault('model_cut', 'The stream ended without an ending');
    } catch (error) {
      const { reason, notice } = failureOf(error, signal, texts, explain);
      if (reason !== 'error' || isNothing(draft)) yield end(reason, notice);
      else if (isFault(error, 'model_stalled')) yield end('timeout', texts('end.timeout'));
      else yield end('cut', texts('end.cut'));
    }
  };
}

/** Makes a question ready, and begins to ask. Undefined where nothing is left of it that could be asked. */
async function* asking(
  parts: SpeakingParts,
  draft: Draft,
  asked: Question,
  notes: Set<string>,
): AsyncGenerator<Progress, AsyncIterable<AgentEvent> | undefined> {
  const { hearing, library, memory, signal, task } = parts;
  const exchange = asked.replaces?.turn.id ?? parts.turn;
  const context = asked.before ?? (await contextFor(parts));
  const prompt = withoutSaid(task, asked.prompt, context);
  const background = await (asked.replaces ? hearing.again(prompt) : hearing.before(prompt));
  const heard = await summarised(parts, task.conversation, context);
  Object.assign(draft, { context, heard, question: { ...asked, prompt: background.prompt } });
  const findings = yield* sensed(parts, draft, notes);
  const passages = await library?.find(searchedFor(prompt, context.turns), signal);
  if (findings?.nothing && isWordless(background.prompt)) return undefined;
  const observer: Observer = {
    account: draft.account,
    counted: (turns) => {
      for (const each of turns) draft.counted.set(each.turn, each);
    },
    noticed: (seen) => memory.noticed(task.conversation, seen),
    note: (sentence) => void notes.add(sentence),
  };
  const told = {
    ...sensesIn(findings),
    ...(passages ? { passages } : {}),
    ...(heard.summary ? { summary: heard.summary } : {}),
    ...aboutIn(parts),
  };
  const ask = (each: Marked) => askSeeing(parts, { ...each, ...told }, heard.turns, observer);
  const facts = {
    exchange,
    thread: context.thread,
    isForeign: isForeign({ ...background, passages, library, heard }),
    said: () => saidIn(parts, { ...background, exchange, ...told }, heard.turns),
    draw: painterIn(parts, parts.tooling.steps, { prompt: background.prompt, turns: context.turns }),
    findInFiles: finderIn({ ...parts, at: sensedAt(parts) }, findings, {
      prompt: background.prompt,
      turns: context.turns,
    }),
  };
  return askWithTools(parts, asked, facts, (calling) => withBackground({ ...background, exchange, ...calling }, ask));
}

/** Adds words to the answer; false where there is no more room. However often it goes on, and each time in a stream of its own. */
function takeWords(draft: Draft, words: string): boolean {
  const room = MOST_ANSWER - (draft.question.replaces?.prefix ?? '').length - draft.text.length;
  draft.text += headOf(words, room);
  draft.commentary = '';
  return words.length <= room;
}

/** Tells how the answer ends, where it does with an event that was taken; what there is to say of it goes to `notes`. */
function endedBy(parts: SpeakingParts, draft: Draft, event: AgentEvent, notes: Set<string>): EndReason | undefined {
  const { texts } = parts;
  if (takeQuestion(draft, event, parts)) return 'complete';
  if (event.type === 'text') {
    notes.add(texts('end.length'));
    return 'length';
  }
  if (event.type !== 'end') return undefined;
  if (draft.unmarked.isMarked() && isNothing(draft)) draft.text = texts('knowledge.missing');
  if (event.reason === 'complete' && isNothing(draft)) throw new Fault('model_empty', 'The answer has no words');
  if (draft.context?.damaged) notes.add(texts('context.damaged'));
  if (event.reason !== 'complete') notes.add(texts(`end.${event.reason}`));
  return event.reason;
}

/** Leaves an answer as it was, for nothing is to be decided about its call any more. */
function leftAsItWas(
  parts: SpeakingParts,
  { replaces }: Question,
  why: Extract<AgentEvent, { type: 'void' }>['why'],
): Ending {
  const notice = parts.texts(`approve.${why}`);
  if (!replaces) return { reason: 'error', text: '', notice, events: [] };
  return leftAsItIs(parts, replaces.turn, notice, why === 'changed');
}

/** Says that there is no such persona: one that was chosen, or one that a question names. */
function lostText(texts: Texts, { persona }: PromptRecord): string {
  if (persona === undefined) return texts('persona.lost');
  return texts('persona.unknown', { value: escapeMarkdown(headline(persona, MOST_NAME)) });
}

/** Senses what was sent along, notes it with the question, and shows at once what was heard. */
async function* sensed(
  parts: SpeakingParts,
  draft: Draft,
  notes: Set<string>,
): AsyncGenerator<Progress, Findings | undefined> {
  const { texts } = parts;
  const { question, heard } = draft;
  const asked = { prompt: question.prompt, turns: heard?.turns ?? [] };
  const findings = yield* sensing({ ...parts, window: beside(parts) }, asked, sensedAt(parts));
  const prompt = findings ? noted(question.prompt, findings) : question.prompt;
  draft.question = { ...question, prompt };
  for (const reason of findings?.reasons ?? []) notes.add(texts(`media.${reason}`));
  if (findings?.unseen) notes.add(texts('media.unseen', { count: findings.unseen }));
  for (const percent of findings?.partly ?? [])
    notes.add(percent === undefined ? texts('media.begun') : texts('media.partly', { percent }));
  // An answer that goes on has the words of its question above it already.
  if (question.replaces?.prefix !== undefined) return findings;
  draft.transcript = transcriptOf(parts, prompt);
  if (draft.transcript.length > 0) yield grown(draft);
  return findings;
}

/** Room of a request beside the documents. */
function beside({ window, library }: SpeakingParts): SpeakingParts['window'] {
  const { tokens } = window;
  return tokens > 0 && library ? { ...window, tokens: Math.max(1, tokens - library.tokens) } : window;
}

/** Lists what was heard in a question, where the chat wants to see it: as much of it as may be shown. */
function transcriptOf({ operator, layers, task }: RequestParts, prompt: PromptRecord): string[] {
  const heard = heardIn(prompt);
  if (heard.length === 0 || effective(operator, layers, { surface: task.surface }).transcripts === 'hidden') return [];
  return heard.map((words) => headOf(words, MOST_SHOWN));
}

function aboutIn({ about }: Speaking): Pick<Marked, 'about'> {
  return about === undefined ? {} : { about };
}

function sensesIn(findings: Findings | undefined): Pick<Marked, 'senses'> {
  return findings ? { senses: findings.senses } : {};
}

function sensedAt({ task, model, layers: { chat, locale } }: RequestParts): SensedAt {
  const { conversation, actor, target } = task;
  return {
    ...{ conversation, person: actor.id, asker: actor.id, chat: target.chat, model },
    language: chat?.language ?? locale ?? '',
  };
}
