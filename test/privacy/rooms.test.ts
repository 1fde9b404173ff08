import { expect, it } from 'vitest';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { roomOf, rooms } from '../../src/privacy/rooms.ts';
import { openStorage } from '../../src/storage/open.ts';
import { systemClock as clock } from '../../src/util/clock.ts';
import { fillTraces } from '../contracts/traces.ts';
import { createTestLog } from '../fake-clock.ts';

/** Whatever is stored of people is of a kind that they are told of. */

it('each row that no conversation keeps is of a kind', async () => {
  const storage = await openStorage({ path: ':memory:' }, { reader, clock, log: createTestLog() });
  await fillTraces(storage);
  const items = await Array.fromAsync(storage.traces.list({ conversation: 'x:1' }));
  await storage.close();
  expect(items.length).toBeGreaterThan(6);
  expect(items.filter((item) => !roomOf(item))).toEqual([]);
  const stored = new Set(rooms.flatMap((room) => ('stored' in room ? room.stored : [])));
  expect(new Set(items.map(({ kind }) => kind))).toEqual(stored);
});
