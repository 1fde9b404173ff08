import type { RedisClientType } from '@redis/client';
import type { Log } from '../../ports/index.ts';
import { backoffMs } from '../../util/retry.ts';

/** A connection of @redis/client that comes back by itself, until it is closed or destroyed. */
export type Line = RedisClientType<Nothing, Nothing, Nothing, 2, Nothing>;

/** Modules, functions, scripts and types of answers of our own, of which there are none. */
type Nothing = Record<never, never>;

/** Time between two signs of life, ms. */
const BEAT_MS = 2000;
/** Longest time for the answer to one, and for any step of connecting, ms. */
const ANSWER_MS = 4000;
/** Pause in which answers are read that came while the process itself stood still, ms. */
const GRACE_MS = 250;
/** Most commands that a line holds, sent and not sent. */
const MOST = 10_000;
const BACKOFF = { firstMs: 50, longestMs: 2000, jitter: 0.3 };

export interface LineOptions {
  url: string;
  /** Name by which CLIENT LIST shows it. */
  name: string;
  log: Log;
  /** Longest time for which a command on it blocks, ms; 0 when absent. */
  blocksMs?: number;
  /** Rejects what is asked while it is away, instead of keeping it until it is back. */
  refuses?: boolean;
}

/**
 * Makes a connection and lets it connect in the background. None of the client's defaults survives a cut line: it would close for
 * good, or hang with a line that is half open. For `socketTimeout` writing is a sign of life. So a busy line that is half open is
 * found by a PING of its own, whose answer has a limit.
 */
export async function openLine({ url, name, log, blocksMs = 0, refuses = false }: LineOptions): Promise<Line> {
  const { createClient } = await import('@redis/client');
  const answerMs = ANSWER_MS + blocksMs;
  const line = createClient({
    url,
    name,
    commandsQueueMaxLength: MOST,
    disableOfflineQueue: refuses,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // For copies that others make of the line (`duplicate`), which have no watch.
    pingInterval: BEAT_MS,
    socket: {
      connectTimeout: ANSWER_MS,
      socketTimeout: BEAT_MS + answerMs,
      reconnectStrategy: (failures: number) => backoffMs(BACKOFF, failures + 1),
    },
  });
  tellOutages(line, name, log);
  watch(line, answerMs, () => log.warn({ line: name }, 'The connection to Redis does not answer; it is made anew'));
  // It never gives up: failures are told as events.
  line.connect().catch(() => undefined);
  return line;
}

/** Says once that it is gone, and once that it is back. */
function tellOutages(line: Line, name: string, log: Log): void {
  let isAway = false;
  line.on('error', (error: unknown) => {
    if (isAway || line.isReady) return;
    isAway = true;
    log.warn(
      { line: name, error },
      'The connection to Redis is gone; it is made again as soon as Redis can be reached',
    );
  });
  line.on('ready', () => {
    if (isAway) log.info({ line: name }, 'The connection to Redis is back');
    isAway = false;
  });
}

/** Makes it anew where a sign of life stays unanswered. What was sent on it is rejected, though it may have happened. */
function watch(line: Line, answerMs: number, renewed: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  const after = (ms: number, then: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(then, ms).unref();
  };
  const renew = () => {
    renewed();
    line.destroy();
    line.connect().catch(() => undefined);
  };
  const beat = () => {
    after(answerMs, () => after(GRACE_MS, renew));
    line.sendCommand(['PING']).then(
      () => after(BEAT_MS, beat),
      () => undefined,
    );
  };
  line.on('ready', () => after(BEAT_MS, beat));
  // Whatever ends the connection ends the wait for its answer.
  for (const end of ['error', 'end']) line.on(end, () => line.isReady || clearTimeout(timer));
}
