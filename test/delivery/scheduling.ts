import { createScheduler, type Urgency } from '../../src/delivery/scheduler.ts';
import type { Surface, SurfaceLimits, Target } from '../../src/ports/index.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

export const signal = new AbortController().signal;
const calls = ['create', 'edit', 'remove', 'typing', 'read'] as const;
export const noRates: SurfaceLimits['rates'] = {
  chat: [{ calls, perSecond: 0, burst: 3 }],
  groupPerMinute: 0,
  globalPerSecond: 0,
};
/** One budget for all kinds of calls in a chat. */
export const chatRate = (perSecond: number, burst = 3) => ({ chat: [{ calls, perSecond, burst }] });

export function setup(rates: Partial<SurfaceLimits['rates']> = {}) {
  const clock = createFakeClock();
  const scheduler = createScheduler({ clock, log: createTestLog() });
  const limits = { rates: { ...noRates, ...rates } } as SurfaceLimits;
  const surface = { name: 'test', limits, lasting: (target: Target) => target } as Surface;
  const sent: { what: string; at: number }[] = [];
  const begin = clock.elapsed();
  const go = (
    what: string,
    urgency: Urgency = 'must',
    chat = 'a',
    group = false,
    work?: () => Promise<unknown>,
    within = signal,
  ) =>
    scheduler.schedule(
      {
        surface,
        target: { ...promptOf().target, chat, group },
        urgency,
        kind: urgency === 'must' ? 'create' : urgency === 'edit' ? 'edit' : 'typing',
        call: async () => {
          sent.push({ what, at: clock.elapsed() - begin });
          return work ? work() : what;
        },
      },
      within,
    );
  return { clock, sent, go, names: () => sent.map(({ what }) => what) };
}
