import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openGrants } from '../../src/admission/grants.ts';
import { openSqliteBlobs } from '../../src/storage/sqlite/blobs.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { systemClock } from '../../src/util/clock.ts';
import { createTestLog } from '../fake-clock.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { surroundings } from '../support/process.ts';
import { itEach } from '../support/whole.ts';

/** Everything of a person, taken out of what a real bot has stored. */

const old = join(import.meta.dirname, '../storage/sqlite/old');
const { chats } = JSON.parse(readFileSync(join(old, 'version-4.json'), 'utf8'));

function filled() {
  const folder = temporaryFolder();
  const path = join(folder, 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA synchronous = OFF');
  raw.exec(readFileSync(join(old, 'version-4.sql'), 'utf8'));
  raw.close();
  return { folder, path };
}

async function forget(path: string, person: string) {
  const main = join(import.meta.dirname, '../../src/main.ts');
  const env = { ...surroundings(), STORAGE_URL: `sqlite://${path}` };
  return promisify(execFile)(process.execPath, [main, 'forget', person], { env }).then(
    ({ stdout }) => ({ out: stdout, code: 0 }),
    ({ stdout, stderr, code }) => ({ out: `${stdout}${stderr}`, code: Number(code) }),
  );
}

const bytes = (folder: string) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');

const named = (surface: string, name: string) => ({
  user: `${surface}:${chats[surface][name].user}`,
  chat: String(chats[surface][name].chat),
});

it.each([
  ['telegram', 'group', 'group-bob'],
  ['discord', 'guild', 'guild-bob'],
])(
  '%s: what one person asked in a group is gone from the file, and what others asked is not',
  async (surface, ann, bob) => {
    const { folder, path } = filled();
    expect(bytes(folder)).toContain('apples');
    const { out, code } = await forget(path, named(surface, ann).user);
    expect([out, code]).toEqual([expect.stringMatching(/^Deleted \d+ entries/), 0]);
    const left = new DatabaseSync(path, { readOnly: true });
    const values = left
      .prepare('SELECT value FROM entries WHERE conversation = ?')
      .all(`${surface}:${named(surface, ann).chat}`);
    left.close();
    const words = JSON.stringify(values);
    expect(words).not.toMatch(/apples|pears/);
    expect(words).toContain('bananas');
    expect(words).toContain(named(surface, bob).user);
    const { user } = named(surface, ann);
    expect(bytes(folder)).not.toContain(`"${user}"`);
  },
);

it('files that were kept of a person go, too, and those that somebody else has stay', async () => {
  const { path } = filled();
  const database = openDatabase({ path });
  const blobs = openSqliteBlobs(database, { most: 0, clock: systemClock, log: createTestLog() });
  const [ann, bob] = [named('telegram', 'group').user, named('telegram', 'group-bob').user];
  const put = (text: string, person: string) =>
    blobs.put(Buffer.from(text), { owner: { conversation: 'telegram:-1', person }, ttl: 86_400_000 });
  const own = await put('hers', ann);
  const shared = [await put('both', ann), await put('both', bob)][0];
  database.close();
  writeFileSync(`${path}.blobs/${own}.half`, 'hers, too');
  expect((await forget(path, ann)).code).toBe(0);
  expect(readdirSync(`${path}.blobs`)).toEqual([shared]);
  expect((await forget(path, bob)).code).toBe(0);
  expect(readdirSync(`${path}.blobs`)).toEqual([]);
});

itEach(2, [
  ['telegram', 'streaming'],
  ['discord', 'painting'],
  ['telegram', 'threads'],
  ['discord', 'threads'],
])('%s: of a private chat (%s) nothing is left, open turns and facts included', async (surface, name) => {
  const { folder, path } = filled();
  const { user, chat } = named(surface, name);
  expect((await forget(path, user)).code).toBe(0);
  const database = openDatabase({ path });
  for (const table of ['entries', 'turns', 'closed', 'jobs', 'aside']) {
    const found = database.prepare(
      `SELECT * FROM ${table} WHERE person = ? OR conversation = ?`.replace(
        'person',
        table === 'jobs' ? 'payer' : 'person',
      ),
    );
    expect(found.all(user, `${surface}:${chat}`), table).toEqual([]);
  }
  expect(database.prepare('SELECT * FROM receipts WHERE turn NOT IN (SELECT id FROM turns)').all()).toEqual([]);
  database.close();
  expect(await forget(path, user)).toMatchObject({ code: 1, out: expect.stringContaining('Nothing is kept') });
  expect(bytes(folder)).toContain('bananas');
});

it('is refused while a bot runs on the store, and where there is none', async () => {
  const { path } = filled();
  const database = openDatabase({ path });
  expect(await forget(path, 'telegram:1')).toMatchObject({ code: 1, out: expect.stringContaining('another process') });
  database.close();
  expect(await forget(`${path}.none`, 'telegram:1')).toMatchObject({
    code: 1,
    out: expect.stringContaining('no database'),
  });
});

it('takes back what owners gave a person, whose name stands there, and nothing of a place', async () => {
  const { folder, path } = filled();
  const database = openDatabase({ path });
  const grants = await openGrants(openDocuments(database, createTestLog()), systemClock);
  for (const kind of ['owner', 'person'] as const) await grants.give({ kind, id: 'test:7', name: 'Wilhelmina' });
  await grants.give({ kind: 'place', id: 'test:-7', name: 'Friends' });
  database.close();
  expect(await forget(path, 'test:7')).toEqual({ out: expect.stringMatching(/^Deleted 2 entries/), code: 0 });
  expect(bytes(folder)).not.toContain('Wilhelmina');
  expect(bytes(folder)).toContain('Friends');
});
