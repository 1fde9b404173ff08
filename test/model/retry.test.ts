import { describe, expect, test } from 'vitest';
import { waitBeforeRetry } from '../../src/model/retry.ts';
import { retryAfterMs } from '../../src/model/retry-after.ts';
import { Fault } from '../../src/util/errors.ts';

describe('waits', () => {
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after-ms': '150', 'retry-after': '1' }, 150],
    [{ 'retry-after': 'Sat, 21 Nov 2026 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%o', (headers, expected) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), Date.UTC(2026, 10, 21))).toBe(expected);
  });

  test('backoff grows, is jittered and bounded', () => {
    const fault = new Fault('model_server', 'x');
    expect([1, 2, 3].map((tried) => waitBeforeRetry(fault, tried, () => 0.5))).toEqual([500, 1000, 2000]);
    expect(waitBeforeRetry(fault, 1, () => 0)).toBe(250);
    expect(waitBeforeRetry(fault, 30, () => 0.999)).toBeLessThan(12_000);
  });

  test.each(['model_quota', 'model_auth', 'model_rejected', 'model_stalled', 'model_empty'] as const)(
    'none for %s',
    (kind) => {
      expect(waitBeforeRetry(new Fault(kind, 'x'), 1, () => 0)).toBeUndefined();
    },
  );
});
