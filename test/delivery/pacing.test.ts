import { describe, expect, it } from 'vitest';
import { createScheduler, type PlatformCall } from '../../src/delivery/scheduler.ts';
import type { CallBudget, CallKind, Surface, SurfaceLimits, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

/** Budgets of their own for kinds of calls, and what a refusal holds back. */

const apart: CallBudget[] = (['create', 'edit'] as const).map((kind) => ({ calls: [kind], most: 5, withinMs: 5000 }));

function setup(rates: Partial<SurfaceLimits['rates']>) {
  const clock = createFakeClock();
  const scheduler = createScheduler({ clock, log: createTestLog() });
  const limits = { rates: { chat: apart, groupPerMinute: 0, globalPerSecond: 0, ...rates } } as SurfaceLimits;
  const surface = { name: 'test', limits } as Surface;
  const sent: { what: string; at: number }[] = [];
  const begin = clock.elapsed();
  /** One call, and how it went. */
  const go = (
    what: string,
    kind: CallKind,
    more: Partial<Pick<PlatformCall<unknown>, 'urgency' | 'message'>> & {
      target?: Partial<Target>;
      fails?: Fault[];
    } = {},
  ) => {
    const { target, fails = [], ...job } = more;
    const call = async () => {
      sent.push({ what, at: clock.elapsed() - begin });
      const fault = fails.shift();
      if (fault) throw fault;
    };
    const at = { ...promptOf().target, chat: 'a', group: false, ...target };
    return scheduler.schedule(
      { surface, target: at, urgency: 'must', kind, ...job, call },
      new AbortController().signal,
    );
  };
  const times = (what: string) => sent.filter((each) => each.what === what).map(({ at }) => at);
  return { clock, go, sent, times };
}

const limited = (facts: Fault['facts'] = {}) => new Fault('rate_limited', 'slow down', { scope: 'chat', ...facts });

describe('kinds of calls that are counted apart', () => {
  it('do not wait for each other', async () => {
    const { clock, go, times } = setup({});
    for (let at = 0; at < 8; at += 1) go('edit', 'edit');
    go('create', 'create');
    await clock.advance(0);
    expect(times('edit')).toHaveLength(5);
    expect(times('create')).toEqual([0]);
    await clock.advance(10_000);
    expect(times('edit')).toHaveLength(8);
  });

  it('never exceed their own limit in any stretch of time', async () => {
    const { clock, go, times } = setup({});
    for (let at = 0; at < 20; at += 1) go('edit', 'edit');
    await clock.advance(60_000);
    const all = times('edit');
    expect(all).toHaveLength(20);
    for (const from of all) expect(all.filter((at) => at >= from && at < from + 5000).length).toBeLessThanOrEqual(5);
  });

  it('have no limit in a chat where none is named', async () => {
    const { clock, go, times } = setup({});
    for (let at = 0; at < 50; at += 1) go('remove', 'remove');
    await clock.advance(0);
    expect(times('remove')).toHaveLength(50);
  });

  it('a steady stream of edits leaves a call for the final text', async () => {
    const { clock, go, times } = setup({});
    for (let at = 0; at < 10; at += 1) {
      go('step', 'edit', { urgency: 'edit' });
      await clock.advance(1200);
    }
    const before = times('step').length;
    go('final', 'edit');
    await clock.advance(0);
    expect(times('final')).toEqual([12_000]);
    expect(before).toBeGreaterThanOrEqual(8);
  });
});

describe('calls by a reply token', () => {
  const token: CallBudget[] = [{ calls: ['create', 'edit'], most: 2, withinMs: 1000 }];
  const byToken = { target: { pace: 'token' } };

  it('count neither for the chat nor for the bot', async () => {
    const { clock, go, times } = setup({ token, globalPerSecond: 1 });
    go('chat', 'create');
    go('answer', 'create', byToken);
    go('answer', 'edit', byToken);
    go('answer', 'edit', byToken);
    await clock.advance(0);
    expect(times('answer')).toEqual([0, 0]);
    await clock.advance(3000);
    expect(times('answer')).toHaveLength(3);
  });

  it('count as all do where the platform has no rule for them', async () => {
    const { clock, go, times } = setup({ globalPerSecond: 1 });
    go('chat', 'create');
    go('answer', 'create', byToken);
    await clock.advance(0);
    expect(times('answer')).toEqual([]);
  });
});

describe('a refusal', () => {
  it('holds back the kind of calls it was said of', async () => {
    const { clock, go, times } = setup({});
    go('edit', 'edit', { fails: [limited({ retryAfterMs: 16_000 })] });
    await clock.advance(0);
    go('other edit', 'edit');
    go('create', 'create');
    await clock.advance(1000);
    expect([times('create'), times('other edit')]).toEqual([[0], []]);
    await clock.advance(15_000);
    expect([times('edit'), times('other edit')]).toEqual([[0, 16_000], [16_000]]);
  });

  it('of one message holds back nothing else', async () => {
    const { clock, go, times } = setup({});
    go('old', 'edit', { message: '1', fails: [limited({ scope: 'message', retryAfterMs: 16_000 })] });
    await clock.advance(0);
    go('old again', 'edit', { message: '1' });
    go('new', 'edit', { message: '2' });
    await clock.advance(1000);
    expect([times('new'), times('old again')]).toEqual([[0], []]);
    await clock.advance(15_000);
    expect([times('old'), times('old again')]).toEqual([[0, 16_000], [16_000]]);
  });

  it('that names no time is waited for ever longer, until a call is taken', async () => {
    const { clock, go, times } = setup({});
    go('create', 'create', { fails: Array.from({ length: 8 }, () => limited()) });
    await clock.advance(400_000);
    const all = times('create');
    const pauses = all.slice(1).map((at, index) => at - (all[index] ?? 0));
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    go('next', 'create', { fails: [limited()] });
    await clock.advance(2000);
    expect(times('next').map((at) => at - 400_000)).toEqual([0, 1000]);
  });

  it('is not forgotten because a call of another kind, or of another message, is taken meanwhile', async () => {
    const { clock, go, times } = setup({});
    go('create', 'create', { fails: Array.from({ length: 4 }, () => limited()) });
    const old = Array.from({ length: 4 }, () => limited({ scope: 'message' }));
    go('old', 'edit', { message: '1', fails: old });
    for (let step = 0; step < 8; step += 1) {
      await clock.advance(2400);
      go('edit', 'edit', { message: '2' });
    }
    await clock.advance(0);
    expect(times('edit').length).toBe(8);
    for (const what of ['create', 'old']) {
      const all = times(what);
      expect(all.slice(1).map((at, index) => at - (all[index] ?? 0))).toEqual([1000, 2000, 4000, 8000]);
    }
  });
});
