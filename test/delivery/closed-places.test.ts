import { describe, expect, it } from 'vitest';
import { createScheduler, type Urgency } from '../../src/delivery/scheduler.ts';
import type { CallKind, Surface, SurfaceLimits, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';
import { noRates, signal } from './scheduling.ts';

/** A platform whose closed chats refuse everything. */
function setup(rates: Partial<SurfaceLimits['rates']> = {}) {
  const clock = createFakeClock();
  const scheduler = createScheduler({ clock, log: createTestLog() });
  const closed = new Set<string>();
  const called: string[] = [];
  const surface = {
    name: 'test',
    limits: { rates: { ...noRates, ...rates } },
    lasting: (target: Target) => target,
    typing: (target: Target) => call(target.chat, 'typing'),
  } as unknown as Surface;
  async function call(chat: string, what: string): Promise<string> {
    called.push(`${what} ${chat}`);
    if (closed.has(chat)) throw new Fault('forbidden', 'Missing Access', { status: 403 });
    return 'taken';
  }
  const target = (chat: string, group = true): Target => ({ ...promptOf().target, chat, group, address: { chat } });
  const send = (chat: string, urgency: Urgency = 'must', kind: CallKind = 'create', group = true) =>
    scheduler.schedule({ surface, target: target(chat, group), urgency, kind, call: () => call(chat, kind) }, signal)
      .done;
  const reach = async (chat: string, group = true) => {
    const reached = scheduler.reach(surface, target(chat, group), signal).then(
      () => 'open',
      (error: unknown) => (error instanceof Fault ? error.kind : error),
    );
    await clock.advance(0);
    return reached;
  };
  const doubt = () => scheduler.doubt('test');
  return { clock, closed, called, send, reach, doubt };
}

describe('a place that refused to be written to', () => {
  it('is known before anything is paid for, and costs no further call', async () => {
    const { closed, called, send, reach } = setup();
    closed.add('a');
    await expect(reach('a')).resolves.toBe('open');
    await expect(send('a')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(reach('a')).resolves.toBe('forbidden');
    await expect(send('a', 'edit')).resolves.toBeUndefined();
    await expect(send('a', 'cosmetic', 'typing')).resolves.toBeUndefined();
    await expect(reach('b')).resolves.toBe('open');
    expect(called).toEqual(['create a']);
  });

  it('is tried again after a while, ever more seldom, without the model', async () => {
    const { clock, closed, called, send, reach } = setup();
    closed.add('a');
    await send('a').catch(() => undefined);
    await clock.advance(31_000);
    await expect(reach('a')).resolves.toBe('forbidden');
    await clock.advance(31_000);
    await expect(reach('a')).resolves.toBe('forbidden');
    expect(called).toEqual(['create a', 'typing a']);
    await clock.advance(31_000);
    closed.delete('a');
    await expect(reach('a')).resolves.toBe('open');
    await expect(reach('a')).resolves.toBe('open');
    expect(called).toEqual(['create a', 'typing a', 'typing a']);
  });

  it('is open again once it takes something', async () => {
    const { closed, send, reach } = setup();
    closed.add('a');
    await send('a').catch(() => undefined);
    closed.delete('a');
    await send('a');
    await expect(reach('a')).resolves.toBe('open');
  });

  it('is asked each time where it is a private chat: whoever writes there may have opened it', async () => {
    const { closed, called, send, reach } = setup();
    closed.add('a');
    await send('a', 'must', 'create', false).catch(() => undefined);
    await expect(reach('a', false)).resolves.toBe('forbidden');
    closed.delete('a');
    await expect(reach('a', false)).resolves.toBe('open');
    expect(called).toEqual(['create a', 'typing a', 'typing a']);
  });

  it('is tried anew once the platform says that the bot may do something else, but not time and again', async () => {
    const { clock, closed, called, send, reach, doubt } = setup();
    closed.add('a');
    await send('a').catch(() => undefined);
    doubt();
    await expect(reach('a')).resolves.toBe('forbidden');
    for (let at = 0; at < 20; at += 1) {
      doubt();
      await expect(reach('a')).resolves.toBe('forbidden');
    }
    expect(called).toEqual(['create a', 'typing a']);
    await clock.advance(11_000);
    closed.delete('a');
    doubt();
    await expect(reach('a')).resolves.toBe('open');
  });

  it('is not taken for closed because a sign was refused', async () => {
    const { closed, send, reach } = setup();
    closed.add('a');
    await send('a', 'cosmetic', 'typing').catch(() => undefined);
    await expect(reach('a')).resolves.toBe('open');
  });
});

describe('a platform that bans who is refused too often', () => {
  it('is written to slowly where nothing was taken yet, long before that, and as ever elsewhere', async () => {
    const { clock, closed, called, send } = setup({
      globalPerSecond: 50,
      refusals: { most: 10_000, withinMs: 600_000 },
    });
    await send('good');
    for (let at = 0; at < 3000; at += 1) closed.add(`c${at}`);
    for (let at = 0; at < 3000; at += 1) void send(`c${at}`).catch(() => undefined);
    await clock.advance(300_000);
    const refused = () => called.filter((each) => each.startsWith('create c')).length;
    expect(refused()).toBeGreaterThanOrEqual(1000);
    expect(refused()).toBeLessThan(1600);
    await send('good');
    expect(called.at(-1)).toBe('create good');
  });
});
