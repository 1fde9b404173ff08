import { Fault, isFault } from '../util/errors.ts';
import type { Budget } from './budget.ts';
import type { ChatPacing } from './pacing.ts';
import type { PacedPlatform } from './penalties.ts';
import type { RefusedCalls } from './refused-calls.ts';
import type { PlatformCall, Urgency } from './scheduler.ts';

/** Calls that wait for a platform. */

/** Calls kept free for final texts while streaming edits go out. */
const RESERVE: Record<Urgency, number> = { must: 0, edit: 1, spare: 0, cosmetic: 2 };
/** Shares of the whole bot's budget that are kept free for others. */
const GLOBAL_RESERVE: Record<Urgency, number> = { must: 0, edit: 0, spare: 3, cosmetic: 3 };
/** A platform that fails for this one call so often will not take it. */
export const SERVER_ATTEMPTS = 20;

/** Call that waits for its platform. */
export interface QueuedCall {
  job: PlatformCall<unknown>;
  chat: ChatPacing;
  rank: number;
  attempts: number;
  /** Record of how its platform has fared since then. */
  since: Tally;
  signal: AbortSignal;
  settle: (error: unknown, value?: unknown) => void;
}

/** Attempts of urgency `must`, which the platform took, or failed for by a fault of its own. */
interface Tally {
  taken: number;
  failed: number;
}

/** Platform: its chats, its budgets, and the calls that wait for it. */
export interface Platform extends PacedPlatform {
  tally: Tally;
  refused: RefusedCalls;
  waiting: QueuedCall[];
  chats: Map<string, ChatPacing>;
  global: Budget;
  wake: AbortController | undefined;
  wakeAt: number;
}

/** Finds the earliest moment at which a call may go, by all that holds it back but the call in flight in its chat. */
export function readyAt(platform: Platform, { chat, job }: QueuedCall, now: number): number {
  const own = chat.readyAt(job, RESERVE[job.urgency], now);
  if (chat.isExempt) return own;
  const careful = chat.takes ? now : platform.refused.readyAt(now);
  return Math.max(
    own,
    careful,
    platform.pausedUntil,
    platform.crowdUntil,
    platform.global.readyAt(now, GLOBAL_RESERVE[job.urgency]),
  );
}

/** Tells whether a call that waits is to go first: it is for the same chat, or may go now. What others wait for is their own. */
export function isBefore(platform: Platform, other: QueuedCall, { chat, rank }: QueuedCall, now: number): boolean {
  if (other.rank > rank) return false;
  return other.chat === chat || (!other.chat.busy && readyAt(platform, other, now) <= now);
}

/** A fault of the platform with the word whether that is this call's alone: more of the others were taken than failed. */
export function judged({ tally }: Platform, { since, attempts }: QueuedCall, error: unknown): unknown {
  if (!isFault(error, 'server') || attempts < SERVER_ATTEMPTS) return error;
  const others = tally.failed - since.failed - attempts;
  if (tally.taken - since.taken <= others) return error;
  return new Fault('server', error.message, { ...error.facts, isolated: true }, error);
}

/** Puts a call into the queue by rank; within a rank in the order of arrival, an attempt anew before the others. */
export function insert(platform: Platform, queued: QueuedCall, first: boolean): void {
  const at = platform.waiting.findIndex(({ rank }) => (first ? rank >= queued.rank : rank > queued.rank));
  platform.waiting.splice(at < 0 ? platform.waiting.length : at, 0, queued);
}

/** Takes a call out of the queue; false where it is not in it. */
export function drop(platform: Platform, queued: QueuedCall): boolean {
  const at = platform.waiting.indexOf(queued);
  if (at >= 0) platform.waiting.splice(at, 1);
  return at >= 0;
}
