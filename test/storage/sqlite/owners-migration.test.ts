import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../../src/storage/sqlite/database.ts';
import { temporaryFolder } from './fixtures.ts';

/** What older layouts hold has an owner and an age from the first start on. */

const old = join(import.meta.dirname, 'old');

function upgraded(version: number) {
  const path = join(temporaryFolder(), 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA synchronous = OFF');
  raw.exec(readFileSync(join(old, `version-${version}.sql`), 'utf8'));
  const before = raw.prepare('SELECT namespace, key, value, expires FROM entries ORDER BY namespace, key').all();
  raw.close();
  const database = openDatabase({ path });
  onTestFinished(() => database.close());
  return { before, database };
}

const { chats, at: killedAt } = JSON.parse(readFileSync(join(old, 'version-4.json'), 'utf8'));
const telegram = (name: string) => ({
  chat: `telegram:${chats.telegram[name].chat}`,
  user: `telegram:${chats.telegram[name].user}`,
});
const discord = (name: string) => ({
  chat: `discord:${chats.discord[name].chat}`,
  user: `discord:${chats.discord[name].user}`,
});

it.each([1, 2, 4, 6])('version %i: every document is as it was, with its conversation and an age', (version) => {
  const { before, database } = upgraded(version);
  const rows = database.prepare('SELECT * FROM entries ORDER BY namespace, key').all();
  expect(rows.map(({ namespace, key, value, expires }) => ({ namespace, key, value, expires }))).toEqual(before);
  const documents = rows.filter(({ namespace }) => namespace === 'conversations');
  expect(documents.length).toBeGreaterThan(2);
  for (const { key, conversation, at } of documents) {
    expect(String(conversation), String(key)).toMatch(/^(telegram|discord|test):\S+$/);
    const words = String(key).split('|');
    if (words[0] !== 'link') expect(words[1], String(key)).toBe(conversation);
    expect(Number(at)).toBeGreaterThan(Date.UTC(2020, 0));
  }
  const asked = documents.filter(
    ({ key, value }) => /^(turn|off)/.test(String(key)) && String(value).includes('"asker"'),
  );
  for (const { person, value } of asked) expect(JSON.parse(String(value)).value.asker).toBe(person);
});

it('a new file has the same layout as one that was brought up to date, and no unused pages', () => {
  const layout = (database: Database) =>
    database
      .prepare('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name')
      .all()
      .map(({ name, sql }) => [name, String(sql).replace(/\s+/g, ' ').replaceAll('"', '')]);
  const fresh = openDatabase({ path: join(temporaryFolder(), 'new.db') });
  onTestFinished(() => fresh.close());
  expect(layout(fresh)).toEqual(layout(upgraded(4).database));
  expect(fresh.prepare('PRAGMA freelist_count').get()).toEqual({ freelist_count: 0 });
});

it('a private chat is its person’s with all that is in it, on every platform; a group is nobody’s', () => {
  const { database } = upgraded(4);
  const owners = (conversation: string, like: string) =>
    database
      .prepare('SELECT DISTINCT person FROM entries WHERE conversation = ? AND key LIKE ?')
      .all(conversation, like)
      .map(({ person }) => person);
  for (const { chat, user } of [telegram('threads'), discord('threads')]) {
    for (const like of ['head|%', 'shelf|%', 'turn|%', 'off-branch|%', 'link|%']) {
      expect(owners(chat, like)).toEqual([user]);
    }
  }
  const settings = "SELECT person FROM entries WHERE key = 'settings|telegram:1004'";
  expect(upgraded(2).database.prepare(settings).get()).toEqual({ person: 'telegram:1004' });
  for (const [group, second] of [
    [telegram('group'), telegram('group-bob')],
    [discord('guild'), discord('guild-bob')],
  ] as const) {
    expect([owners(group.chat, 'head|%'), owners(group.chat, 'settings|%')].flat().filter(Boolean)).toEqual([]);
    for (const like of ['turn|%', 'link|%']) {
      expect(owners(group.chat, like).toSorted()).toEqual([group.user, second.user].toSorted());
    }
  }
  // Nobody's is what was deleted.
  const removed = database.prepare('SELECT person FROM entries WHERE value LIKE \'%"removed":true%\'').all();
  expect(removed.map(({ person }) => person)).toEqual([null]);
});

it('an age is that of the turn, and open turns, jobs and what was set aside have their owners', () => {
  const { database } = upgraded(4);
  const { chat, user } = telegram('threads');
  const ages = database
    .prepare("SELECT at FROM entries WHERE conversation = ? AND key LIKE 'turn|%' ORDER BY at")
    .all(chat)
    .map(({ at }) => Number(at));
  expect(ages).toHaveLength(3);
  for (const at of ages) {
    expect(at).toBeGreaterThan(killedAt - 600_000);
    expect(at).toBeLessThan(killedAt);
  }
  const painting = telegram('painting');
  expect(database.prepare('SELECT person, spent FROM turns WHERE conversation = ?').all(painting.chat)).toEqual([
    { person: painting.user, spent: 1 },
  ]);
  expect(database.prepare("SELECT payer, conversation FROM jobs WHERE state = 'open'").all()).toEqual([
    { payer: user, conversation: chat },
  ]);
  expect(database.prepare('SELECT conversation FROM aside').all()).toEqual([
    { conversation: telegram('kept').chat },
    { conversation: telegram('kept').chat },
  ]);
});
