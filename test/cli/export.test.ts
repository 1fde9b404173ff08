import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { call } from './program.ts';

/** All that is kept of a person, as the operator takes it out of the store. */

const old = join(import.meta.dirname, '../storage/sqlite/old');

it('is written to a file that others cannot read, and of whom nothing is kept it is said', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'x.db');
  const raw = new DatabaseSync(path);
  raw.exec('PRAGMA synchronous = OFF');
  raw.exec(readFileSync(join(old, 'version-4.sql'), 'utf8'));
  raw.close();
  const { chats } = JSON.parse(readFileSync(join(old, 'version-4.json'), 'utf8'));
  const person = `telegram:${chats.telegram.group.user}`;
  const at = { cwd: folder, env: { STORAGE_URL: `sqlite://${path}` } };
  const { code, out } = await call(['export', person], at);
  expect([code, out]).toEqual([0, expect.stringContaining(`Wrote all that is kept of ${person}`)]);
  const name = readdirSync(folder).find((each) => each.endsWith('parley.json')) ?? '';
  const { kept } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expect(JSON.stringify(kept.questions)).toContain('apples');
  expect(JSON.stringify(kept)).not.toContain('bananas');
  expect(await call(['export', 'telegram:999'], at)).toMatchObject({ code: 1 });
});
