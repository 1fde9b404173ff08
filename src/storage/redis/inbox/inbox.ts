import type { Clock, Inbox, Log, TaskReader } from '../../../ports/index.ts';
import { OVER } from '../../../util/abort.ts';
import { Fault } from '../../../util/errors.ts';
import { PartWaits } from '../../turns/part-waits.ts';
import { Queues } from '../../turns/queues.ts';
import { IDLE, type StoredTurn } from '../../turns/stored-turn.ts';
import type { Redis } from '../client.ts';
import { createAccepting } from './accepting.ts';
import { Lanes } from './lanes.ts';
import { type Lease, takeLease } from './lease.ts';
import { createLooking } from './looking.ts';
import { bringUp } from './mirror.ts';
import { listenForNews } from './news.ts';
import { createSteering } from './steering.ts';
import { createWork } from './work.ts';

export interface RedisInboxOptions {
  reader: TaskReader;
  clock: Clock;
  log: Log;
  /** As for SQLite. */
  pauseMs?: number;
  quarantineMs?: number;
  /** Time after which the turns of a process that says nothing are another's, ms; 10 s when absent. */
  leaseMs?: number;
  /** Time between two signs of life, ms; 2 s when absent. */
  beatMs?: number;
  /** Time between two looks for what nobody was told of, ms; 5 s when absent. */
  sweepMs?: number;
}

/**
 * Inbox on Redis, for many processes. Rows in Redis are the truth, written by scripts. A process takes whole queues (lanes), as long as
 * its lease holds: then their turns are in its memory, in their order, as with SQLite. Each write carries the fence of its claim, so
 * one who stood still cannot write. Whoever changes a turn tells the process that has it.
 */
export async function createRedisInbox(redis: Redis, options: RedisInboxOptions): Promise<Inbox> {
  const { reader, clock, log, leaseMs = 10_000, beatMs = 2000 } = options;
  const prefix = redis.key('inbox', '');
  const queues = new Queues<StoredTurn>();
  const waits = new PartWaits(clock);
  const closing = new AbortController();
  let surfaces: readonly string[] | undefined;
  let isWorking = false;
  let onSteered: Parameters<Inbox['watch']>[0] = () => undefined;
  const isUsed = (surface: string) => surfaces?.includes(surface) ?? true;

  const looking = createLooking({ redis, prefix, reader, surfaces: () => surfaces });
  const steering = createSteering({ ...{ redis, prefix, reader, isUsed }, ...looking });
  const lanes: Lanes = new Lanes({
    ...{ redis, prefix, reader, log, queues, waits, isUsed },
    lease: () => lease,
    lost(turn) {
      if (turn.running !== IDLE) onSteered(turn.id.toString(36), 'lost', turn.promptVersion);
    },
  });

  /** Reads a turn of this process that somebody has changed, and tells whoever works on it. */
  async function look(id: string): Promise<void> {
    const turn = lanes.get(id);
    const row = turn && (await looking.row(id));
    if (!turn || turn.closed) return;
    if (!row) {
      turn.closed = true;
      lanes.ended(turn);
      return;
    }
    const { promptVersion, stopped } = turn;
    bringUp(turn, row, { reader, waits });
    if (turn.running === IDLE) return;
    const name = turn.id.toString(36);
    if (turn.promptVersion > promptVersion)
      onSteered(name, turn.forgotten ? 'forgotten' : 'superseded', turn.promptVersion);
    else if (turn.stopped && !stopped) onSteered(name, 'stop', turn.promptVersion);
  }

  const news = await listenForNews({
    redis,
    prefix,
    log,
    lane: (name) => lanes.take(name),
    turn: (id, lane) => lanes.about(lane, () => look(id)),
  });
  const lease: Lease = await takeLease({
    ...{ redis, prefix, clock, log, leaseMs, beatMs },
    lapsed() {
      log.warn({}, 'This process stood still or was cut off for longer than its lease; others may have its turns');
      lanes.lapsed();
    },
    renewed() {
      if (!isWorking) return;
      lanes.sweep().catch((error: unknown) => log.warn({ error }, 'Open turns are looked for a little later'));
    },
    taken: news.of,
  });
  const accepting = createAccepting({ redis, lease, reader, now: clock.now });
  const work = createWork({
    ...{ redis, prefix, lease, reader, clock, log, queues, waits, lanes, look, options },
    closing: closing.signal,
  });

  function assertOpen(): void {
    if (closing.signal.aborted) throw new Fault('storage', 'the inbox is closed');
  }

  /** Rejects what is asked once it is closed. */
  const opened =
    <Values extends unknown[], Result>(ask: (...values: Values) => Promise<Result>) =>
    async (...values: Values): Promise<Result> => {
      assertOpen();
      return ask(...values);
    };

  return {
    known: opened(looking.known),
    accept: opened(accepting),
    count: opened(looking.count),
    open: opened(looking.open),
    oldest: opened(looking.oldest),
    get: opened(looking.get),
    find: opened(looking.find),
    findAll: opened(looking.findAll),
    stop: opened(steering.stop),
    replace: opened(steering.replace),
    forget: opened(steering.forget),
    wipe: opened(steering.wipe),
    cursor: opened(looking.cursor),
    watch(listener) {
      onSteered = listener;
    },
    async work(handler, bounds, signal, those, onWait) {
      assertOpen();
      if (isWorking) throw new Fault('internal', 'the inbox is being worked on already');
      isWorking = true;
      surfaces = those;
      try {
        await work({ handler, bounds, signal, onWait });
      } finally {
        isWorking = false;
      }
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort(OVER);
      await lease.close();
      news.close();
    },
  };
}
