import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/util/errors.ts';
import { chatRate, setup } from './scheduling.ts';

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

  it('shows typing while another chat waits for its own budget, and not before what waits for the same one', async () => {
    const { clock, go } = setup({ ...chatRate(1), globalPerSecond: 10 });
    for (const what of ['1', '2', '3', 'waits']) go(what);
    await clock.advance(0);
    await expect(go('typing', 'cosmetic', 'b').done).resolves.toBe('typing');
    await expect(go('typing', 'cosmetic', 'a').done).resolves.toBeUndefined();
  });

  it('drops typing where half of what the bot may send is used up: words have the rest', async () => {
    const { clock, go } = setup({ globalPerSecond: 30 });
    for (let at = 0; at < 15; at += 1) go(String(at), 'must', `chat ${at}`);
    await clock.advance(0);
    await expect(go('typing', 'cosmetic', 'a').done).resolves.toBeUndefined();
    await expect(go('words', 'edit', 'a').done).resolves.toBe('words');
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
