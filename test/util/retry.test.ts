import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/util/errors.ts';
import { askedPauseMs, backoffMs, retry } from '../../src/util/retry.ts';
import { createFakeClock } from '../fake-clock.ts';

const backoff = { firstMs: 100, longestMs: 1000 };

/** Runs `retry` on a clock that jumps over every pause; the pauses and what came of it. */
async function run(fails: number, options: Partial<Parameters<typeof retry>[1]> = {}) {
  const pauses: number[] = [];
  const clock = createFakeClock();
  let attempts = 0;
  const outcome = await retry(
    async () => {
      attempts += 1;
      if (attempts <= fails) throw new Error(`failure ${attempts}`);
      return 'done';
    },
    {
      backoff,
      signal: new AbortController().signal,
      ...options,
      clock: { ...clock, sleep: async (ms) => void pauses.push(ms) },
    },
  ).catch((error: unknown) => error);
  return { outcome, attempts, pauses };
}

describe('the pause between attempts', () => {
  it('grows up to the longest', () => {
    expect([1, 2, 3, 4, 5, 2000].map((failures) => backoffMs(backoff, failures))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(backoffMs({ ...backoff, factor: 5 }, 2)).toBe(500);
  });

  it('is spread by chance around itself', () => {
    const at = (chance: number) => backoffMs({ ...backoff, jitter: 0.5 }, 1, () => chance);
    expect([at(0), at(0.5), at(1)]).toEqual([50, 100, 150]);
  });

  it('is what the other side asks for, where it says so', () => {
    expect(askedPauseMs(new Fault('rate_limited', '', { retryAfterMs: 7 }), 100)).toBe(7);
    expect(askedPauseMs(new Fault('rate_limited', ''), 100)).toBe(100);
    expect(askedPauseMs(new Error('x'), 100)).toBe(100);
  });
});

describe('retry', () => {
  it('goes on until the attempt succeeds', async () => {
    expect(await run(3)).toEqual({ outcome: 'done', attempts: 4, pauses: [100, 200, 400] });
  });

  it('ends with the last failure after so many tries', async () => {
    expect(await run(9, { tries: 3 })).toMatchObject({ outcome: { message: 'failure 3' }, attempts: 3 });
  });

  it('asks what a failure is worth', async () => {
    const pause = (_: unknown, pauseMs: number, failures: number) => (failures < 3 ? pauseMs + 1 : undefined);
    expect(await run(9, { pause })).toMatchObject({ outcome: { message: 'failure 3' }, pauses: [101, 201] });
  });

  it('ends with the reason of its signal, also in the middle of a pause', async () => {
    const control = new AbortController();
    const clock = createFakeClock();
    const failing = retry(() => Promise.reject(new Error('no')), { backoff, clock, signal: control.signal });
    const ended = expect(failing).rejects.toThrow('over');
    await clock.advance(150);
    control.abort(new Error('over'));
    await ended;
  });
});
