import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJobRunner } from '../../src/background/jobs.ts';
import { taskReader } from '../../src/intake/stored-task.ts';
import type { InboundEvent } from '../../src/ports/index.ts';
import { createScheduleClock } from '../../src/schedule/clock.ts';
import type { Hindrance } from '../../src/schedule/schedule.ts';
import { createSchedules } from '../../src/schedule/schedules.ts';
import { createScheduleStore } from '../../src/schedule/store.ts';
import { openStorage } from '../../src/storage/open.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { createLife } from './life.ts';

/** Schedules that cannot be served, through the real store: that is told once, and does not go on for ever. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-07-01T10:00:00Z');

interface World {
  hindrance?: () => Hindrance | undefined;
  /** There is a place to tell of it beside that of the schedule; there is when absent. */
  reaches?: () => boolean;
  /** Lets an event in; all when absent. */
  admits?: (event: InboundEvent) => boolean;
}

function worldOf({ hindrance = () => undefined, reaches = () => true, admits = () => true }: World) {
  const path = join(temporaryFolder(), 'x.db');
  const clock = createFakeClock(START);
  const log = createTestLog();
  const accepted: string[] = [];
  const offers: number[] = [];

  async function receive(inbox: Awaited<ReturnType<typeof openStorage>>['inbox'], event: InboundEvent) {
    const { key, body, sentAt } = event;
    if (body.type !== 'due') throw new Error('not due');
    offers.push(clock.now());
    if (!admits(event)) return;
    const task = promptOf({ key, text: body.text, sentAt, cause: 'due' });
    const [{ fresh } = { fresh: false }] = await inbox.accept([{ keys: [key], task }]);
    if (fresh) accepted.push(body.command ? `${body.command.name} ${body.command.options['why']}` : body.text);
  }

  /** A process. `has`: whether the call that it dies in had its effect. */
  async function live(has = false) {
    const life = createLife(() => !has);
    const storage = await openStorage({ path }, { reader: taskReader, clock, log });
    const store = createScheduleStore(life.mortal(storage.documents), clock);
    const inbox = life.mortal(storage.inbox);
    const jobs = createJobRunner({ jobs: life.mortal(storage.jobs), clock, log, isBusy: () => false });
    const alarms = createScheduleClock({
      ...{ store, jobs, inbox, clock, log, skipMs: 0 },
      async receive(events: readonly InboundEvent[]) {
        // Its process can end before an event is accepted, and behind that.
        await inbox.count('');
        for (const event of events) await receive(storage.inbox, event);
        await inbox.count('');
      },
      hindrance: async () => hindrance(),
      toldAt: async ({ asked }) => (reaches() ? asked.target : undefined),
    });
    const schedules = createSchedules(store, alarms, clock, { perPerson: 0, perChat: 0, leastGapMs: 0 });
    jobs.start();
    await alarms.setAll(new AbortController().signal);
    const kill = async () => {
      life.dieAfter(-1);
      await storage.close();
    };
    return { life, schedules, alarms, kill };
  }

  return { clock, live, accepted, offers };
}

function wishOf(times: { at: number } | { cron: string }) {
  const target = { surface: 'test', chat: 'test:1', group: false, privately: false, address: {} };
  const at = { surface: 'test', chat: 'test:1', kind: 'private' as const, scopes: ['test:1'] };
  const asked = { at, actor: { id: 'test:7', name: 'Ann' }, target };
  return { id: 's', does: 'ask' as const, text: 'said', times, zone: 'UTC', asked };
}

/** Calls of the store around the pause and what is told of it, the first and the last with some to spare. */
const moments = Array.from({ length: 12 }, (_, at) => ({ after: 4 + Math.floor(at / 2), has: at % 2 === 1 }));

describe('that a schedule rests', () => {
  it.each(moments)(
    'is told once, if the process dies after $after calls (the last had its effect: $has)',
    async (dies) => {
      const { clock, live, accepted } = worldOf({ hindrance: () => 'access' });
      const first = await live(dies.has);
      await first.schedules.make(wishOf({ cron: '0 * * * *' }));
      await clock.advance(HOUR - 1);
      first.life.dieAfter(dies.after);
      await clock.advance(MINUTE);
      await first.kill();
      const second = await live();
      await clock.advance(3 * HOUR);
      expect(accepted).toEqual(['rests access']);
      expect(await second.schedules.read('s')).toMatchObject({ paused: 'access' });
      await second.kill();
    },
  );

  it.each(moments)(
    'of a place that is gone is told once, if the process dies after $after calls (the last had its effect: $has)',
    async (dies) => {
      const { clock, live, accepted } = worldOf({});
      const first = await live(dies.has);
      await first.schedules.make(wishOf({ at: START + HOUR }));
      await clock.advance(HOUR + MINUTE);
      first.life.dieAfter(dies.after - 4);
      void first.alarms.unreached(`job:s:${START + HOUR}`);
      await clock.advance(MINUTE);
      await first.kill();
      const second = await live();
      await second.alarms.unreached(`job:s:${START + HOUR}`);
      expect(accepted).toEqual(['said', 'rests gone']);
      expect(await second.schedules.read('s')).toMatchObject({ paused: 'gone' });
      await second.kill();
    },
  );
});

describe('that the place of a schedule is gone, and no other is there', () => {
  const DAY = 24 * HOUR;

  it('is told there later, at growing pauses, until it is seen', async () => {
    const { clock, live, accepted, offers } = worldOf({ reaches: () => false });
    const { alarms, schedules, kill } = await live();
    await schedules.make(wishOf({ at: START + HOUR }));
    await clock.advance(HOUR + MINUTE);
    await alarms.unreached(`job:s:${START + HOUR}`);
    expect(accepted).toEqual(['said']);
    await clock.advance(HOUR + MINUTE);
    expect(accepted).toEqual(['said', 'rests gone']);
    // A turn that fails may say so more than once.
    await alarms.unreached('rests:s:0:1');
    await alarms.unreached('rests:s:0:1');
    await clock.advance(DAY + MINUTE);
    expect(accepted).toHaveLength(3);
    await clock.advance(2 * DAY);
    expect(offers).toHaveLength(3);
    await kill();
  });

  it('is told through a kill, not for ever, and not once the person has seen to it', async () => {
    const { clock, live, accepted } = worldOf({ reaches: () => false });
    const first = await live();
    await first.schedules.make(wishOf({ cron: '0 10 * * *' }));
    await clock.advance(DAY + MINUTE);
    await first.alarms.unreached(`job:s:${START + DAY}`);
    await first.kill();
    const { alarms, schedules, kill } = await live();
    await clock.advance(2 * HOUR);
    expect(accepted).toEqual(['said', 'rests gone']);
    await alarms.unreached('rests:s:0:4');
    await clock.advance(2 * HOUR);
    expect(accepted).toHaveLength(2);
    await schedules.change('s', { paused: false });
    await alarms.unreached('rests:s:0:1');
    await clock.advance(DAY - 8 * HOUR);
    expect(accepted).toHaveLength(2);
    await kill();
  });
});

describe('what the gate refuses', () => {
  it.each([
    ['once', { at: START + MINUTE }],
    ['again and again', { cron: '*/10 * * * *' }],
  ])('%s, is offered at growing pauses, and rests after hours, which is told once', async (_, times) => {
    const { clock, live, accepted, offers } = worldOf({ admits: ({ key }) => key.startsWith('rests:') });
    const { schedules, kill } = await live();
    await schedules.make(wishOf(times));
    await clock.advance(24 * HOUR);
    expect(accepted).toEqual(['rests refused']);
    expect(await schedules.read('s')).toMatchObject({ paused: 'refused' });
    // The last is the telling.
    expect(offers).toHaveLength(13);
    const pauses = offers.slice(1, -1).map((at, index) => Math.round((at - (offers[index] ?? 0)) / MINUTE));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
    await kill();
  });

  it('and takes later is told, and the next refusal counts from the beginning', async () => {
    const { clock, live, accepted, offers } = worldOf({ admits: () => offers.length % 4 === 0 });
    const { schedules, kill } = await live();
    await schedules.make(wishOf({ cron: '0 * * * *' }));
    await clock.advance(12 * HOUR);
    expect(accepted.length).toBeGreaterThanOrEqual(11);
    expect(offers.length).toBeGreaterThan(40);
    expect(await schedules.read('s')).not.toHaveProperty('paused');
    await kill();
  });

  it('rests until it is changed, and begins anew then', async () => {
    let isFull = true;
    const { clock, live, accepted } = worldOf({ admits: ({ key }) => !isFull || key.startsWith('rests:') });
    const { schedules, kill } = await live();
    await schedules.make(wishOf({ cron: '0 * * * *' }));
    await clock.advance(12 * HOUR);
    isFull = false;
    await schedules.change('s', { paused: false });
    await clock.advance(2 * HOUR);
    expect(accepted).toEqual(['rests refused', 'said', 'said']);
    await kill();
  });
});
