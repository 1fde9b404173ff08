import { heardIn } from '../conversation/prompt-record.ts';
import { type Counted, countedEvents } from '../conversation/window.ts';
import type { Texts } from '../locales/index.ts';
import type { Perception, SensedAt } from '../media/perception.ts';
import {
  type Ending,
  type EndReason,
  type Log,
  MOST_ANSWER,
  type ModelEvent,
  type OutgoingFile,
  type Progress,
  type PromptRecord,
} from '../ports/index.ts';
import { effective } from '../settings/effective.ts';
import { Fault, isFault } from '../util/errors.ts';
import { escapeMarkdown, headline, headOf, isBlank } from '../util/text.ts';
import { answerButtons } from './answer-buttons.ts';
import { citing, createUnmarked, type Unmarked } from './citing.ts';
import { type ContextParts, contextFor, withoutSaid } from './context.ts';
import { searchedFor } from './documents.ts';
import { type Explain, failureOf } from './explain.ts';
import { keep } from './kept.ts';
import type { Marked } from './messages.ts';
import { type Hearing, withBackground } from './overheard.ts';
import type { Speaking, Speaks } from './preamble.ts';
import type { Answer, Branch, Question } from './question.ts';
import type { Observer, RequestParts } from './request.ts';
import { askSeeing, isWordless } from './seeing.ts';
import { type Findings, noted, sensing } from './senses.ts';
import { type Heard, summarised } from './summarised.ts';
import { createThought, type Thought } from './thought.ts';
import { type Account, createAccount } from './usage.ts';

/** Parts that asking the model takes, the same for every turn. */
export interface Answering extends ContextParts, Pick<RequestParts, 'model' | 'models' | 'operator'> {
  /** Buttons under answers. */
  buttons: boolean;
  perception: Pick<Perception, 'sense' | 'source' | 'bytes'>;
  log: Log;
}

type SpeakingParts = AnswererParts & Speaking;

interface AnswererParts extends Answering, Omit<RequestParts, keyof Speaking> {
  speaks: Speaks;
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

/** Answer in the making. */
interface Draft {
  question: Question;
  /** Branch it belongs to; absent where the history could not be read. */
  context?: Branch;
  text: string;
  pictures: OutgoingFile[];
  /** As in Ending. */
  transcript?: readonly string[];
  thought: Thought;
  account: Account;
  /** Words of it, without what only the program reads. */
  unmarked: Unmarked;
  /** Turns before it whose tokens were counted, by id. */
  counted: Map<string, Counted>;
  /** Turns before it as they are told, and words for older ones. */
  heard?: Heard;
}

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
  const { signal, texts, explain, hearing } = parts;

  return async function* answer(asked) {
    const prefix = asked.replaces?.prefix ?? '';
    const draft: Draft = {
      question: asked,
      text: '',
      pictures: [],
      thought: createThought(parts),
      account: createAccount(),
      unmarked: createUnmarked(parts),
      counted: new Map(),
    };
    const exchange = asked.replaces?.turn.id ?? parts.turn;
    const notes = new Set(parts.isLost ? [lostText(texts, asked.prompt)] : []);
    const end = (reason: EndReason, notice?: string) =>
      ({ type: 'end', end: endingOf(parts, draft, reason, notice) }) as const;
    try {
      const context = asked.before ?? (await contextFor(parts));
      const prompt = withoutSaid(parts.task, asked.prompt, context);
      const background = await (asked.replaces ? hearing.again(prompt) : hearing.before(prompt));
      const heard = await summarised(parts, parts.task.conversation, context);
      Object.assign(draft, { context, heard, question: { ...asked, prompt: background.prompt } });
      const findings = yield* sensed(parts, draft, notes);
      const passages = await parts.library?.find(searchedFor(prompt, context.turns), signal);
      if (findings?.nothing && isWordless(background.prompt)) {
        yield end('error', [...notes].join(' '));
        return;
      }
      const observer: Observer = {
        account: draft.account,
        counted: (turns) => {
          for (const each of turns) draft.counted.set(each.turn, each);
        },
        noticed: (seen) => parts.memory.noticed(parts.task.conversation, seen),
        // One that goes on with an answer thinks on.
        anew: () => {
          if (isBlank(draft.text)) draft.thought = createThought(parts);
        },
        note: (sentence) => void notes.add(sentence),
      };
      const told = {
        ...sensesIn(findings),
        ...(passages ? { passages } : {}),
        ...(heard.summary ? { summary: heard.summary } : {}),
        ...aboutIn(parts),
      };
      const ask = (each: Marked) => askSeeing(parts, { ...each, ...told }, heard.turns, observer);
      for await (const event of draft.unmarked.within(withBackground({ ...background, exchange }, ask))) {
        if (event.type === 'text') {
          // However often it goes on, and each time in a stream of its own.
          const room = MOST_ANSWER - prefix.length - draft.text.length;
          draft.text += headOf(event.delta, room);
          yield grown(draft);
          if (event.delta.length <= room) continue;
          notes.add(texts('end.length'));
          yield end('length', [...notes].join(' '));
          return;
        }
        if (event.type === 'drawing') yield grown(draft, texts('media.drawing'));
        absorb(draft, event);
        if (event.type !== 'end') continue;
        if (draft.unmarked.isMarked() && isNothing(draft)) draft.text = texts('knowledge.missing');
        if (event.reason === 'complete' && isNothing(draft)) throw new Fault('model_empty', 'The answer has no words');
        if (context.damaged) notes.add(texts('context.damaged'));
        if (event.reason !== 'complete') notes.add(texts(`end.${event.reason}`));
        yield end(event.reason, notes.size > 0 ? [...notes].join(' ') : undefined);
        return;
      }
      throw new Fault('model_cut', 'The stream ended without an ending');
    } catch (error) {
      const { reason, notice } = failureOf(error, signal, texts, explain);
      if (reason !== 'error' || isNothing(draft)) yield end(reason, notice);
      else yield isFault(error, 'model_stalled') ? end('timeout', texts('end.timeout')) : end('cut', texts('end.cut'));
    }
  };
}

/** Says that there is no such persona: one that was chosen, or one that a question names. */
function lostText(texts: Texts, { persona }: PromptRecord): string {
  if (persona === undefined) return texts('persona.lost');
  return texts('persona.unknown', { value: escapeMarkdown(headline(persona, MOST_NAME)) });
}

/** Takes what is none of the words. */
function absorb(draft: Draft, event: ModelEvent): void {
  if (event.type === 'reasoning') draft.thought.add(event.delta);
  else if (event.type === 'picture') draft.pictures.push(event.file);
  else if (event.type === 'reset') {
    const { keeps = '' } = event;
    draft.thought.add(draft.text.slice(keeps.length));
    draft.text = keeps;
  }
}

function isNothing({ text, pictures }: Draft): boolean {
  return isBlank(text) && pictures.length === 0;
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

/** Gives the text so far. `line`: what is going on. */
function grown({ question, text, transcript }: Draft, line?: string): Progress {
  const said = (question.replaces?.prefix ?? '') + text;
  const whole = line === undefined ? said : `${said}\n\n*${line}*`.trimStart();
  return { type: 'text', text: whole, ...(transcript ? { transcript } : {}) };
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

function endingOf(parts: SpeakingParts, draft: Draft, reason: EndReason, said: string | undefined): Ending {
  const { question, context, account, pictures } = draft;
  const [usage, model] = [account.total(), account.model()];
  const reasoning = isBlank(draft.text) ? undefined : draft.thought.text();
  const used = usage ? { usage } : {};
  const text = (question.replaces?.prefix ?? '') + draft.text;
  const { sources, handover, notice = said } = citing(parts, text, draft.unmarked.isMarked(), said);
  const cited = sources === undefined ? {} : { sources };
  // Where the history could not be read, nothing is written to it either.
  const kept = context && keep(parts.turn, question, context, { text, reason, ...used, ...cited }, pictures.length > 0);
  return {
    reason,
    text: kept?.text ?? text,
    events: kept ? [...countedEvents([...draft.counted.values()]), ...kept.events] : [],
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(draft.transcript ? { transcript: draft.transcript } : {}),
    ...(notice === undefined ? {} : { notice }),
    ...cited,
    ...(handover ? { handover } : {}),
    ...used,
    ...(model === undefined ? {} : { model }),
    ...(pictures.length > 0 ? { files: pictures } : {}),
    ...(kept?.kept ? { kept: kept.kept } : {}),
    ...(kept?.keepsFiles ? { keepsFiles: true } : {}),
    ...(kept?.removes ? { removes: kept.removes } : {}),
    ...(kept?.state && parts.buttons ? { buttons: answerButtons(kept.state, parts.texts) } : {}),
  };
}
