import { randomUUID } from 'node:crypto';
import type { Clock, Log } from '../../../ports/index.ts';
import { Interruption } from '../../../util/abort.ts';
import type { Redis } from '../client.ts';
import { script } from '../script.ts';

/** Sign that this process lives: all lanes that it has are its own only as long as it has this. */
export interface Lease {
  /** Name of the owner. Another one after each lapse, so that nothing of before counts. */
  owner(): string;
  /**
   * Tells, without a question to anybody, whether the lease holds: a process that stood still for long knows before it does
   * anything else.
   */
  holds(): boolean;
  /** @throws Interruption('lost') where it does not hold */
  assert(): void;
  /** Takes up a new lease in place of one that has run out; those who wait for the same share it. */
  renew(): Promise<void>;
  /** Gives it back. */
  close(): Promise<void>;
}

export interface LeaseOptions {
  redis: Redis;
  prefix: string;
  clock: Clock;
  log: Log;
  /** Time for which it holds, by Redis' clock, ms. */
  leaseMs: number;
  /** Time between two renewals, ms. */
  beatMs: number;
  /** Told when it has run out, before there is a new one: nothing that was had under it is had any more. */
  lapsed(): void;
  /** Told once there is a new one. */
  renewed(): void;
  /** Told of a new owner, before its lease is taken. */
  taken(owner: string, before: string | undefined): Promise<void>;
}

const EXTEND = script('extend', "return redis.call('PEXPIRE', KEYS[1], ARGV[1])");

/** Takes a lease and renews it until it is closed. */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { redis, prefix, clock, log, leaseMs, beatMs, lapsed, renewed, taken } = options;
  const closing = new AbortController();
  let owner = '';
  let end = 0;
  let renewing: Promise<void> | undefined;
  let isLapsed = false;

  async function take(): Promise<void> {
    const before = owner || undefined;
    const next = randomUUID();
    await taken(next, before);
    // Counted from before it was asked for: Redis cannot have begun to count earlier.
    const asked = clock.elapsed();
    await redis.send(['SET', `${prefix}lease:${next}`, '1', 'PX', leaseMs], { withinMs: leaseMs });
    owner = next;
    end = asked + leaseMs;
    isLapsed = false;
    if (before === undefined) return;
    // What was had under the one before is free at once.
    await redis.send(['DEL', `${prefix}lease:${before}`]);
    renewed();
  }

  /** Tells that nothing is had any more, once for each lease. */
  function lapse(): void {
    end = 0;
    if (isLapsed) return;
    isLapsed = true;
    lapsed();
  }

  function renew(): Promise<void> {
    renewing ??= (async () => {
      lapse();
      await take();
    })().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  async function beat(): Promise<void> {
    const asked = clock.elapsed();
    if (asked >= end) return renew();
    const held = await redis.run(EXTEND, [`${prefix}lease:${owner}`], [leaseMs], { withinMs: end - asked });
    if (held !== 1) return renew();
    end = asked + leaseMs;
  }

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      const left = end - clock.elapsed();
      await clock.sleep(left > 0 ? Math.min(beatMs, left) : beatMs, closing.signal).catch(() => undefined);
      if (closing.signal.aborted) return;
      // Whether Redis can be reached or not: others may have the turns from now on.
      if (!holds()) lapse();
      await beat().catch((error: unknown) => {
        if (!closing.signal.aborted)
          log.warn({ error }, 'The lease on the inbox could not be renewed; it is tried again');
      });
    }
  }

  const holds = () => clock.elapsed() < end;
  await take();
  const kept = keep();
  return {
    owner: () => owner,
    holds,
    assert() {
      if (!holds()) throw new Interruption('lost');
    },
    renew,
    async close() {
      closing.abort();
      await kept;
      end = 0;
      await redis.send(['DEL', `${prefix}lease:${owner}`]).catch(() => undefined);
    },
  };
}
