import { describe, expect, it } from 'vitest';
import { createScheduler } from '../../src/delivery/scheduler.ts';
import type { Penalty, Surface } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';
import { noRates, setup, signal } from './scheduling.ts';

/** Rate limits that a platform names, which hold whatever else would be allowed. */

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
  // Time goes on between any two looks at it, as it does for a machine.
  let looks = 0;
  const elapsed = () => clock.elapsed() + ++looks / 1000;
  const surface = { name: 'test', limits: { rates: noRates } } as Surface;
  const begin = () => {
    const penalised = (penalty: Penalty) => void kept.push(penalty);
    return createScheduler({ clock: { ...clock, elapsed }, log: createTestLog(), penalties: [...kept], penalised });
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
  await clock.advance(1001);
  expect(sent).toEqual(['other']);
});

describe('a rate limit', () => {
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

  /** Three chats are limited for 40 s, one after the other. */
  const limitThree = (go: ReturnType<typeof setup>['go']) => {
    for (const chat of ['a', 'b', 'c']) {
      let refused = false;
      go(chat, 'must', chat, false, async () => {
        if (refused) return 'sent';
        refused = true;
        throw new Fault('rate_limited', '', { retryAfterMs: 40_000, scope: 'chat' });
      });
    }
  };

  it('takes several limited chats for a limit of the whole bot, where the platform does not say, but for seconds only', async () => {
    const { clock, go, names, sent } = setup();
    limitThree(go);
    await clock.advance(100);
    go('other', 'must', 'd');
    await clock.advance(1800);
    expect(names()).toEqual(['a', 'b', 'c']);
    await clock.advance(200);
    expect(sent.at(-1)).toEqual({ what: 'other', at: 2000 });
    await clock.advance(38_000);
    expect(names().toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c', 'other']);
  });

  it('tries with one call at a time whether the bot is served again, and then goes on with all', async () => {
    const { clock, go, sent, names } = setup();
    limitThree(go);
    await clock.advance(100);
    const served = { from: clock.elapsed() + 5000 };
    const limited = async () => {
      if (clock.elapsed() < served.from) throw new Fault('rate_limited', '', { retryAfterMs: 30_000, scope: 'chat' });
    };
    for (const chat of ['d', 'e', 'f', 'g', 'h']) go(chat, 'must', chat, false, limited);
    await clock.advance(4500);
    expect(names().slice(3)).toEqual(['d', 'e']);
    await clock.advance(2000);
    expect(sent.slice(5).map(({ what, at }) => [what, at])).toEqual([
      ['f', 6000],
      ['g', 6000],
      ['h', 6000],
    ]);
  });

  it('takes no chats for the whole bot where others are served in between', async () => {
    const { clock, go, names } = setup();
    go('a', 'must', 'a', false, () => Promise.reject(new Fault('rate_limited', '', { retryAfterMs: 40_000 })));
    go('b', 'must', 'b', false, () => Promise.reject(new Fault('rate_limited', '', { retryAfterMs: 40_000 })));
    await clock.advance(10);
    go('one', 'must', 'd');
    await clock.advance(10);
    go('c', 'must', 'c', false, () => Promise.reject(new Fault('rate_limited', '', { retryAfterMs: 40_000 })));
    await clock.advance(10);
    go('two', 'must', 'd');
    await clock.advance(10);
    expect(names()).toEqual(['a', 'b', 'one', 'c', 'two']);
  });

  it('holds a notice to a stranger back behind everything else, and gives it up after a fault', async () => {
    const { clock, go, names } = setup({ globalPerSecond: 6 });
    for (let at = 0; at < 20; at += 1) go(`stranger ${at}`, 'spare', `s${at}`);
    for (let at = 0; at < 3; at += 1) go(`mine ${at}`, 'must', `m${at}`);
    await clock.advance(0);
    expect(names().filter((name) => name.startsWith('mine'))).toHaveLength(3);
    await clock.advance(30_000);
    expect(names()).toHaveLength(23);
    const failing = () => Promise.reject(new Fault('server', 'Bad Gateway', { status: 502 }));
    await expect(go('failing', 'spare', 'x', false, failing).done).resolves.toBeUndefined();
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
});
