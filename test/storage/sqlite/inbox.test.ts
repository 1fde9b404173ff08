import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import type { Claim } from '../../../src/ports/index.ts';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { systemClock as clock } from '../../../src/util/clock.ts';
import { isFault } from '../../../src/util/errors.ts';
import { accept, gesture, prompt } from '../../contracts/events.ts';
import { inboxContract } from '../../contracts/inbox.ts';
import { listeningLog, temporaryFolder } from './fixtures.ts';

const { log } = listeningLog();
const open = (database: Database) =>
  createSqliteInbox(database, { reader, clock, log, pauseMs: 5, quarantineMs: 1000 });

inboxContract('sqlite', async () => {
  const path = join(temporaryFolder(), 'inbox.db');
  let database = openDatabase({ path });
  return {
    inbox: open(database),
    takeOver: async () => open(database),
    crash: async () => {
      database.close();
      database = openDatabase({ path });
      return open(database);
    },
    end: async () => database.close(),
  };
});

async function closeOne(database: Database): Promise<void> {
  const stop = new AbortController();
  const handler = async (claim: Claim) => {
    await claim.record({ part: 0, ids: ['m1'], start: 0, end: 3 });
    await claim.finalize({ v: 1, reason: 'complete', text: 'the-answer', events: [] }, 0);
    await claim.close('answered');
    stop.abort();
  };
  await open(database).work(handler, 0, stop.signal);
}

it('leaves ids and times of a closed turn, and no text or token anywhere in the files', async () => {
  const folder = temporaryFolder();
  const database = openDatabase({ path: join(folder, 'x.db') });
  await accept(open(database), [prompt('k1', { text: 'the-question' })]);
  await closeOne(database);
  const rows = database.prepare('SELECT * FROM closed').all();
  expect(rows).toEqual([expect.objectContaining({ conversation: 'x:1', key: 'k1', outcome: 'answered', attempt: 1 })]);
  for (const table of ['turns', 'receipts']) expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([]);
  database.close();
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  expect(bytes.join('')).toContain('k1');
  expect(bytes.join('')).not.toMatch(/the-question|the-answer|hush/);
});

it('sets a damaged turn aside and goes on with the rest', async () => {
  const database = openDatabase({ path: ':memory:' });
  const damages = ['{"v":1', '[]', 'null', '{"v":1,"kind":"prompt"}', '{"v":2}'];
  await accept(
    open(database),
    [...damages, 'whole'].map((_, index) => prompt(`k${index}`)),
  );
  const ids = database.prepare('SELECT id FROM turns ORDER BY id').all();
  for (const [index, damage] of damages.entries()) {
    database.prepare('UPDATE turns SET inbound = ? WHERE id = ?').run(damage, ids[index]?.['id'] ?? 0);
  }
  database.prepare("INSERT INTO receipts (turn, part, receipt) VALUES (?, 0, '{')").run(ids.at(-1)?.['id'] ?? 0);
  database.prepare("UPDATE turns SET final = 'x'").run();
  const { log, lines } = listeningLog();
  const inbox = createSqliteInbox(database, { reader, clock, log });
  expect(await inbox.count('x:1')).toBe(1);
  expect(lines.filter((line) => line.includes('set aside'))).toHaveLength(damages.length);
  const stop = new AbortController();
  const handler = async (claim: Claim) => {
    expect(claim).toMatchObject({ task: { key: 'k5' }, receipts: [], final: undefined });
    await claim.close('answered');
    stop.abort();
  };
  await inbox.work(handler, 0, stop.signal);
  expect(database.prepare("SELECT * FROM turns WHERE state = 'corrupt'").all()).toHaveLength(damages.length);
});

it('answers a damaged turn with an error where it still says where', async () => {
  const database = openDatabase({ path: ':memory:' });
  const damaged = ['cut off', 'garbled', 'of a later version', 'with no list of keys'];
  await accept(
    open(database),
    damaged.map((key) => prompt(key)),
  );
  const inbound = (key: string) => JSON.stringify(prompt(key));
  const now = [
    inbound('cut off').split('"key"')[0] ?? '',
    inbound('garbled').replace('"text"', '"te\u0000xt'),
    inbound('of a later version').replace('"v":2', '"v":7'),
    inbound('with no list of keys').replace('"key"', '"alsoKeys":null,"key"'),
  ];
  const ids = database.prepare('SELECT id FROM turns ORDER BY id').all();
  for (const [at, text] of now.entries())
    database.prepare('UPDATE turns SET inbound = ? WHERE id = ?').run(text, ids[at]?.['id'] ?? 0);
  const inbox = open(database);
  const stop = new AbortController();
  const seen: unknown[] = [];
  await inbox.work(
    async (claim) => {
      seen.push([claim.task.target.chat, claim.attempt > 3]);
      await claim.close('failed');
      if (seen.length === damaged.length) stop.abort();
    },
    0,
    stop.signal,
  );
  expect(seen).toEqual(damaged.map(() => ['x:1', true]));
  expect(
    database
      .prepare("SELECT value FROM aside WHERE namespace = 'turns' ORDER BY key")
      .all()
      .map(({ value }) => value),
  ).toEqual(now);
});

it('accepts all of a batch and its cursor, or nothing', async () => {
  const database = openDatabase({ path: ':memory:' });
  const inbox = open(database);
  database
    .prepare(
      "CREATE TRIGGER no BEFORE INSERT ON turns WHEN NEW.inbound LIKE '%bad%' BEGIN SELECT RAISE(ABORT, 'disk'); END",
    )
    .run();
  const batch = [prompt('good'), prompt('bad')];
  const error = await accept(inbox, batch, { name: 'c', value: '9' }).catch((reason: unknown) => reason);
  expect(isFault(error, 'storage')).toBe(true);
  expect([await inbox.count('x:1'), await inbox.cursor('c'), (await inbox.known(['good'])).size]).toEqual([
    0,
    undefined,
    0,
  ]);
  database.prepare('DROP TRIGGER no').run();
  expect(await accept(inbox, batch)).toEqual([true, true]);
});

it('does not start a turn whose attempt could not be counted, and tries again', async () => {
  const database = openDatabase({ path: ':memory:' });
  const inbox = open(database);
  await accept(inbox, [prompt('a')]);
  database.prepare("CREATE TRIGGER no BEFORE UPDATE ON turns BEGIN SELECT RAISE(ABORT, 'disk'); END").run();
  const stop = new AbortController();
  const attempts: number[] = [];
  const working = inbox.work(
    async (claim) => {
      attempts.push(claim.attempt);
      await claim.close('answered');
      stop.abort();
    },
    0,
    stop.signal,
  );
  await clock.sleep(20, stop.signal);
  expect(attempts).toEqual([]);
  database.prepare('DROP TRIGGER no').run();
  await working;
  expect(attempts).toEqual([1]);
});

it('knows a bubble in the next attempt though its receipt could not be stored', async () => {
  const database = openDatabase({ path: ':memory:' });
  const inbox = open(database);
  await accept(inbox, [prompt('a')]);
  database.prepare("CREATE TRIGGER no BEFORE INSERT ON receipts BEGIN SELECT RAISE(ABORT, 'disk'); END").run();
  const stop = new AbortController();
  const receipt = { part: 0, ids: ['m1'], start: 0, end: 3 };
  const seen: unknown[] = [];
  await inbox.work(
    async (claim) => {
      seen.push([claim.attempt, ...claim.receipts]);
      if (seen.length === 1) {
        setTimeout(() => database.prepare('DROP TRIGGER no').run(), 20);
        await claim.record(receipt);
      }
      expect(database.prepare('SELECT count(*) AS n FROM receipts').get()).toEqual({ n: 1 });
      await claim.close('answered');
      stop.abort();
    },
    0,
    stop.signal,
  );
  // It is made up for as soon as it can be, and the turn is not to blame.
  expect(seen).toEqual([[1], [1, receipt]]);
});

it('does not let a crowd that was there when two processes ended hold up everybody else', async () => {
  const database = openDatabase({ path: ':memory:' });
  const crowd = Array.from({ length: 50 }, (_, at) => `crowd ${at}`);
  await accept(
    open(database),
    [...crowd, 'late'].map((key) => prompt(key, { conversation: key })),
  );
  database.prepare("UPDATE turns SET attempt = 2, deaths = 2 WHERE conversation <> 'late'").run();
  const inbox = createSqliteInbox(database, { reader, clock, log, quarantineMs: 500 });
  const stop = new AbortController();
  const began = performance.now();
  let alone = 0;
  await inbox.work(
    async (claim) => {
      if (claim.task.key === 'late') stop.abort();
      else if (performance.now() - began < 100) alone += 1;
      await clock.sleep(60_000, stop.signal).catch(() => undefined);
      await claim.release();
    },
    0,
    stop.signal,
  );
  expect(alone).toBeLessThan(20);
  expect(performance.now() - began).toBeLessThan(2000);
});

it('drops keys and closed turns after some days, and gives no id twice even then', async () => {
  const database = openDatabase({ path: ':memory:' });
  let now = Date.now();
  const start = () => createSqliteInbox(database, { reader, clock: { ...clock, now: () => now }, log });
  const idOf = (key: string) =>
    Number(database.prepare("SELECT id FROM turns WHERE inbound ->> 'key' = ?").get(key)?.['id']);
  const inbox = start();
  await accept(
    inbox,
    ['old', 'old2'].map((key) => prompt(key)),
  );
  const id = idOf('old2');
  await closeOne(database);
  await closeOne(database);
  now += 6 * 86_400_000;
  await accept(inbox, [gesture('young')]);
  expect(await accept(inbox, [prompt('old')])).toEqual([false]);
  now += 2 * 86_400_000;
  await accept(inbox, [gesture('new')]);
  expect(await inbox.known(['old', 'young', 'new'])).toEqual(new Set(['young', 'new']));
  expect(database.prepare('SELECT * FROM closed').all()).toEqual([]);
  await accept(start(), [prompt('next')]);
  expect(idOf('next')).toBeGreaterThan(id);
});

it('is quick: four writes of an answer, and work does not search', async () => {
  const database = openDatabase({ path: join(temporaryFolder(), 'x.db') });
  const inbox = open(database);
  const count = 2000;
  const started = performance.now();
  const stop = new AbortController();
  let answered = 0;
  const working = inbox.work(
    async (claim) => {
      await claim.record({ part: 0, ids: ['1'], start: 0, end: 1 });
      await claim.finalize({ v: 1, reason: 'complete', text: 'x', events: [] }, 0);
      await claim.close('answered');
      if (++answered === count) stop.abort();
    },
    0,
    stop.signal,
  );
  for (let n = 0; n < count; n++) await accept(inbox, [prompt(`k${n}`, { conversation: `c${n % 50}` })]);
  await working;
  const each = (performance.now() - started) / count;
  console.info(`inbox: ${each.toFixed(3)} ms an answer`);
  expect(each).toBeLessThan(5);
  database.close();
});

it('takes calls behind a damaged step for begun: none of them is run again', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const database = openDatabase({ path });
  const inbox = open(database);
  await accept(inbox, [prompt('k1')]);
  const calls = [{ id: 'c1', name: 'book', arguments: '{}' }];
  const round = { type: 'round', text: '', items: [], calls } as never;
  const stop = new AbortController();
  const claimed = Promise.withResolvers<Claim>();
  const working = inbox.work(async (claim) => claimed.resolve(claim), 1, stop.signal);
  const claim = await claimed.promise;
  await claim.journal(round, claim.promptVersion);
  await claim.journal({ type: 'begun', call: 'c1' }, claim.promptVersion);
  stop.abort();
  await working;
  database.prepare("UPDATE steps SET step = '{' WHERE at = (SELECT max(at) FROM steps)").run();
  const again = new AbortController();
  const steps = Promise.withResolvers<unknown>();
  const onceMore = open(database).work(async (each) => steps.resolve(each.steps), 1, again.signal);
  expect(await steps.promise).toEqual([round, { type: 'begun', call: 'c1' }]);
  again.abort();
  await onceMore;
  database.close();
});
