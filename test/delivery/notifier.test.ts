import { expect, it } from 'vitest';
import { discordRenderer } from '../../adapters/discord/format.ts';
import { createNotifier } from '../../src/delivery/notifier.ts';
import type { Scheduler } from '../../src/delivery/scheduler.ts';
import type { Placement, Surface, Target } from '../../src/ports/index.ts';
import { digest } from '../../src/util/text.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';

/** The nonce of a notice about `key`, by an installation with this secret. */
async function nonceOf(key: string, secret: Uint8Array): Promise<string | undefined> {
  const placements: Placement[] = [];
  const surface = {
    name: 'test',
    renderer: async () => discordRenderer,
    create: async (_target: Target, _content: unknown, placement: Placement) => {
      placements.push(placement);
      return ['1'];
    },
  } as unknown as Surface;
  const scheduler = {
    schedule: ({ call }: { call: (signal: AbortSignal) => Promise<unknown> }) => ({
      done: call(new AbortController().signal),
    }),
  } as unknown as Scheduler;
  const notifier = createNotifier({ scheduler, log: createTestLog(), clock: createFakeClock(), secret });
  await notifier.notify(surface, { surface: 'test', chat: 'c' } as Target, key, 'No.');
  return placements[0]?.nonce;
}

it('a notice is known again by a hash that only this installation can make', async () => {
  const key = 'test:123:4';
  const own = await nonceOf(key, new Uint8Array(32));
  expect(own).toMatch(/^[\da-f]{25}$/);
  expect(await nonceOf(key, new Uint8Array(32))).toBe(own);
  expect(own).not.toBe(digest(key).slice(0, 25));
  expect(await nonceOf(key, new Uint8Array(32).fill(1))).not.toBe(own);
});
