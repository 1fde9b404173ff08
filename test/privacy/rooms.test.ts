import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { roomOf, rooms } from '../../src/privacy/rooms.ts';
import { openStorage } from '../../src/storage/open.ts';
import { toldText } from '../../src/storage/sqlite/stored-text.ts';
import { systemClock as clock } from '../../src/util/clock.ts';
import { fillTraces } from '../contracts/traces.ts';
import { createTestLog } from '../fake-clock.ts';
import { openLife } from './life.ts';

/** Whatever is stored of people is of a kind that they are told of. */

/** Documents that are nobody's: what services taught about models, rights, and the code that makes an owner. */
const nobodys = ['taught', 'grants', 'owner-code'];

it('each document that a life leaves behind is of a kind', async () => {
  const { bot } = await openLife();
  await bot.stop();
  const database = new DatabaseSync(bot.store, { readOnly: true });
  const keys = database.prepare("SELECT key FROM entries WHERE namespace = 'conversations'").all();
  database.close();
  const names = new Map(keys.map(({ key }) => [String(key).split('|', 1)[0] ?? '', toldText(String(key))]));
  expect([...names.keys()]).toEqual(
    expect.arrayContaining(['turn', 'head', 'shelf', 'link', 'off-branch', 'settings', 'overheard', 'words']),
  );
  const unknown = [...names].filter(([name, key]) => !nobodys.includes(name) && !roomOf({ kind: 'document', key }));
  expect(unknown).toEqual([]);
});

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
