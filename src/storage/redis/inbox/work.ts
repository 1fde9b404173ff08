import type { Clock, Log, TaskReader } from '../../../ports/index.ts';
import type { PartWaits } from '../../turns/part-waits.ts';
import type { Queues } from '../../turns/queues.ts';
import { IDLE, type StoredTurn } from '../../turns/stored-turn.ts';
import { createWorkers, type Work } from '../../turns/work.ts';
import type { Redis } from '../client.ts';
import { openBell } from './bell.ts';
import { createClaimRows } from './claim-rows.ts';
import type { Lanes } from './lanes.ts';
import type { Lease } from './lease.ts';
import { readAnew } from './mirror.ts';
import { keyOf } from './rows.ts';

/** Lanes that one process takes at most, as a multiple of its places. Their turns can wait long for a platform. */
const LANES_PER_PLACE = 5;
/** Pause after a failure of Redis, ms. */
const PAUSE_MS = 1000;

interface WorkParts {
  redis: Redis;
  prefix: string;
  lease: Lease;
  reader: TaskReader;
  clock: Clock;
  log: Log;
  queues: Queues<StoredTurn>;
  waits: PartWaits;
  lanes: Lanes;
  /** Reads a turn anew. */
  look(id: string): Promise<void>;
  options: { pauseMs?: number; quarantineMs?: number; sweepMs?: number };
  closing: AbortSignal;
}

/** Makes what takes lanes and works on their turns, as in Inbox.work. */
export function createWork(parts: WorkParts): (work: Work) => Promise<void> {
  const { redis, prefix, lease, reader, clock, log, queues, waits, lanes, look, options, closing } = parts;
  const { pauseMs, quarantineMs, sweepMs = 5000 } = options;

  /** Does something again and again, until it is over; what fails is tried again after a pause. */
  async function repeat(what: () => Promise<void>, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await what().catch(async (error: unknown) => {
        if (over.aborted) return;
        log.warn({ error }, 'Open turns could not be looked for; it is tried again');
        await clock.sleep(PAUSE_MS, over).catch(() => undefined);
      });
    }
  }

  /** Looks for what nobody was told of: lanes that are nobody's, and what is new in one's own. */
  async function sweep(): Promise<void> {
    if ((await redis.send(['SET', `${prefix}sweep`, '1', 'NX', 'PX', Math.ceil(sweepMs / 2)])) !== null)
      await lanes.sweep();
    await Promise.all(lanes.names().map((name) => lanes.take(name)));
    // What is not begun is read when it is; for one that waits for its next message, the wait may be over.
    const begun = [...lanes.turns()].filter(({ running }) => running !== IDLE);
    await Promise.all([...begun, ...waits.turns()].map(({ id }) => look(String(id))));
  }

  return async ({ handler, bounds, signal, onWait }) => {
    const over = AbortSignal.any([signal, closing]);
    const turns = typeof bounds === 'number' ? bounds : bounds.turns;
    const most = turns > 0 ? turns * LANES_PER_PLACE : Number.POSITIVE_INFINITY;
    const rows = createClaimRows(
      {
        ...{ redis, prefix, lease, reader, waits, now: clock.now },
        take: (turn, row) => readAnew(turn, row, { reader, waits }),
        joined(ids) {
          for (const id of ids) end(lanes.get(keyOf(id) ?? ''));
        },
      },
      over,
    );
    const workers = createWorkers(
      {
        ...{ queues, waits, rows, clock, log, ended: (turn: StoredTurn) => lanes.ended(turn) },
        ...(pauseMs === undefined ? {} : { pauseMs }),
        ...(quarantineMs === undefined ? {} : { quarantineMs }),
      },
      { handler, bounds, signal: over, onWait },
    );
    const bell = await openBell(redis, prefix);
    // Nobody is to be told of a lane who takes none any more.
    over.addEventListener('abort', () => bell.close(), { once: true });
    lanes.begin();
    // Before anything is begun, so that the oldest goes first.
    await lanes
      .takeFree(most)
      .catch((error: unknown) => log.warn({ error }, 'Open turns are looked for a little later'));
    lanes.workWith(workers);
    const answering = repeat(async () => {
      await lanes.room(most, over);
      const lane = await bell.next(over);
      if (lane !== undefined) await lanes.take(lane);
    }, over);
    const sweeping = repeat(async () => {
      await clock.sleep(sweepMs, over).catch(() => undefined);
      if (!over.aborted) await sweep();
    }, over);
    try {
      await workers.run();
    } finally {
      bell.close();
      await Promise.all([answering, sweeping]);
      await lanes.end();
    }
  };

  function end(turn: StoredTurn | undefined): void {
    if (!turn) return;
    turn.closed = true;
    lanes.ended(turn);
  }
}
