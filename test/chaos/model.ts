import { SUMMARISING } from '../../src/memory/prompts.ts';
import type { Answer } from '../simulator/openai/answer.ts';
import type { Heard } from '../simulator/openai/heard.ts';
import {
  answerIn,
  answerText,
  apart,
  type LineMark,
  linesIn,
  promptsIn,
  summedIn,
  type TurnId,
  talkIn,
} from './marks.ts';
import { type Caller, createCaller } from './model-tools.ts';
import type { Random } from './random.ts';
import type { Ask, Step } from './schedule.ts';
import { isToolAsk } from './schedule-tools.ts';

/** A request for text as the model saw it. */
export interface Asked {
  at: number;
  turn: TurnId | undefined;
  /** The messages that it is asked by, in order. */
  pieces: TurnId[];
  /** What of others' talk it was told. */
  talk: TurnId[];
  /** The prompts and answers before it, in order. */
  history: { role: 'user' | 'assistant'; id: TurnId }[];
  /** The prompts that its summary was made of. */
  summary?: TurnId[];
  /** Results of calls that it came with, in order. */
  results?: string[];
  /** It was answered with a stream that breaks. */
  broken: boolean;
}

/** A request for one line of a batch as the model saw it. */
export interface AskedLine extends LineMark {
  at: number;
  /** What it says. */
  text: string;
  broken: boolean;
}

/** How the task of making a summary begins. */
const FOLD = SUMMARISING.slice(0, 60);

/** Time until a line is answered, ms: the same for all, so that they are answered in their order. */
const LINE_MS = 60;

type StreamBreak = Extract<Step, { do: 'stream' }>['break'];

export interface ChaosModel {
  speak(heard: Heard): Answer;
  /** The next answer breaks so. */
  breakNext(how: StreamBreak): void;
  calm(): void;
  asked: Asked[];
  /** What was asked for batches. */
  lines: AskedLine[];
  /** Calls that wait for leave. */
  proposed: Caller['proposed'];
  /** Summaries that were made. */
  folds(): number;
  /** Streams that were broken. */
  broken(): number;
}

/** Answers so that the judge can tell whose answer it is and what was known; `poison` is told of prompts that kill. */
export function createModel(random: Random, askOf: (id: TurnId) => Ask | undefined, poison: () => void): ChaosModel {
  const asked: Asked[] = [];
  const breaks: StreamBreak[] = [];
  const lines: AskedLine[] = [];
  let broken = 0;
  let folds = 0;
  const given: Exclude<Answer, string>[] = [];
  const caller = createCaller(random.fork('calls'));

  /** What is missing of an answer that breaks off. */
  function restOf(begun: string): Answer {
    const { text = '', calls } = given.findLast((each) => each.text !== '' && each.text?.startsWith(begun)) ?? {};
    return { text: text.slice(begun.length), ...(calls ? { calls } : {}) };
  }

  function breaking(entry: { broken: boolean }): { breaks?: StreamBreak } {
    const next = breaks.shift();
    if (!next) return {};
    entry.broken = true;
    broken += 1;
    return { breaks: next };
  }

  return {
    asked,
    lines,
    proposed: caller.proposed,
    folds: () => folds,
    speak(heard) {
      const said = heard.messages.toReversed();
      // Words before calls are the answer's own.
      const [last, ...before] =
        heard.results.length > 0 ? said.slice(said.findIndex(({ role }) => role === 'user')) : said;
      if (heard.system.includes(FOLD)) {
        folds += 1;
        return { text: summaryOf(last?.text ?? ''), firstTokenMs: random.int(20, 200) };
      }
      const [line] = linesIn(last?.text ?? '', 'L');
      if (line) {
        const entry = { ...line, at: Date.now(), text: last?.text ?? '', broken: false };
        lines.push(entry);
        return { text: `R${line.id}n${line.n} so it is`, firstTokenMs: LINE_MS, ...breaking(entry) };
      }
      const { question, talk } = apart(last?.text ?? '');
      const pieces = promptsIn(question);
      const turn = pieces.at(-1);
      // Asked to go on, it says what is missing of its last answer.
      const begun = turn === undefined ? before[0]?.text : undefined;
      const history = before.reverse().flatMap(({ role, text }): Asked['history'] => {
        if (role === 'assistant') {
          const id = answerIn(text);
          return id ? [{ role, id }] : [];
        }
        return role === 'user' ? promptsIn(text).map((id) => ({ role, id })) : [];
      });
      const summary = before.flatMap(({ role, text }) => (role === 'user' ? summedIn(text) : []));
      const results = heard.results.map(({ output }) => output);
      const about = { turn, pieces, talk: talkIn(talk), history, summary, results };
      const entry: Asked = { at: Date.now(), ...about, broken: false };
      asked.push(entry);
      const ask = turn === undefined ? undefined : askOf(turn);
      if (begun !== undefined) return restOf(begun);
      if (turn === undefined || ask === undefined) return { text: 'I do not know what was asked.' };
      if (ask === 'poison') {
        poison();
        return { text: 'never', firstTokenMs: 60_000 };
      }
      const broken = breaking(entry);
      const answer = isToolAsk(ask) ? caller.answer(turn, ask, heard) : answerTo(turn, ask, random, pieces);
      given.push(answer);
      return { ...answer, ...broken };
    },
    breakNext: (how) => void breaks.push(how),
    calm: () => void breaks.splice(0),
    broken: () => broken,
  };
}

/** Names the prompts that a summary is made of, and those that the one before it was made of. */
function summaryOf(material: string): string {
  const ids = new Set([...summedIn(material), ...promptsIn(material)]);
  return `What was said: ${[...ids].map((id) => `S${id}`).join(' ')}`;
}

function answerTo(id: TurnId, ask: Ask, random: Random, pieces: readonly TurnId[]): Exclude<Answer, string> {
  if (ask === 'streamed')
    return { text: answerText(id, 4, 120, pieces), tokensPerSecond: random.int(40, 120), firstTokenMs: 50 };
  if (ask === 'long')
    return { text: answerText(id, random.int(18, 30), 300, pieces), tokensPerSecond: random.int(600, 2500) };
  if (ask === 'parts') return { text: answerText(id, random.int(10, 20), 300), tokensPerSecond: random.int(300, 1500) };
  return { text: answerText(id, 1, 60, pieces) };
}
