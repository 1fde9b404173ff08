import { join } from 'node:path';
import { expect, it } from 'vitest';
import { taskReader as reader } from '../../src/intake/stored-task.ts';
import { installationSecret } from '../../src/storage/installation-secret.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../src/storage/sqlite/inbox.ts';
import { createFakeClock } from '../fake-clock.ts';
import { listeningLog, temporaryFolder } from './sqlite/fixtures.ts';

it('is made once, stays through restarts, and is never logged', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const { log, lines } = listeningLog();
  const secrets: string[] = [];
  for (let start = 0; start < 3; start += 1) {
    const database = openDatabase({ path });
    const inbox = createSqliteInbox(database, { reader, clock: createFakeClock(), log });
    secrets.push(Buffer.from(await installationSecret(inbox)).toString('hex'));
    await inbox.close();
    database.close();
  }
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(secrets).size).toBe(1);
  expect(lines.join()).not.toContain(secrets[0]);
});

it('is another one in another installation', async () => {
  const open = async () => {
    const database = openDatabase({ path: join(temporaryFolder(), 'x.db') });
    const inbox = createSqliteInbox(database, { reader, clock: createFakeClock(), log: listeningLog().log });
    const secret = await installationSecret(inbox);
    await inbox.close();
    database.close();
    return Buffer.from(secret).toString('hex');
  };
  expect(await open()).not.toBe(await open());
});
