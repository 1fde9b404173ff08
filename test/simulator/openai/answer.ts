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
}

/** Applies the token limit and counts. One streamed piece is one token. */
export function speak(answer: Answer, inputTokens: number, limit: number | undefined): Spoken {
  const reasoningTokens = answer.reasoningTokens ?? 0;
  const all = pieces(answer.text ?? '');
  const room = limit === undefined ? all.length : Math.max(0, limit - reasoningTokens);
  const cut = all.length > room || (limit !== undefined && reasoningTokens > limit);
  const said = all.slice(0, room);
  const refusal = cut ? undefined : answer.refusal;
  return {
    pieces: said,
    refusal,
    end: cut ? 'length' : answer.failed ? 'failed' : answer.filtered ? 'filtered' : 'complete',
    inputTokens,
    outputTokens: said.length + reasoningTokens + (refusal ? countTokens(refusal) : 0),
    reasoningTokens,
    failed: answer.failed && { message: 'The model failed to answer.', ...answer.failed },
  };
}
