import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createJobRunner } from '../../src/background/jobs.ts';
import { taskReader } from '../../src/intake/stored-task.ts';
import type { Clock, InboundEvent } from '../../src/ports/index.ts';
import { createScheduleClock } from '../../src/schedule/clock.ts';
import { nextDue } from '../../src/schedule/reckon.ts';
import { createSchedules, type Wish } from '../../src/schedule/schedules.ts';
import { createScheduleStore } from '../../src/schedule/store.ts';
import { openStorage } from '../../src/storage/open.ts';
import { createRandom, type Random } from '../chaos/random.ts';
import { createFakeClock, createTestLog } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { itEach } from '../support/whole.ts';
import { createLife } from './life.ts';

/** Due times through the real store: each is accepted once, whenever the process dies and wherever the clock is set. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Time that passes, and a clock on the wall that can be set. */
function createSetClock(start: number) {
  const fake = createFakeClock(start);
  let ahead = 0;
  const clock: Clock = { ...fake, now: () => fake.now() + ahead };
  function set(ms: number): void {
    ahead += ms;
  }
  return { clock, advance: fake.advance, set };
}

/** What was told: the schedule and the due time, by no key. */
type Told = `${string} ${number}`;

async function play(seed: number) {
  const random = createRandom(seed);
  const path = join(temporaryFolder(), 'x.db');
  // Two days around the night in which Berlin and Havana set their clocks back, or on.
  const start = Date.parse(seed % 2 === 0 ? '2026-10-24T10:00:00Z' : '2026-03-28T10:00:00Z');
  const time = createSetClock(start);
  const { clock } = time;
  const log = createTestLog();
  const told: Told[] = [];
  const gaps: [from: number, to: number][] = [];

  async function live() {
    const life = createLife(() => random.chance(0.5));
    const storage = await openStorage({ path }, { reader: taskReader, clock, log });
    const store = createScheduleStore(life.mortal(storage.documents), clock);
    const inbox = life.mortal(storage.inbox);
    const jobs = createJobRunner({ jobs: life.mortal(storage.jobs), clock, log, isBusy: () => false });
    const alarms = createScheduleClock({
      ...{ store, jobs, inbox, clock, log, skipMs: 0 },
      async receive(events: readonly InboundEvent[]) {
        for (const { key, body, sentAt } of events) {
          if (body.type !== 'due') throw new Error('not due');
          const [{ fresh } = { fresh: false }] = await storage.inbox.accept([
            { keys: [key], task: promptOf({ key, text: body.text, sentAt, cause: 'due' }) },
          ]);
          if (fresh) told.push(`${body.text} ${sentAt}`);
        }
        // A process can end right here.
        await inbox.count('');
      },
      hindrance: async () => undefined,
      toldAt: async () => undefined,
    });
    const schedules = createSchedules(store, alarms, clock, { perPerson: 0, perChat: 0, leastGapMs: 0 });
    jobs.start();
    await alarms.setAll(new AbortController().signal);
    const kill = async () => {
      life.dieAfter(-1);
      await storage.close();
    };
    return { life, schedules, kill };
  }

  let now = await live();
  const wishes = wishesOf(random, start);
  for (const wish of wishes) await now.schedules.make(wish);
  for (let step = 0; step < 32; step += 1) {
    const before = clock.now();
    const what = random.weighted([
      [4, 'pass'],
      [4, 'die'],
      [2, 'sleep'],
      [1, 'set'],
    ] as const);
    if (what === 'die') {
      now.life.dieAfter(random.int(0, 40));
      await time.advance(random.int(1, 60) * MINUTE);
    } else if (what === 'sleep') {
      await now.kill();
      await time.advance(random.int(1, 120) * MINUTE);
    } else if (what === 'set') {
      time.set(random.int(-90, 90) * MINUTE);
      gaps.push([before, clock.now()]);
    }
    if (what === 'die' || what === 'sleep') {
      await now.kill();
      now = await live();
      gaps.push([before, clock.now() + MINUTE]);
    }
    await time.advance(random.int(1, 60) * MINUTE);
  }
  await time.advance(4 * HOUR);
  await now.kill();
  return { told, gaps, wishes, end: clock.now(), start };
}

function wishesOf(random: Random, start: number): Wish[] {
  const zones = ['Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'UTC', 'Asia/Kathmandu'];
  const target = { surface: 'test', chat: 'test:1', group: false, privately: false, address: {} };
  const at = { surface: 'test', chat: 'test:1', kind: 'private' as const, scopes: ['test:1'] };
  return Array.from({ length: 24 }, (_, index): Wish => {
    const minute = random.int(0, 59);
    const times = random.weighted([
      [2, { at: start + random.int(1, 48 * 60) * MINUTE }],
      [1, { cron: `*/${random.pick([15, 20, 30])} 1-3 * * *` }],
      [2, { cron: `${minute} */${random.pick([2, 3, 4])} * * *` }],
      [1, { cron: `${minute} ${random.int(0, 23)} * * *` }],
    ]);
    const asked = { at, actor: { id: `test:${index}`, name: 'Ann' }, target };
    return { id: `s${index}`, does: 'ask', text: `s${index}`, times, zone: random.pick(zones), asked };
  });
}

/** All due times of a schedule from its making to the end. */
function duesOf({ times, zone }: Pick<Wish, 'times' | 'zone'>, start: number, end: number): number[] {
  const dues: number[] = [];
  for (let due = nextDue(times, zone, start); due !== undefined && due <= end; due = nextDue(times, zone, due))
    dues.push(due);
  return dues;
}

describe('a due time', () => {
  // Some 80 due times each.
  itEach(
    1,
    [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({ seed })),
  )(
    'is told once through deaths and set clocks; of several that were missed, the newest (seed $seed)',
    async ({ seed }) => {
      const { told, gaps, wishes, start, end } = await play(seed);
      expect(told.length).toBeGreaterThan(62);
      expect(told.filter((each, index) => told.indexOf(each) !== index)).toEqual([]);
      const missing = wishes.flatMap((wish) => {
        const dues = duesOf(wish, start, end - 3 * HOUR);
        return dues.filter((due, index) => {
          if (told.includes(`${wish.text} ${due}`)) return false;
          const newer = dues.slice(index + 1);
          // One that came while nobody looked gives way to a later one of the same time.
          return !gaps.some(([from, to]) => from <= due && due <= to && newer.some((each) => each <= to));
        });
      });
      expect(missing).toEqual([]);
      const known = new Set(
        wishes.flatMap((wish) => duesOf(wish, start, end + HOUR).map((due) => `${wish.text} ${due}`)),
      );
      expect(told.filter((each) => !known.has(each))).toEqual([]);
    },
    30_000,
  );
});
