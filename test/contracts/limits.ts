import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits } from '../../src/ports/index.ts';
import type { FakeClock } from '../fake-clock.ts';

/** Limits under test. */
export interface LimitsUnderTest {
  limits: Limits;
  clock: FakeClock;
  /** Lets go of everything as a killed process does, and opens the same storage anew. */
  crash(): Promise<Limits>;
  end(): Promise<void>;
}

/** Duties of whatever keeps limits over a restart. */
export function limitsContract(name: string, open: () => Promise<LimitsUnderTest>): void {
  describe(`limits: ${name}`, () => {
    let under: LimitsUnderTest;

    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    it('keeps penalties over a crash until they end', async () => {
      const now = under.clock.now();
      const long = { surface: 'x', place: 'x:1', kind: 'create', until: now + 3_600_000 } as const;
      const short = { surface: 'x', kind: 'edit', until: now + 60_000 } as const;
      for (const each of [long, short]) await under.limits.penalise(each);
      const limits = await under.crash();
      expect(await limits.penalties()).toEqual(expect.arrayContaining([long, short]));
      await under.clock.advance(60_000);
      expect(await limits.penalties()).toEqual([long]);
    });

    it('keeps the last one of a place and kind', async () => {
      const now = under.clock.now();
      const penalty = { surface: 'x', place: 'x:1', kind: 'create' } as const;
      for (const ms of [60_000, 90_000]) await under.limits.penalise({ ...penalty, until: now + ms });
      expect(await under.limits.penalties()).toEqual([{ ...penalty, until: now + 90_000 }]);
      expect(await under.limits.penalise({ ...penalty, kind: 'edit', until: now - 1 })).toBeUndefined();
      expect(await under.limits.penalties()).toHaveLength(1);
    });
  });
}
