import type { ServerResponse } from 'node:http';
import type { Answer, Break, Spoken } from './answer.ts';

/** Settles after `ms` or when the client goes away, whichever is first. */
export function pause(ms: number, gone: AbortSignal): Promise<void> {
  if (ms <= 0 || gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      gone.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    gone.addEventListener('abort', done);
  });
}

const forever = (gone: AbortSignal) => pause(2 ** 31 - 1, gone);

/** One block of a stream: its bytes, and whether it carries a piece of the text. */
export interface Block {
  bytes: string;
  text?: boolean;
}

/** How fast text comes. */
export interface Pace {
  firstTokenMs: number;
  tokensPerSecond: number;
}

/** The API's own form of an error inside a stream. */
export type ErrorBlock = (error: NonNullable<Break['error']>) => string;

const defaultError = {
  message: 'The server had an error while processing your request.',
  type: 'server_error',
  code: 'server_error',
};

async function drip(response: ServerResponse, bytes: string, ms: number, gone: AbortSignal): Promise<void> {
  for (const byte of Buffer.from(bytes)) {
    if (gone.aborted) return;
    response.write(Buffer.of(byte));
    await pause(ms, gone);
  }
}

/** Breaks the stream as told. True: the stream is over. */
async function breakOff(
  response: ServerResponse,
  how: Break,
  asError: ErrorBlock,
  gone: AbortSignal,
): Promise<boolean> {
  if (how.how === 'drip') return false;
  if (how.how === 'stall') await forever(gone);
  // What was written must be on its way before the connection is cut.
  if (how.how === 'reset') setTimeout(() => response.socket?.resetAndDestroy(), 5);
  if (how.how === 'end') response.end();
  if (how.how === 'garbage') response.end('data: {"type": \u0000<<<not json\n\n');
  if (how.how === 'error') response.end(asError(how.error ?? defaultError));
  return true;
}

/** Writes blocks at a pace, breaking where the answer says so. */
export async function writeBlocks(
  response: ServerResponse,
  blocks: Iterable<Block>,
  answer: Answer,
  pace: Pace,
  asError: ErrorBlock,
  gone: AbortSignal,
): Promise<void> {
  const cut = answer.breaks;
  const first = answer.firstTokenMs ?? pace.firstTokenMs;
  const rate = answer.tokensPerSecond ?? pace.tokensPerSecond;
  const gap = rate > 0 ? 1000 / rate : 0;
  const started = performance.now();
  let events = 0;
  let tokens = 0;
  let dripping = false;
  const due = () => cut !== undefined && (events === cut.afterEvents || tokens === cut.afterTokens);
  response.flushHeaders();
  for (const block of blocks) {
    if (gone.aborted) return;
    const broken = cut && due() ? cut : undefined;
    if (broken && (await breakOff(response, broken, asError, gone))) return;
    dripping ||= broken !== undefined;
    if (block.text) {
      // Paced by the clock and not by the gap, so that timers' lateness does not add up.
      const wait = started + first + gap * tokens - performance.now();
      if (wait > 0) await pause(wait, gone);
      tokens += 1;
    }
    events += 1;
    if (dripping) await drip(response, block.bytes, cut?.dripMs ?? 50, gone);
    else response.write(block.bytes);
  }
  if (!gone.aborted && cut && due() && (await breakOff(response, cut, asError, gone))) return;
  response.end();
}

/** Waits as long as the whole answer would take, for answers that are not streamed. */
export function waitForAll(spoken: Spoken, answer: Answer, pace: Pace, gone: AbortSignal): Promise<void> {
  const rate = answer.tokensPerSecond ?? pace.tokensPerSecond;
  return pause(
    (answer.firstTokenMs ?? pace.firstTokenMs) + (rate > 0 ? (1000 / rate) * spoken.pieces.length : 0),
    gone,
  );
}
