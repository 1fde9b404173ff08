import type { Clock } from '../../../src/ports/index.ts';
import { Fault } from '../../../src/util/errors.ts';
import type { Gateway } from '../gateway/gateway.ts';

/** Longest time-out that an answer waits for, ms: a longer one is a refusal, as nobody waits for an answer that long. */
const LONGEST_MS = 3_600_000;
/** Time by which our clock may be ahead of Discord's, ms. */
const MARGIN_MS = 500;

/** Makes one call. While somebody has put the bot in a time-out, Discord refuses like where it may not write: that passes. */
export type HeedTimeOut = <T>(channel: string, signal: AbortSignal, call: () => Promise<T>) => Promise<T>;

export function createHeedTimeOut({ gateway, clock }: { gateway: Pick<Gateway, 'guilds'>; clock: Clock }): HeedTimeOut {
  return async (channel, signal, call) => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.code !== 50013) throw error;
      await gateway.guilds.learnOf(channel, signal);
      const left = gateway.guilds.timedOutUntil(channel) - clock.now();
      if (left <= 0 || left > LONGEST_MS) throw error;
      const facts = { ...error.facts, scope: 'chat' as const, retryAfterMs: left + MARGIN_MS };
      throw new Fault('rate_limited', 'somebody has put the bot in a time-out', facts, error);
    }
  };
}
