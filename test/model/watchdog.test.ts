import { describe, expect, test } from 'vitest';
import { createWatchdog } from '../../src/model/watchdog.ts';

describe('the watchdog', () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('is patient while things come, and rests while it is our turn', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    for (let round = 0; round < 5; round += 1) {
      watchdog.expect(40);
      await pause(15);
    }
    watchdog.rest();
    await pause(60);
    expect(watchdog.signal.aborted).toBe(false);
    watchdog.expect(10);
    await pause(30);
    expect(watchdog.signal.reason).toMatchObject({ kind: 'model_stalled' });
  });

  test('a shorter limit takes hold at once', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    watchdog.expect(60_000);
    watchdog.expect(10);
    await pause(30);
    expect(watchdog.signal.aborted).toBe(true);
  });

  test('0 means no limit', async () => {
    const watchdog = createWatchdog(0, new AbortController().signal);
    watchdog.expect(0);
    await pause(20);
    expect(watchdog.signal.aborted).toBe(false);
  });

  test('lets go of the caller', () => {
    const caller = new AbortController();
    const watchdog = createWatchdog(0, caller.signal);
    watchdog.stop();
    caller.abort('stop');
    expect(watchdog.signal.aborted).toBe(false);
  });
});
