import { type Call, type MadeCall, makeCalls } from './calls.ts';
import type { Run, Search } from './hosted.ts';
import { countTokens, pieces } from './words.ts';

/** What a script or the speaker wants said, and how it goes wrong. */
export interface Answer {
  text?: string;
  /** Said in place of, or after, the text. */
  refusal?: string;
  /** The service's content filter cuts in after the text. */
  filtered?: boolean;
  /** The response ends as failed with this code, after the text. */
  failed?: { code: string; message?: string };
  /** Breaks the stream. */
  breaks?: Break;
  firstTokenMs?: number;
  /** 0: no pauses at all. */
  tokensPerSecond?: number;
  /** Reasoning tokens, counted as output before any text. */
  reasoningTokens?: number;
  /** Comes as one JSON document, though a stream was asked for. */
  whole?: boolean;
  /** Reason of the end in other words; null: none is ever given. */
  ending?: string | null;
  /** The text comes as a list of parts, as Mistral sends it. */
  parts?: boolean;
  /** Reasoning in words, before the text. */
  reasoning?: Reasoning;
  /** Pictures that are drawn before the text, by what they show; none where the tool for it was not offered. */
  draws?: readonly string[];
  /** Said in a message of its own before the pictures or the calls, where there are some. */
  before?: string;
  /** Functions that are called after the text; none where no function was offered. */
  calls?: readonly Call[];
  /** Searches and runs of code by the service, before the text that cites what they found and made; where they were offered. */
  searches?: readonly Search[];
  runs?: readonly Run[];
}

/** Reasoning, and the form in which a server that is not OpenAI sends it in the chat API. */
export interface Reasoning {
  text: string;
  /**
   * `reasoning_content`, `reasoning`, `reasoning_details`: a field of its own; `part`: a part of the content; else two marks
   * around it in the text, of which the first may be missing.
   */
  as: 'reasoning_content' | 'reasoning' | 'reasoning_details' | 'part' | readonly [open: string, close: string];
}

/** Where and how a stream breaks: after so many pieces of text, or after so many events in all. */
export interface Break {
  afterTokens?: number;
  afterEvents?: number;
  /**
   * `stall`: nothing more comes; `reset`: the connection is cut; `end`: the body ends cleanly; `garbage`: bytes that are
   * no JSON, then the end; `error`: the service's error event; `drip`: the rest comes byte by byte.
   */
  how: 'stall' | 'reset' | 'end' | 'garbage' | 'error' | 'drip';
  error?: { message: string; type?: string; code: string | null; param?: string | null };
  /** Between two bytes of a drip, ms. */
  dripMs?: number;
}

/** How it really ends, with the limit of output tokens taken into account. */
export interface Spoken {
  pieces: string[];
  refusal: string | undefined;
  end: 'complete' | 'length' | 'filtered' | 'failed';
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  failed: { code: string; message: string } | undefined;
  ending?: string | null;
  parts?: boolean;
  reasoning?: Reasoning;
  draws?: readonly string[];
  before?: string;
  calls: readonly MadeCall[];
  searches?: readonly Search[];
  runs?: readonly Run[];
}

/** Applies the token limit and counts. One streamed piece is one token. `calling`: functions were offered. */
export function speak(answer: Answer, inputTokens: number, limit: number | undefined, calling = true): Spoken {
  const reasoningTokens = answer.reasoningTokens ?? 0;
  const all = pieces(answer.text ?? '');
  const room = limit === undefined ? all.length : Math.max(0, limit - reasoningTokens);
  const tooLong = all.length > room || (limit !== undefined && reasoningTokens > limit);
  const said = all.slice(0, room);
  const left = limit === undefined ? Number.POSITIVE_INFINITY : room - said.length;
  const calls = tooLong || !calling ? [] : makeCalls(answer.calls ?? [], left);
  const cut = tooLong || calls.some((call) => call.cut);
  const called = calls.reduce((sum, call) => sum + call.pieces.length, 0);
  const refusal = cut ? undefined : answer.refusal;
  return {
    pieces: said,
    refusal,
    end: cut ? 'length' : answer.failed ? 'failed' : answer.filtered ? 'filtered' : 'complete',
    inputTokens,
    outputTokens: said.length + called + reasoningTokens + (refusal ? countTokens(refusal) : 0),
    reasoningTokens,
    ...(answer.ending === undefined ? {} : { ending: answer.ending }),
    ...(answer.parts ? { parts: true } : {}),
    ...(answer.reasoning ? { reasoning: answer.reasoning } : {}),
    ...(answer.draws ? { draws: answer.draws } : {}),
    ...(answer.before === undefined ? {} : { before: answer.before }),
    calls,
    ...(answer.searches ? { searches: answer.searches } : {}),
    ...(answer.runs ? { runs: answer.runs } : {}),
    failed: answer.failed && { message: 'The model failed to answer.', ...answer.failed },
  };
}
