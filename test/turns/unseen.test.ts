import { describe, expect, it } from 'vitest';
import type { Claim, Final, Surface, Target, Task } from '../../src/ports/index.ts';
import type { Bot } from '../../src/turns/respond.ts';
import { createFailures } from '../../src/turns/unseen.ts';
import { Interruption } from '../../src/util/abort.ts';
import { Fault } from '../../src/util/errors.ts';
import { command } from '../contracts/events.ts';
import { createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

const removed = { type: 'removed', turn: 't0' } as const;
const final: Final = { v: 1, reason: 'complete', text: 'Hi', events: [{ type: 'reset' }, removed] };

/** A failed attempt at a turn, and what was done about it. */
function attempt(
  task: Task = promptOf(),
  more: Partial<Claim> = {},
  apply: () => Promise<void> = async () => undefined,
) {
  const done: unknown[] = [];
  const claim = {
    ...{ id: 't1', task, attempt: 1, deaths: 0, isolatedDeaths: 0, final: undefined, steps: [] },
    refresh: async () => claim,
    release: async () => void done.push('released'),
    close: async (outcome: string) => void done.push(outcome),
    ...more,
  } as Claim;
  const log = createTestLog();
  const { endFailed } = createFailures({
    bot: { phrase: async (_: unknown, key: string) => key } as unknown as Bot,
    notifier: { notify: async (_: Surface, target: Target, _key, text) => void done.push({ told: text, target }) },
    unreached: async ({ key }) => void done.push({ unreached: key }),
    surface: () => ({}) as Surface,
    log,
    async apply(_, what) {
      done.push({ applied: what.events });
      await apply();
    },
  });
  return { done, log, fail: (error: unknown, why?: 'shutdown' | 'lost') => endFailed(claim, error, why) };
}

describe('a failed attempt', () => {
  it('that another process has taken over is left to it', async () => {
    const { done, fail } = attempt();
    await fail(new Error('x'), 'lost');
    await fail(new Interruption('lost'));
    expect(done).toEqual([]);
  });

  it('that was ended by a shutdown is given back', async () => {
    const { done, fail } = attempt();
    await fail(new Error('x'), 'shutdown');
    expect(done).toEqual(['released']);
  });

  it.each([
    ['a fault of ours', new TypeError('x')],
    ['what passes', new Fault('server', '')],
  ])('is left for another try: %s', async (_, error) => {
    const { done, fail } = attempt();
    await expect(fail(error)).rejects.toBe(error);
    expect(done).toEqual([]);
  });

  it.each(['forbidden', 'gone', 'expired', 'rejected', 'migrated'] as const)(
    'that no other mends ends the turn, and of its answer only what holds unseen is applied: %s',
    async (kind) => {
      const { done, log, fail } = attempt(promptOf(), { final });
      await fail(new Fault(kind, 'no'));
      expect(done).toEqual([{ applied: [removed] }, 'undeliverable']);
      expect(log.lines).toMatchObject([{ level: 'warn', fields: { turn: 't1', kind } }]);
    },
  );

  it('of ours ends the turn at the third, though what it did cannot be applied', async () => {
    const { done, log, fail } = attempt(promptOf(), { final, attempt: 4 }, () => Promise.reject(new TypeError('y')));
    await fail(new TypeError('x'));
    expect(done.at(-1)).toBe('undeliverable');
    expect(log.lines).toMatchObject([{ level: 'error' }]);
  });

  it('is tried again where what it did cannot be stored now', async () => {
    const full = new Fault('storage', 'full');
    const { done, fail } = attempt(promptOf(), { final }, () => Promise.reject(full));
    await expect(fail(new Fault('gone', ''))).rejects.toBe(full);
    expect(done).toEqual([{ applied: [removed] }]);
  });
});

it('an answer to what was due has its schedule rest, where its place is gone or closed', async () => {
  const { done, fail } = attempt(promptOf({ key: 'job:7:1', cause: 'due' }));
  await fail(new Fault('gone', ''));
  expect(done).toEqual([{ unreached: 'job:7:1' }, 'undeliverable']);
});

describe('of an answer nobody saw is told', () => {
  const pressed: Task = { ...command('k'), cause: 'press' };

  it('who pressed a button, alone', async () => {
    const { done, fail } = attempt(pressed);
    await fail(new Fault('gone', ''));
    const target = { ...pressed.target, privately: true, pace: 'k' };
    expect(done).toEqual([{ told: 'error.undisplayable', target }, 'undeliverable']);
  });

  it('who asked for it alone, where they asked', async () => {
    const askedAt = { ...pressed.target, chat: 'x:group' };
    const { done, fail } = attempt({ ...command('k'), askedAt });
    await fail(new Fault('forbidden', ''));
    expect(done).toEqual([{ told: 'command.alone_failed', target: askedAt }, 'undeliverable']);
  });

  it.each(['message', 'edit', 'delete'] as const)('nobody else: %s', async (cause) => {
    const { done, fail } = attempt({ ...command('k'), cause });
    await fail(new Fault('gone', ''));
    expect(done).toEqual(['undeliverable']);
  });
});
