import type { Clock, Penalty, Target } from '../ports/index.ts';
import type { Fault } from '../util/errors.ts';
import { backoffMs } from '../util/retry.ts';
import type { ChatPacing, CountedCall } from './pacing.ts';

/** Consequences of a refused or failed call: the calls it holds back. */

/** So many chats limited, and no call taken in between, prove that the whole bot is. */
const CROWD = 3;
/**
 * Pause of all chats after that, and after each call that then tries it again, ms. Who can bring three chats into a penalty
 * must not silence the others for its length.
 */
const CROWD_MS = 2000;
/** Pauses after rate limits for which the platform names no time. */
const UNTIMED = { firstMs: 1000, longestMs: 60_000 };
/** Pauses after calls that failed. */
const FAILED = { firstMs: 500, longestMs: 30_000, jitter: 0.25 };
/** Penalties from so long on are remembered over a restart: shorter ones are over by then, ms. */
const REMEMBERED_MS = 2000;

/** A platform, as far as a rate limit may hold all of it back. */
export interface PacedPlatform {
  /** Chats limited since the last call that was taken. */
  limited: Set<ChatPacing>;
  /** End of the pause that the platform asked for. */
  pausedUntil: number;
  /** End of the pause that the chats limited so far suggest. */
  crowdUntil: number;
}

/** Heeds a rate limit: what it was said of waits. The result is the pause in ms. */
export function heedLimit(
  platform: PacedPlatform,
  chat: ChatPacing,
  call: CountedCall,
  { facts }: Fault,
  now: number,
): number {
  const message = facts.scope === 'message' ? call.message : undefined;
  const refusals = message === undefined ? chat.noteLimit(call) : chat.noteMessageLimit(message, now);
  const pauseMs = facts.retryAfterMs ?? backoffMs(UNTIMED, refusals);
  const until = now + pauseMs;
  if (message !== undefined) {
    chat.limitMessage(message, until);
    return pauseMs;
  }
  chat.limit(call, until);
  if (facts.scope === 'all') platform.pausedUntil = Math.max(platform.pausedUntil, until);
  // Calls by a token are nobody else's business.
  else if (!chat.isExempt) {
    platform.limited.add(chat);
    holdCrowd(platform, now);
  }
  return pauseMs;
}

/** Lets one call at a time try whether a bot whose chats are limited one after another is served again. */
export function holdCrowd(platform: PacedPlatform, now: number): void {
  // Not every platform says whom it means: where chat after chat is limited, it is the bot.
  if (platform.limited.size >= CROWD) platform.crowdUntil = now + CROWD_MS;
}

/** Heeds that a call was taken: whoever is limited, it is not the whole bot. */
export function heedTaken(platform: PacedPlatform): void {
  platform.limited.clear();
  platform.crowdUntil = 0;
}

/** Holds a chat back after a failed call; `attempts` counts that call's. */
export function pauseFailed(chat: ChatPacing, attempts: number, now: number): void {
  chat.pause(now + backoffMs(FAILED, attempts));
}

export interface PenaltyMemory {
  /** Penalties from before a restart that are not over, with their ends on the monotonic clock. No place: the whole bot's. */
  of(surface: string, place: string | undefined): Pick<Penalty, 'kind' | 'until'>[];
  /** Stores a penalty of a place, and of the whole bot where the platform said so, if a restart could come before its end. */
  keep(target: Target, call: CountedCall, fault: Fault, pauseMs: number): void;
}

export interface PenaltyMemoryParts {
  clock: Clock;
  /** Penalties from before a restart. */
  penalties?: readonly Penalty[];
  /** Told of each penalty that is worth remembering over a restart. */
  penalised?(penalty: Penalty): void;
}

export function createPenaltyMemory({ clock, penalties = [], penalised }: PenaltyMemoryParts): PenaltyMemory {
  return {
    of(surface, place) {
      const shift = clock.elapsed() - clock.now();
      return penalties
        .filter((each) => each.surface === surface && each.place === place)
        .map(({ kind, until }) => ({ kind, until: until + shift }));
    },
    keep({ surface, pace, chat }, { kind }, { facts }, pauseMs) {
      if (pauseMs < REMEMBERED_MS || facts.scope === 'message') return;
      const penalty = { surface, kind, until: clock.now() + pauseMs };
      penalised?.({ ...penalty, place: pace ?? chat });
      if (facts.scope === 'all') penalised?.(penalty);
    },
  };
}
