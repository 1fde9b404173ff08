import type { Fault } from '../util/errors.ts';
import { backoffMs } from '../util/retry.ts';
import type { ChatPacing, CountedCall } from './pacing.ts';

/** Consequences of a refused or failed call: the calls it holds back. */

/** So many chats limited at the same time mean that the whole bot is. */
const CROWD = 3;
/** Pauses after rate limits for which the platform names no time. */
const UNTIMED = { firstMs: 1000, longestMs: 60_000 };
/** Pauses after calls that failed. */
const FAILED = { firstMs: 500, longestMs: 30_000, jitter: 0.25 };

/** The chats of a platform, and what holds all of them back. */
export interface PacedPlatform {
  chats: ReadonlyMap<string, ChatPacing>;
  pausedUntil: number;
}

/** Heeds a rate limit: what it was said of waits. The result is the pause in ms. */
export function heedLimit(
  platform: PacedPlatform,
  chat: ChatPacing,
  call: CountedCall,
  { facts }: Fault,
  now: number,
): number {
  chat.refusals += 1;
  const pauseMs = facts.retryAfterMs ?? backoffMs(UNTIMED, chat.refusals);
  const until = now + pauseMs;
  if (facts.scope === 'message' && call.message !== undefined) {
    chat.limitMessage(call.message, until, now);
    return pauseMs;
  }
  chat.limit(call, until);
  // Not every platform says whom it means: where several chats are limited at once, it is the bot.
  const limited = [...platform.chats.values()].filter((each) => each.isLimited(now)).length;
  if (facts.scope === 'all' || limited >= CROWD) platform.pausedUntil = Math.max(platform.pausedUntil, until);
  return pauseMs;
}

/** Holds a chat back after a failed call; `attempts` counts that call's. */
export function pauseFailed(chat: ChatPacing, attempts: number, now: number): void {
  chat.pause(now + backoffMs(FAILED, attempts));
}
