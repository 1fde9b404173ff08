import { setTimeout } from 'node:timers/promises';
import type { Claim, Final, Inbox } from '../../src/ports/index.ts';

/** Inbox under test. Its pauses are some milliseconds. */
export interface InboxUnderTest {
  inbox: Inbox;
  /** Opens the same storage for a second worker, which takes over whatever is open; the first knows nothing of it. */
  takeOver(): Promise<Inbox>;
  /** Lets go of everything as a killed process does, and opens the same storage anew. */
  crash(): Promise<Inbox>;
  end(): Promise<void>;
}

/** Works until `count` claims have been closed, then stops. */
export async function answerAll(inbox: Inbox, count: number, concurrency = 0): Promise<Claim[]> {
  const claims: Claim[] = [];
  const ended = new AbortController();
  await inbox.work(
    async (claim) => {
      claims.push(claim);
      await setTimeout(1);
      await claim.close('answered');
      if (claims.length === count) ended.abort();
    },
    concurrency,
    ended.signal,
  );
  return claims;
}

/** Starts working and never returns from a handler; resolves with the first claim once `count` are running. */
export async function hold(inbox: Inbox, signal: AbortSignal, count = 1): Promise<Claim> {
  const [first] = await holdAll(inbox, signal, count);
  if (!first) throw new Error('nothing was claimed');
  return first;
}

/** The same with all the claims. */
export function holdAll(inbox: Inbox, signal: AbortSignal, count: number): Promise<Claim[]> {
  const claims: Claim[] = [];
  return new Promise((resolve, reject) => {
    const handler = async (claim: Claim) => {
      claims.push(claim);
      if (claims.length === count) resolve(claims);
      await new Promise(() => undefined);
    };
    inbox.work(handler, 0, signal).catch(reject);
  });
}

export const final: Final = { v: 1, reason: 'complete', text: 'said \0 \ud800', events: [{ type: 'reset' }] };
