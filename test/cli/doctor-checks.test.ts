import { chmodSync, closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runChecks } from '../../src/cli/doctor/checks.ts';
import { machineChecks } from '../../src/cli/doctor/machine.ts';
import { networkChecks } from '../../src/cli/doctor/network.ts';
import { knowledgeChecks, personaChecks } from '../../src/cli/doctor/personas.ts';
import { type Store, storageChecks } from '../../src/cli/doctor/storage.ts';
import type { Check } from '../../src/ports/index.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { lookInto } from '../../src/storage/sqlite/look.ts';
import { createTestLog } from '../fake-clock.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';

/** Checks whose findings no test can bring about on its machine, through the seams they have for it. */

const states = async (checks: readonly Check[]) =>
  Object.fromEntries((await runChecks(checks)).map(({ name, state }) => [name, state]));

async function listen(handle: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer({}, handle ?? (() => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe('checks', () => {
  it('run at the same time within a limit of their own, and those that hang are told of', async () => {
    const ok = { state: 'ok', message: 'Fine' } as const;
    let [running, most] = [0, 0];
    const quick = (name: string): Check => ({
      name,
      async run() {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return {
          findings: [ok],
          next: name === 'first' ? [{ name: 'then', run: async () => ({ findings: [ok] }) }] : [],
        };
      },
    });
    const hanging: Check = { name: 'hanging', run: () => new Promise(() => undefined) };
    const broken: Check = { name: 'broken', run: () => Promise.reject(new Error('what somebody said')) };
    const many = Array.from({ length: 30 }, (_, at) => quick(at === 0 ? 'first' : String(at)));
    const results = await runChecks([hanging, ...many, broken], 50);
    expect(results[0]).toMatchObject({ name: 'hanging', state: 'error', message: expect.stringMatching(/No answer/) });
    expect(results.slice(1, 3).map(({ name }) => name)).toEqual(['first', 'then']);
    expect(results.at(-1)).toMatchObject({ state: 'error', message: 'It could not be looked at (Error)' });
    expect(results).toHaveLength(33);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });
});

describe('storage', () => {
  function made(change: (sql: DatabaseSync) => void = () => undefined): Store {
    const path = join(temporaryFolder(), 'x.db');
    openDatabase({ path }).close();
    const sql = new DatabaseSync(path);
    change(sql);
    sql.close();
    const look = lookInto(path);
    onTestFinished(() => look.close());
    return { path, running: false, look };
  }
  const all = (store: Store) => {
    const { quick, content } = storageChecks(store);
    return states([...quick, ...content]);
  };

  it('is well as a rule', async () => {
    expect(await all(made())).toEqual({
      storage: 'ok',
      'storage.disk': 'ok',
      'storage.rights': 'ok',
      'storage.journal': 'ok',
      'storage.turns': 'ok',
      'storage.content': 'ok',
    });
  });

  it.each([
    [10_000_000, 'error'],
    [500_000_000, 'warning'],
    [5_000_000_000, 'ok'],
  ])('with %d bytes free on its disk is %s', async (bytes, state) => {
    expect(await all({ ...made(), free: () => bytes })).toMatchObject({ 'storage.disk': state });
  });

  it('tells of other accounts that may read it, of a long journal, of turns that wait and of an older version', async () => {
    const store = made((sql) => {
      sql.exec('PRAGMA user_version = 6');
      sql.exec("INSERT INTO turns (conversation, inbound, accepted_at) VALUES ('c', '{}', 1)");
      sql.exec("INSERT INTO aside (at, namespace, key, value) VALUES (1, 'n', 'k', 'v')");
    });
    chmodSync(store.path, 0o644);
    writeFileSync(`${store.path}-wal`, Buffer.alloc(65_000_000));
    expect(await all(store)).toMatchObject({
      'storage.rights': 'warning',
      'storage.journal': 'warning',
      'storage.turns': 'warning',
      'storage.content': 'note',
    });
    rmSync(`${store.path}-wal`);
  });

  it('tells of damage', async () => {
    const store = made();
    const file = openSync(store.path, 'r+');
    writeSync(file, Buffer.alloc(64, 0xff), 0, 64, 2 * 4096);
    closeSync(file);
    expect(await all(store)).toMatchObject({ 'storage.content': 'error' });
  });
});

describe('the machine', () => {
  it('tells what is not offered without optional packages', async () => {
    const found = await runChecks(
      machineChecks({ services: [], isThere: (name) => name !== 'sharp' && name !== 'hucre' }),
    );
    expect(found.filter(({ name }) => name === 'libraries')).toEqual([
      {
        name: 'libraries',
        state: 'note',
        message: 'Pictures are not seen: sharp is not installed',
        mend: expect.any(String),
      },
      {
        name: 'libraries',
        state: 'note',
        message: 'Not all files are read: hucre is not installed',
        mend: expect.any(String),
      },
    ]);
    expect(await states(machineChecks({ services: [], isThere: () => true }))).toMatchObject({ libraries: 'ok' });
  });

  it('compares its clock with that of the services', async () => {
    const services = [`http://127.0.0.1:${await listen((_, response) => response.end())}`, 'http://127.0.0.1:9'];
    const at = async (ms: number) =>
      (await runChecks(machineChecks({ services, now: () => Date.now() + ms }))).find(({ name }) => name === 'clock');
    expect(await at(0)).toMatchObject({ state: 'ok' });
    expect(await at(600_000)).toMatchObject({ state: 'warning', message: expect.stringMatching(/10 minutes ahead/) });
    expect(await at(-600_000)).toMatchObject({ state: 'warning', message: expect.stringMatching(/10 minutes behind/) });
  });

  it('knows a port that is free, the bot’s own, or somebody else’s, and a proxy that is not there', async () => {
    const log = createTestLog();
    const status = async (port: number, running: boolean) =>
      (await states(networkChecks({ http: { host: '127.0.0.1', port } }, running, log)))['port'];
    const answering = (code: number) => listen((_, response) => response.writeHead(code).end());
    const [ready, starting, other] = await Promise.all([200, 503, 404].map(answering));
    expect(await status(ready ?? 0, true)).toBe('ok');
    expect(await status(starting ?? 0, true)).toBe('warning');
    expect(await status(other ?? 0, true)).toBe('error');
    expect(await status(ready ?? 0, false)).toBe('error');
    const mute = createTcpServer((socket) => socket.end('220 mail\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    expect(await status((mute.address() as AddressInfo).port, false)).toBe('error');
    mute.close();
    const { message } =
      (await runChecks(networkChecks({ http: { host: '192.0.2.1', port: 9 } }, false, log), 500))[0] ?? {};
    expect(message).toMatch(/cannot listen on 192\.0\.2\.1:9|No answer/);
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await status(port, false)).toBe('ok');
    expect(await states(networkChecks({ proxyUrl: `http://127.0.0.1:${port}` }, false, log))).toEqual({
      proxy: 'error',
    });
    expect(await states(networkChecks({ proxyUrl: `http://127.0.0.1:${ready}` }, false, log))).toEqual({ proxy: 'ok' });
  });
});

it('says which persona files are broken, and where', async () => {
  const folder = temporaryFolder();
  const look = () => runChecks(personaChecks({ personas: { folder } }, createTestLog()));
  writeFileSync(join(folder, 'a.yaml'), 'slug: a\nname: A\n');
  expect(await look()).toEqual([{ name: 'personas', state: 'ok', message: `1 persona in ${folder}` }]);
  writeFileSync(join(folder, 'b.yaml'), 'slug: b\nname: "B\n');
  expect((await look())[1]).toMatchObject({
    state: 'warning',
    message: expect.stringMatching(/^b.yaml: Line 3, column 1: /),
  });
  expect(personaChecks({ personas: {} }, createTestLog())).toEqual([]);
  const [missing] = await runChecks(personaChecks({ personas: { folder: join(folder, 'x') } }, createTestLog()));
  expect(missing).toMatchObject({ state: 'warning', message: 'The folder cannot be read (ENOENT).' });
});

it('says which documents of personas are not there', async () => {
  const [personas, documents] = [temporaryFolder(), temporaryFolder()];
  const look = async (knowledge?: string, folder: string | undefined = personas) => {
    const config = { model: knowledge === undefined ? {} : { knowledge }, personas: { folder } };
    const found = await runChecks(knowledgeChecks(config as Parameters<typeof knowledgeChecks>[0], createTestLog()));
    return found.map(({ state, message }) => `${state}: ${message}`);
  };
  expect(await look()).toEqual([]);
  expect(await look(join(documents, 'none'))).toEqual(['warning: The folder of documents cannot be read (ENOENT)']);
  writeFileSync(join(personas, 'a.yaml'), 'slug: a\nname: A\ndocuments: [returns.md, terms.pdf]\n');
  expect(await look()).toEqual(['warning: Personas name documents, but there is no folder that has them']);
  writeFileSync(join(documents, 'returns.md'), '# Returns\n');
  expect(await look(documents)).toEqual(['warning: Personas name documents that are not in KNOWLEDGE_DIR: terms.pdf']);
  writeFileSync(join(documents, 'terms.pdf'), '%PDF');
  expect(await look(documents)).toEqual(['ok: 2 documents are named']);
});
