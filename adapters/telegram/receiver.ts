import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hook, HookAnswer } from '../../src/ports/index.ts';
import { createStreak } from './backoff.ts';
import { toFault } from './faults.ts';
import { type Entry, type TakingParts, take, toEntry } from './taking.ts';

/** Most requests that are under way, and that Telegram is told it may have (setWebhook, max_connections; its own default). */
export const CONNECTIONS = 40;
/** Several times the largest update there is, bytes. */
const LONGEST_BODY = 1_000_000;
/** Time for reading an update and committing what becomes of it, ms. */
const REQUEST_MS = 20_000;
/** Seconds after which Telegram is to send again: while the bot begins or ends, and where the store fails. */
const AGAIN_S = { shut: 2, failed: 5 };
/** Bot API, setWebhook. */
const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/** Facts about a webhook that its requests do not tell. */
export interface WebhookState {
  /** Updates that come now were just sent. */
  live: boolean;
  /** Telegram has the address. */
  registered: boolean;
}

/** Way in for updates that Telegram sends: one a request, of a chat the next one after the answer. */
export interface Receiver {
  readonly hook: Hook;
  /** Number of updates that are being taken. */
  underWay(): number;
  /** Takes updates until the signal fires; resolves once those that had begun are answered. */
  open(parts: TakingParts, signal: AbortSignal): Promise<void>;
}

interface Waiting {
  entry: Entry;
  answer(answer: HookAnswer): void;
}

/**
 * Answers "taken" only for what is committed: until then Telegram keeps an update and sends it again. Those that arrive during
 * a commit share the next one, as the updates of a poll do.
 */
export function createReceiver(path: string, secret: string, state: WebhookState): Receiver {
  const expected = digest(secret);
  let waiting: Waiting[] = [];
  let working: Waiting[] = [];
  let handOver: ((batch: readonly Waiting[]) => Promise<HookAnswer>) | undefined;
  let log: TakingParts['log'] | undefined;
  let calm: () => void = () => undefined;

  async function work(hand: NonNullable<typeof handOver>): Promise<void> {
    while (waiting.length > 0) {
      working = waiting;
      waiting = [];
      const answer = await hand(working);
      for (const each of working) each.answer(answer);
    }
    working = [];
    calm();
  }

  return {
    underWay: () => working.length + waiting.length,
    hook: {
      path,
      limits: { bytes: LONGEST_BODY, ms: REQUEST_MS, atOnce: CONNECTIONS },
      isReady: () => state.registered,
      admit({ [SECRET_HEADER]: given }) {
        if (typeof given !== 'string' || !timingSafeEqual(digest(given), expected)) return 'stranger';
        return handOver ? 'in' : 'later';
      },
      take(body) {
        if (!handOver) return Promise.resolve({ againS: AGAIN_S.shut });
        const read = parse(body);
        if (!read) {
          log?.warn({ bytes: body.length }, 'Telegram: refused a request that is no JSON');
          return Promise.resolve('senseless');
        }
        const { promise, resolve } = Promise.withResolvers<HookAnswer>();
        waiting.push({ entry: toEntry(read.value), answer: resolve });
        if (working.length === 0) void work(handOver);
        return promise;
      },
    },
    async open(parts, signal) {
      const streak = createStreak(parts);
      log = parts.log;
      handOver = async (batch) => {
        try {
          await take(
            parts,
            batch.map(({ entry }) => entry),
            state.live,
          );
          streak.succeeded();
          return 'taken';
        } catch (error) {
          // What comes again has waited.
          state.live = false;
          streak.failed(toFault(error, 'all'));
          return { againS: AGAIN_S.failed };
        }
      };
      await fired(signal);
      handOver = undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      calm = resolve;
      if (working.length > 0) await promise;
    },
  };
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Hashes a secret: what is compared has one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function parse(body: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(Buffer.from(body).toString('utf8')) };
  } catch {
    return undefined;
  }
}
