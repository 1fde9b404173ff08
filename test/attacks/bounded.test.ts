import { describe, expect, it } from 'vitest';
import { isWhole } from '../support/whole.ts';
import { boundedWork } from './bounded-work.ts';
import { alphabets, shapes } from './inputs.ts';
import { longestTurn, nextTurn } from './longest-turn.ts';
import { callsOf } from './plan.ts';
import { LIMIT_MS, walk } from './walk.ts';

/** Some of what `npm run attacks` walks, always the same; of the slowest functions less, as the suite has five minutes. */
const SEED = 20261129;
const SHARE = isWhole ? 0.1 : 0.005;
const SHARE_OF_LONG = isWhole ? 0.01 : 0.003;
/** Other tests run beside it and share the processor's caches: the same work takes up to twice its time. */
const CROWDED = 2;

describe('text from outside', () => {
  it('comes in ten alphabets without a space, and in many shapes', () => {
    expect(alphabets).toHaveLength(10);
    for (const { text } of alphabets) expect(text(1000, 1)).toMatch(/^\S{1000}$/);
    expect(shapes.length).toBeGreaterThanOrEqual(20);
    for (const { name, text } of shapes) expect(text(1000, 1), name).toHaveLength(1000);
  });

  it.each(boundedWork.map((work) => [work.name, work] as const))(
    'holds the event loop for a moment at most: %s',
    async (_, work) => {
      for (const { input, length, seed } of callsOf(SEED, work.long ? SHARE_OF_LONG : SHARE, [work])) {
        expect(await walk(work, input, length, seed), `ms for ${input.name} × ${length}`).toBeLessThanOrEqual(
          CROWDED * LIMIT_MS,
        );
      }
    },
    240_000,
  );

  const burn = (ms: number) => {
    const { user, system } = process.threadCpuUsage();
    for (;;) {
      const now = process.threadCpuUsage();
      if (now.user + now.system - user - system > ms * 1000) return;
    }
  };

  it('would be seen to hold it', async () => {
    expect(await longestTurn(() => burn(CROWDED * LIMIT_MS + 30))).toBeGreaterThan(CROWDED * LIMIT_MS);
    const inPieces = async () => {
      for (let piece = 0; piece < 5; piece += 1) {
        burn(20);
        await nextTurn();
      }
    };
    expect(await longestTurn(inPieces)).toBeLessThan(LIMIT_MS);
    const work = { name: 'slow', work: () => burn(CROWDED * LIMIT_MS + 30) };
    expect(await walk(work, { name: 'any', text: (length) => 'a'.repeat(length) }, 50_000, 1)).toBeGreaterThan(
      LIMIT_MS,
    );
  });
});
