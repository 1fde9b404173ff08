import { expect, it } from 'vitest';
import { systemClock } from '../../src/util/clock.ts';

it('sleeps longer than a timer can, and is woken for nothing meanwhile', async () => {
  const over = new AbortController();
  let woken = false;
  const sleep = systemClock.sleep(2 ** 31 + 1000, over.signal).then(() => {
    woken = true;
  });
  await systemClock.sleep(30, new AbortController().signal);
  expect(woken).toBe(false);
  over.abort(new Error('over'));
  await expect(sleep).rejects.toThrow('over');
});
