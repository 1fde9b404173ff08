import { describe, expect, it } from 'vitest';
import { readCron, shortestGap } from '../../src/schedule/cron.ts';
import { latestDue, nextDue } from '../../src/schedule/reckon.ts';
import { momentOf, wallAt, zoneNamed } from '../../src/schedule/zones.ts';

const at = (iso: string) => Date.parse(iso);
/** The next `count` due times after a moment, as ISO texts. */
function dues(cron: string, zone: string, after: string, count: number): (string | undefined)[] {
  let from: number | undefined = at(after);
  return Array.from({ length: count }, () => {
    from = from === undefined ? undefined : nextDue({ cron }, zone, from);
    return from === undefined ? undefined : new Date(from).toISOString().replace(':00.000Z', 'Z');
  });
}

describe('a time of a zone', () => {
  it('is due at the same time on the wall in summer and winter', () => {
    expect(dues('0 9 * * *', 'Europe/Berlin', '2026-03-28T00:00Z', 2)).toEqual([
      '2026-03-28T08:00Z',
      '2026-03-29T07:00Z',
    ]);
    expect(dues('0 9 * * *', 'America/New_York', '2026-10-31T00:00Z', 2)).toEqual([
      '2026-10-31T13:00Z',
      '2026-11-01T14:00Z',
    ]);
  });

  it('that clocks skip is due when they skip it, once', () => {
    // 02:00 to 03:00 in Berlin.
    expect(dues('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00Z',
      '2026-03-30T00:30Z',
    ]);
    expect(dues('*/30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 3)).toEqual([
      ...['2026-03-29T01:00Z', '2026-03-29T01:30Z', '2026-03-30T00:00Z'],
    ]);
    // At midnight in Beirut.
    expect(dues('0 0 * * *', 'Asia/Beirut', '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-28T22:00Z',
      '2026-03-29T21:00Z',
    ]);
  });

  it('that clocks show twice is due once, the first time', () => {
    expect(dues('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
    expect(dues('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:00Z', 3)).toEqual([
      ...['2026-10-25T00:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'],
    ]);
    expect(dues('30 1 * * *', 'America/New_York', '2026-11-01T05:30Z', 1)).toEqual(['2026-11-02T06:30Z']);
    // Clocks that go back over midnight show yesterday again.
    expect(dues('30 23 * * *', 'America/Havana', '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T03:30Z',
      '2026-11-02T04:30Z',
    ]);
  });

  it('by half an hour, as on Lord Howe Island', () => {
    expect(dues('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', 2)).toEqual([
      '2026-10-03T15:30Z',
      '2026-10-04T15:15Z',
    ]);
    expect(dues('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00Z', 2)).toEqual([
      '2026-04-04T14:45Z',
      '2026-04-05T15:15Z',
    ]);
  });

  it('of a day that was skipped at the date line is due when it is', () => {
    expect(dues('0 9 * * *', 'Pacific/Apia', '2011-12-29T00:00Z', 3)).toEqual([
      ...['2011-12-29T19:00Z', '2011-12-30T10:00Z', '2011-12-30T19:00Z'],
    ]);
  });

  it('and a moment say the same both ways, in each zone, all through two years', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'Pacific/Chatham',
      'UTC',
      '+02:00',
    ]) {
      for (let moment = at('2026-01-01T00:00Z'); moment < at('2028-01-01T00:00Z'); moment += 31 * 3_600_000 + 60_000) {
        const wall = wallAt(moment, zone);
        expect(moment - momentOf(wall, zone)).toBeOneOf([0, 3_600_000, 1_800_000]);
        expect(wallAt(momentOf(wall, zone), zone)).toBe(wall);
      }
    }
  });
});

describe('a line of cron', () => {
  it('means days of the month, of the week, or either', () => {
    expect(dues('0 8 31 * *', 'UTC', '2026-01-31T09:00Z', 2)).toEqual(['2026-03-31T08:00Z', '2026-05-31T08:00Z']);
    expect(dues('0 17 * * fri', 'UTC', '2026-12-01T00:00Z', 2)).toEqual(['2026-12-04T17:00Z', '2026-12-11T17:00Z']);
    expect(dues('0 0 13 * 5', 'UTC', '2026-12-05T00:00Z', 2)).toEqual(['2026-12-11T00:00Z', '2026-12-13T00:00Z']);
    expect(dues('0 9 * * 1-5', 'UTC', '2026-12-04T09:00Z', 1)).toEqual(['2026-12-07T09:00Z']);
    expect(dues('0 0 * * 7', 'UTC', '2026-12-01T00:00Z', 1)).toEqual(['2026-12-06T00:00Z']);
    expect(dues('@monthly', 'UTC', '2026-12-01T00:00Z', 1)).toEqual(['2027-01-01T00:00Z']);
  });

  it('finds 29 February eight years away, and says of 30 February that there is none, without a long look', () => {
    expect(dues('0 0 29 2 *', 'UTC', '2096-03-01T00:00Z', 1)).toEqual(['2104-02-29T00:00Z']);
    const begun = performance.now();
    expect(dues('* * 30 2 *', 'Europe/Berlin', '2026-12-01T00:00Z', 1)).toEqual([undefined]);
    expect(latestDue({ cron: '* * 30 2 *' }, 'Europe/Berlin', 0, at('2026-12-01T00:00Z'))).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it.each([
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '1//2 * * * *',
    'a * * * *',
    '* * * * mon-',
    `${'1,'.repeat(99)}1 * * * *`,
    '* * * * * *',
  ])('is not %j', (line) => {
    expect(readCron(line)).toBeUndefined();
  });

  it('tells how close two due times can be', () => {
    const gap = (line: string) => {
      const cron = readCron(line);
      return cron && shortestGap(cron);
    };
    expect(['* * * * *', '*/10 * * * *', '0 9 * * *', '0 9,21 * * *', '59,0 * * * *', '50 23 * * *'].map(gap)).toEqual([
      1, 10, 1440, 720, 1, 1440,
    ]);
  });
});

describe('what was missed', () => {
  const now = at('2026-12-01T10:05Z');
  it.each([
    ['*/5 * * * *', '2026-12-01T10:05Z'],
    ['0 9 * * *', '2026-12-01T09:00Z'],
    ['0 17 * * 5', '2026-11-27T17:00Z'],
    ['0 0 1 1 *', '2026-01-01T00:00Z'],
    ['0 0 29 2 *', '2024-02-29T00:00Z'],
  ])('is the newest of %s', (cron, due) => {
    expect(latestDue({ cron }, 'UTC', 0, now)).toBe(at(due));
    expect(latestDue({ cron }, 'UTC', at(due), now)).toBeUndefined();
  });

  it('is the one there is of what is due once', () => {
    expect(latestDue({ at: now - 5 }, 'UTC', 0, now)).toBe(now - 5);
    expect(latestDue({ at: now + 5 }, 'UTC', 0, now)).toBeUndefined();
    expect(latestDue({ at: now - 5 }, 'UTC', now - 5, now)).toBeUndefined();
  });
});

it('a zone has a name that this machine knows', () => {
  expect(['europe/berlin', 'UTC', '+02:00', 'Mars/Olympus', '', 'x'.repeat(99)].map(zoneNamed)).toEqual([
    ...['Europe/Berlin', 'UTC', '+02:00', undefined, undefined, undefined],
  ]);
});
