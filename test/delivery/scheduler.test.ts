import { describe, expect, it } from 'vitest';
import { createScheduler, type Urgency } from '../../src/delivery/scheduler.ts';
import type { Penalty, Surface, SurfaceLimits } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

const signal = new AbortController().signal;
const calls = ['create', 'edit', 'remove', 'typing', 'read'] as const;
const noRates: SurfaceLimits['rates'] = {
  chat: [{ calls, perSecond: 0, burst: 3 }],
  groupPerMinute: 0,
  globalPerSecond: 0,
};
/** One budget for all kinds of calls in a chat. */
const chatRate = (perSecond: number, burst = 3) => ({ chat: [{ calls, perSecond, burst }] });

function setup(rates: Partial<SurfaceLimits['rates']> = {}) {
  const clock = createFakeClock();
  const scheduler = createScheduler({ clock, log: createTestLog() });
  const limits = { rates: { ...noRates, ...rates } } as SurfaceLimits;
  const surface = { name: 'test', limits } as Surface;
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

it('goes on heeding a rate limit after a restart, and holds nobody else back for it', async () => {
  const kept: Penalty[] = [];
  const clock = createFakeClock();
  const surface = { name: 'test', limits: { rates: noRates } } as Surface;
  const begin = () => {
    const penalised = (penalty: Penalty) => void kept.push(penalty);
    const scheduler = createScheduler({ clock, log: createTestLog(), penalties: [...kept], penalised });
    return (chat: string, call: () => Promise<unknown>) =>
      scheduler.schedule(
        { surface, target: { ...promptOf().target, surface: 'test', chat }, urgency: 'must', kind: 'create', call },
        signal,
      );
  };
  const before = begin();
  const limited = new Fault('rate_limited', 'slow down', { retryAfterMs: 60_000 });
  before('a', () => Promise.reject(limited));
  before('b', () => Promise.reject(new Fault('rate_limited', 'slow down', { retryAfterMs: 500 })));
  await clock.advance(1000);
  expect(kept).toEqual([{ surface: 'test', place: 'a', kind: 'create', until: clock.now() + 59_000 }]);
  const sent: string[] = [];
  const after = begin();
  for (const chat of ['a', 'b']) after(chat, async () => sent.push(chat));
  await clock.advance(58_000);
  expect(sent).toEqual(['b']);
  await clock.advance(1000);
  expect(sent).toEqual(['b', 'a']);
});

it('goes on heeding a rate limit of the whole bot after a restart', async () => {
  const kept: Penalty[] = [];
  const clock = createFakeClock();
  const surface = { name: 'test', limits: { rates: noRates } } as Surface;
  const begin = () => {
    const penalised = (penalty: Penalty) => void kept.push(penalty);
    return createScheduler({ clock, log: createTestLog(), penalties: [...kept], penalised });
  };
  const target = { ...promptOf().target, surface: 'test' };
  const job = { surface, target, urgency: 'must', kind: 'create' } as const;
  const limited = new Fault('rate_limited', 'slow down', { retryAfterMs: 30_000, scope: 'all' });
  begin().schedule({ ...job, call: () => Promise.reject(limited) }, signal);
  await clock.advance(0);
  const sent: string[] = [];
  begin().schedule({ ...job, target: { ...target, chat: 'other' }, call: async () => sent.push('other') }, signal);
  await clock.advance(29_000);
  expect(sent).toEqual([]);
  await clock.advance(1000);
  expect(sent).toEqual(['other']);
});

describe('the scheduler', () => {
  it('lets a call go at once where nothing forbids it', () => {
    const { go, names } = setup(chatRate(1));
    go('one');
    expect(names()).toEqual(['one']);
  });

  it('keeps one call in flight a chat, and other chats going', async () => {
    const { clock, go, names } = setup();
    let release = () => {};
    go('slow', 'must', 'a', false, () => new Promise<void>((resolve) => (release = resolve)));
    go('next');
    go('other', 'must', 'b');
    await clock.advance(1000);
    expect(names()).toEqual(['slow', 'other']);
    release();
    await clock.advance(0);
    expect(names()).toEqual(['slow', 'other', 'next']);
  });

  it('spaces calls of one chat after the burst, finals first', async () => {
    const { clock, go, sent } = setup(chatRate(1));
    for (const what of ['1', '2', '3']) go(what);
    await clock.advance(0);
    go('edit', 'edit');
    go('final');
    await clock.advance(10_000);
    expect(sent.map(({ what }) => what)).toEqual(['1', '2', '3', 'final', 'edit']);
    expect(sent[3]?.at).toBe(1000);
    // The edit also leaves a call free for the next final.
    expect(sent[4]?.at).toBe(3000);
  });

  it('drops typing where it would have to wait', async () => {
    const { clock, go, names } = setup(chatRate(1));
    go('one');
    await clock.advance(0);
    await expect(go('typing', 'cosmetic').done).resolves.toBeUndefined();
    await clock.advance(10_000);
    expect(names()).toEqual(['one']);
    await expect(go('typing', 'cosmetic').done).resolves.toBe('typing');
  });

  it('never makes more than the allowed calls in any minute of a group', async () => {
    const { clock, go, sent } = setup({ groupPerMinute: 20 });
    for (let at = 0; at < 60; at += 1) go(String(at), 'must', 'g', true);
    await clock.advance(200_000);
    expect(sent).toHaveLength(60);
    for (const { at: from } of sent) {
      expect(sent.filter(({ at }) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(20);
    }
  });

  it('never makes more than the allowed calls in any second of all', async () => {
    const { clock, go, sent } = setup({ globalPerSecond: 30 });
    for (let at = 0; at < 100; at += 1) go(String(at), 'must', `chat ${at}`);
    await clock.advance(10_000);
    expect(sent).toHaveLength(100);
    for (const { at: from } of sent) {
      expect(sent.filter(({ at }) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(30);
    }
  });

  it('takes fractions of a rate', async () => {
    const { clock, go, sent } = setup({ globalPerSecond: 0.5 });
    for (const what of ['1', '2']) go(what, 'must', what);
    await clock.advance(10_000);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(2000);
  });

  it('pauses the chat for a rate limit and then sends what waited', async () => {
    const { clock, go, sent } = setup();
    let refused = false;
    const done = go('final', 'must', 'a', false, async () => {
      if (refused) return 'sent';
      refused = true;
      throw new Fault('rate_limited', 'slow down', { retryAfterMs: 35_000, scope: 'chat' });
    }).done;
    await clock.advance(1000);
    go('other', 'must', 'b');
    go('later', 'edit');
    await clock.advance(33_000);
    expect(sent.map(({ what }) => what)).toEqual(['final', 'other']);
    await clock.advance(2000);
    await expect(done).resolves.toBe('sent');
    expect(sent.map(({ what }) => what)).toEqual(['final', 'other', 'final', 'later']);
  });

  it('heeds a limit that a call has met for which nobody waits any more', async () => {
    const { clock, go, names } = setup();
    const over = new AbortController();
    let refuse = () => {};
    const refused = () =>
      new Promise((_, reject) => {
        refuse = () => reject(new Fault('rate_limited', '', { retryAfterMs: 5000, scope: 'chat' }));
      });
    const { done } = go('one', 'must', 'a', false, refused, over.signal);
    over.abort(new Error('stopped'));
    refuse();
    await expect(done).rejects.toThrow();
    go('two');
    await clock.advance(4900);
    expect(names()).toEqual(['one']);
    await clock.advance(200);
    expect(names()).toEqual(['one', 'two']);
  });

  it('gives up with its signal also what has gone out before and waits for another try', async () => {
    const { clock, go, names } = setup();
    const over = new AbortController();
    const hour = () => Promise.reject(new Fault('rate_limited', '', { retryAfterMs: 3_600_000, scope: 'chat' }));
    const { done } = go('one', 'must', 'a', false, hour, over.signal);
    await clock.advance(1000);
    over.abort(new Error('shutdown'));
    await expect(Promise.race([done, clock.advance(1000).then(() => 'still waiting')])).rejects.toThrow('shutdown');
    await clock.advance(3_600_000);
    expect(names()).toEqual(['one']);
  });

  it('pauses every chat where the limit is global', async () => {
    const { clock, go, names } = setup();
    go('one', 'must', 'a', false, () =>
      Promise.reject(new Fault('rate_limited', '', { retryAfterMs: 5000, scope: 'all' })),
    );
    await clock.advance(0);
    go('two', 'must', 'b');
    await clock.advance(4900);
    expect(names()).toEqual(['one']);
    await clock.advance(200);
    expect(names()).toContain('two');
  });

  it('takes several limited chats for a limit of the whole bot, where the platform does not say', async () => {
    const { clock, go, sent } = setup();
    for (const chat of ['a', 'b', 'c']) {
      let refused = false;
      go(chat, 'must', chat, false, async () => {
        if (refused) return 'sent';
        refused = true;
        throw new Fault('rate_limited', '', { retryAfterMs: 5000, scope: 'chat' });
      });
    }
    await clock.advance(100);
    go('other', 'must', 'd');
    await clock.advance(4800);
    expect(sent.map(({ what }) => what)).toEqual(['a', 'b', 'c']);
    await clock.advance(1000);
    expect(sent.map(({ what }) => what).toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c', 'other']);
  });

  it('does not take chats that wait after a fault for limited ones', async () => {
    const { clock, go, names } = setup();
    const fails = () => Promise.reject(new Fault('server', 'Bad Gateway', { status: 502 }));
    for (const chat of ['a', 'b']) go(chat, 'must', chat, false, fails);
    await clock.advance(5000);
    const limit = { retryAfterMs: 3_600_000, scope: 'chat' } as const;
    go('c', 'must', 'c', false, () => Promise.reject(new Fault('rate_limited', '', limit)));
    await clock.advance(100);
    go('other', 'must', 'd');
    expect(names().at(-1)).toBe('other');
  });

  it('tries a final again while the platform is away, and gives an edit up', async () => {
    const { clock, go } = setup();
    let attempts = 0;
    const away = async () => {
      attempts += 1;
      if (attempts < 6) throw new Fault('unreachable', 'no route');
      return 'sent';
    };
    const done = go('final', 'must', 'a', false, away).done;
    await clock.advance(120_000);
    await expect(done).resolves.toBe('sent');
    const edit = go('edit', 'edit', 'a', false, () => Promise.reject(new Fault('unreachable', 'no route'))).done;
    await clock.advance(0);
    await expect(edit).resolves.toBeUndefined();
  });

  it.each([
    ['others are taken', 30, 0, true],
    ['nobody else is there', 0, 0, undefined],
    ['others fail as well, though some are taken', 5, 3, undefined],
  ])(
    'gives up in the end what the platform fails for, and says whether it alone: %s',
    async (_, taken, failing, alone) => {
      const { clock, go } = setup();
      const fails = () => Promise.reject(new Fault('server', 'Bad Gateway', { status: 502 }));
      const given = go('x', 'must', 'a', false, fails).done.catch((error: unknown) => error);
      for (let at = 0; at < failing; at += 1) go('x', 'must', `f${at}`, false, fails).done.catch(() => undefined);
      for (let at = 0; at < 30; at += 1) {
        if (at < taken) go('x', 'must', `t${at}`);
        go('x', 'edit', `e${at}`);
        await clock.advance(30_000);
      }
      await expect(given).resolves.toMatchObject({ kind: 'server', facts: { status: 502 } });
      expect(((await given) as Fault).facts.isolated).toBe(alone);
    },
  );

  it('does not try again what will never be taken', async () => {
    const { go } = setup();
    const forbidden = new Fault('forbidden', 'blocked');
    await expect(go('x', 'must', 'a', false, () => Promise.reject(forbidden)).done).rejects.toBe(forbidden);
  });

  it('forgets a cancelled job that has not gone out', async () => {
    const { clock, go, names } = setup(chatRate(1, 1));
    go('one');
    await clock.advance(0);
    const { done, cancel } = go('two', 'edit');
    cancel();
    await expect(done).resolves.toBeUndefined();
    await clock.advance(10_000);
    expect(names()).toEqual(['one']);
  });
});
