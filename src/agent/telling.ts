import type { Hosted, ModelEvent, ModelMessage, ModelPart, ToolCall, ToolSpec } from '../ports/index.ts';
import { isFault } from '../util/errors.ts';
import { begunBy, saying } from '../util/messages.ts';
import { clip } from '../util/text.ts';
import type { Result, Round } from './journal.ts';
import { drewBefore, NO_MORE, plainResults } from './prompts.ts';

/** Part of a request that comes of the calls so far. */
export interface ToolRequest {
  /** Messages of the rounds so far; they stand behind the question. */
  steps: readonly ModelMessage[];
  /** Tools that may be called; absent where there are none. */
  tools?: readonly ToolSpec[];
  /** Tools that the service runs. */
  hosted?: Hosted;
  /** A tool of ours draws, or has drawn: that of the service is not offered. */
  drawsHere?: true;
  /** The model is told that it can call no more. */
  isLast?: true;
}

export interface TellingParts {
  /** Marks words that are somebody else's. */
  mark(tool: string, text: string): string;
  /** Asks the model; the question and what was said before it are known there. */
  ask(asking: ToolRequest): AsyncIterable<ModelEvent>;
  /** Most of a result, in UTF-16 units. */
  resultChars: number;
}

/** Asks the model with what came of its calls. `tools`: those that it may still call. */
export type Telling = (rounds: readonly Round[], tools: readonly ToolSpec[]) => AsyncIterable<ModelEvent>;

/** Results are not made shorter than this, in UTF-16 units. */
const FEWEST = 500;
/** Share of results that stays where all of them do not fit. */
const STAYS = 0.4;

/**
 * Makes the way to ask. Results that do not fit are told shorter. Tools that leave no room for the question itself are left out. A
 * model without tools is told of results in words.
 */
export function createTelling({ mark, ask, resultChars }: TellingParts): Telling {
  let most = resultChars;
  let isPlain = false;
  let haveRoom = true;
  /** Results as they are told: marking walks through all of a text. */
  const known = new WeakMap<Result, { most: number; text: string }>();

  function told(result: Result, { name }: ToolCall): string {
    const before = known.get(result);
    if (before?.most === most) return before.text;
    const said = clip(result.text, most);
    const text = result.foreign ? mark(name, said) : result.isError ? `Error: ${said}` : said;
    known.set(result, { most, text });
    return text;
  }

  /** Changes what is told so that it may be taken; false where there is nothing to change. */
  function changed(error: unknown, rounds: readonly Round[], tools: readonly ToolSpec[]): boolean {
    if (isFault(error) && error.facts.lacks === 'tools' && !isPlain) {
      isPlain = true;
      return rounds.length > 0 || tools.length > 0;
    }
    if (!isFault(error, 'model_too_long')) return false;
    if (rounds.length > 0 && most > FEWEST) {
      most = Math.max(FEWEST, most * STAYS);
      return true;
    }
    if (!haveRoom || tools.length === 0) return false;
    haveRoom = false;
    return true;
  }

  return async function* telling(rounds, tools) {
    for (;;) {
      let begun: ReturnType<typeof begunBy>;
      try {
        for await (const event of ask(askingWith(rounds, isPlain || !haveRoom ? [] : tools, isPlain, told))) {
          begun = begunBy(event, begun);
          yield event;
        }
        return;
      } catch (error) {
        if (begun || !changed(error, rounds, tools)) throw error;
      }
    }
  };
}

function askingWith(
  rounds: readonly Round[],
  tools: readonly ToolSpec[],
  isPlain: boolean,
  told: (result: Result, call: ToolCall) => string,
): ToolRequest {
  const steps = rounds.flatMap((round) => messagesOf(round, isPlain, told));
  if (tools.length > 0) return { steps, tools };
  return rounds.length === 0 || isPlain ? { steps } : { steps: [...steps, saying('user', NO_MORE)], isLast: true };
}

/** Messages that tell the model of a round. */
function messagesOf(
  { text, items, calls, results, files = [] }: Round,
  isPlain: boolean,
  told: (result: Result, call: ToolCall) => string,
): ModelMessage[] {
  const answers = calls.map((call) => {
    const result = results.get(call.id);
    return { call, text: result ? told(result, call) : '' };
  });
  // Before the calls: what stands behind them is their results, and then the next words.
  const drew = files.length > 0 ? [saying('user', drewBefore(files.length))] : [];
  const said: ModelPart[] = text.trim() === '' ? [] : [{ type: 'text', text }];
  if (isPlain) {
    const words = plainResults(answers.map(({ call: { name }, text }) => ({ name, text })));
    return [...(said.length > 0 ? [{ role: 'assistant' as const, parts: said }] : []), saying('user', words), ...drew];
  }
  const made: ModelPart[] = [
    ...items.map((item) => ({ ...item, type: 'item' as const })),
    ...said,
    ...calls.map((call) => ({ type: 'call' as const, call })),
  ];
  return [
    ...drew,
    { role: 'assistant', parts: made },
    { role: 'tool', parts: answers.map(({ call, text }) => ({ type: 'result', call: call.id, text })) },
  ];
}
