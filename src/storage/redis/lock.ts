import { randomUUID } from 'node:crypto';
import { Fault } from '../../util/errors.ts';
import { createKeyedMutex } from '../../util/keyed-mutex.ts';
import type { Redis } from './client.ts';
import { script } from './script.ts';

/** Lock that one process at a time has. */
export interface Lock {
  /** Does work under the lock, once nobody else has it. Rejects with Fault('storage') where that takes too long. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Throws Fault('storage') where the lock is not held any more: the process stood still for longer than its lease. To be called
   * right before what must not be done beside another's work.
   */
  check(): void;
}

/** Time for which a lock is held without a sign of life, ms. */
const LEASE_MS = 20_000;
/** Time between two signs, ms. */
const SIGN_MS = 5000;
/** Longest wait for the lock, ms, and the pauses between looks. */
const WAIT_MS = 60_000;
const LOOK_MS = 20;

/** Makes a lock of this name in Redis. It is by token, so a call that comes again takes nobody else's. */
export function createLock(redis: Redis, name: string): Lock {
  const key = redis.key('lock', name);
  const alone = createKeyedMutex();
  let end = 0;

  /** Takes the lock, or keeps it; by the clock that runs on while the process stands still, from before it was asked. */
  async function hold(token: string): Promise<boolean> {
    const from = performance.now();
    const isMine = (await redis.run(HOLD, [key], [token, LEASE_MS])) === 1;
    end = isMine ? from + LEASE_MS : 0;
    return isMine;
  }

  async function take(token: string): Promise<void> {
    const last = performance.now() + WAIT_MS;
    while (!(await hold(token))) {
      if (performance.now() > last) throw new Fault('storage', `the lock ${name} is held by others`, { code: 'busy' });
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS * (1 + Math.random())));
    }
  }

  return {
    run: (work) =>
      alone('', async () => {
        const token = randomUUID();
        await take(token);
        const signs = setInterval(() => void hold(token).catch(() => undefined), SIGN_MS).unref();
        try {
          return await work();
        } finally {
          clearInterval(signs);
          end = 0;
          // It ends by itself where Redis is away.
          await redis.run(LET_GO, [key], [token]).catch(() => undefined);
        }
      }),
    check() {
      if (performance.now() >= end) throw new Fault('storage', `the lock ${name} is lost`, { code: 'lost' });
    },
  };
}

/** ARGV: token, ms. */
const HOLD = script(
  'lock.hold',
  `local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,
);

const LET_GO = script('lock.let-go', `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`);
