import { isBlank } from '../util/text.ts';

/** Reasoning that a server leaves in the text of an answer, between marks of the model's own. */

/** Marks around reasoning, as models write them: DeepSeek, Qwen, GLM and many more; Gemini; Kimi; Magistral; Seed; gpt-oss. */
const marks: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['◁think▷', '◁/think▷'],
  ['[THINK]', '[/THINK]'],
  ['<seed:think>', '</seed:think>'],
  ['<|channel|>analysis<|message|>', '<|start|>assistant<|channel|>final<|message|>'],
];

/** First characters of the marks. */
const FIRST = /^[<◁[]/;
/** Closing mark at the end of a line, where a server's template has already opened. */
const LONE = /(?<!`)(?:<\/think(?:ing)?>|<\/thought>|◁\/think▷|\[\/THINK\])(?=[^\S\n]{0,4}\n)/;
/** Sign that a closing mark may be there. */
const MAYBE = ['</th', '◁/th', '[/TH'];
/** Longest closing mark that may stand alone, and what is before it. */
const TAIL = 24;
/** Blanks that are waited through before an answer, in UTF-16 units. */
const MOST_BLANKS = 1_000;
/** Most reasoning of one answer, in UTF-16 units. */
const MOST_REASONING = 200_000;

function loneIn(text: string): RegExpExecArray | null {
  return MAYBE.some((sign) => text.includes(sign)) ? LONE.exec(text) : null;
}

/** Tells whether a text ends within a block of code. `fenced`: it begins within one. */
function isInCode(fenced: boolean, text: string): boolean {
  if (!text.includes('```')) return fenced;
  return fenced !== (text.split('```').length % 2 === 0);
}

/** Part of a stream, told apart. */
export interface Split {
  text: string;
  reasoning: string;
  /** All the text before was reasoning. */
  reset: boolean;
}

/** Tells reasoning from the answer in a text that arrives bit by bit. */
export interface Thinker {
  /** Adds what `text` tells to `split`. */
  push(text: string, split: Split): void;
  /** Gives what was held back. `whole`: the answer is complete; else what has no mark around it yet is taken for reasoning. */
  end(whole: boolean, split: Split): void;
  /** True once something of the answer can be read. */
  readonly spoke: boolean;
  /** The reasoning had no opening mark. */
  readonly unmarked: boolean;
  /** There is more reasoning than anybody waits for. */
  readonly endless: boolean;
}

/**
 * Reasoning is looked for at the very start alone: what comes later is text about such marks. `unmarked`: this model was seen to
 * reason without an opening mark. `watch`: it may yet turn out to.
 */
export function createThinker({ unmarked = false, watch = true } = {}): Thinker {
  let state: 'start' | 'thinking' | 'text' = unmarked ? 'thinking' : 'start';
  let close: string | undefined;
  let held = '';
  let reasoned = 0;
  let spoke = false;
  let lone = unmarked;
  let fenced = false;
  let watching = watch;
  /** Text that may be reasoning or the answer, and its length. */
  let waiting: string[] = [];
  let waited = 0;

  function say(split: Split, text: string): void {
    split.text += text;
    spoke ||= !isBlank(text);
  }

  /** Reader of each state; gives what is left for the next one. */
  const steps = { start: begin, thinking: think, text: read };

  function begin(text: string): string | undefined {
    held += text;
    const trimmed = held.trimStart();
    if (trimmed === '' && held.length < MOST_BLANKS) return undefined;
    const found = FIRST.test(trimmed) ? marks.find(([open]) => trimmed.startsWith(open)) : undefined;
    if (found) {
      state = 'thinking';
      close = found[1];
      held = '';
      return trimmed.slice(found[0].length);
    }
    if (FIRST.test(trimmed) && marks.some(([open]) => open.startsWith(trimmed))) return undefined;
    // Blanks after reasoning are none of the answer.
    const answer = reasoned > 0 ? trimmed : held;
    state = 'text';
    held = '';
    return answer;
  }

  function think(text: string, split: Split): string | undefined {
    if (close === undefined) return wait(text, split);
    const seen = held + text;
    const at = seen.indexOf(close);
    if (at >= 0) return conclude(split, seen.slice(0, at), seen.slice(at + close.length));
    const known = Math.max(0, seen.length - close.length + 1);
    reason(split, seen.slice(0, known));
    held = seen.slice(known);
    return undefined;
  }

  /** Holds back what began without a mark: all of it may be the answer. */
  function wait(text: string, split: Split): string | undefined {
    const match = loneIn(held + text);
    if (!match) {
      waiting.push(text);
      waited += text.length;
      held = (held + text).slice(-TAIL);
      return undefined;
    }
    const all = waiting.join('') + text;
    const at = match.index - held.length + waited;
    waiting = [];
    waited = 0;
    return conclude(split, all.slice(0, at), all.slice(at + match[0].length));
  }

  /** Ends the reasoning; more of it may follow in `rest`. */
  function conclude(split: Split, last: string, rest: string): string {
    reason(split, last);
    reasoned += 1;
    state = 'start';
    held = '';
    close = undefined;
    watching = false;
    return rest;
  }

  function reason(split: Split, text: string): void {
    split.reasoning += text;
    reasoned += text.length;
  }

  /** Passes text on, and looks for a closing mark that was never opened. */
  function read(text: string, split: Split): string | undefined {
    const seen = watching ? held + text : '';
    // A mark is told by the end of its line.
    const match = watching && text.includes('\n') ? loneIn(seen) : null;
    if (!match || isInCode(fenced, seen.slice(held.length, match.index))) {
      if (watching) {
        fenced = isInCode(fenced, text);
        held = seen.length > TAIL ? seen.slice(-TAIL) : seen;
      }
      say(split, text);
      return undefined;
    }
    lone = true;
    spoke = false;
    split.reset = true;
    return conclude(split, seen.slice(held.length, match.index), seen.slice(match.index + match[0].length));
  }

  return {
    push(text, split) {
      for (let rest: string | undefined = text; rest !== undefined; ) rest = steps[state](rest, split);
    },
    end(whole, split) {
      if (state === 'thinking' && close !== undefined) reason(split, held);
      else if (state === 'thinking' && whole) {
        lone = false;
        say(split, waiting.join(''));
      } else if (state === 'thinking') reason(split, waiting.join(''));
      else if (state === 'start') say(split, reasoned > 0 ? held.trimStart() : held);
      held = '';
      waiting = [];
    },
    get spoke() {
      return spoke;
    },
    get unmarked() {
      return lone;
    },
    get endless() {
      return reasoned > MOST_REASONING || waited > MOST_REASONING;
    },
  };
}
