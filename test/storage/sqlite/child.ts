/** A process for the tests to kill: `node child.ts <database> <what to do>`. */

import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { taskReader as reader } from '../../../src/intake/stored-task.ts';
import { backupDatabase, restoreDatabase } from '../../../src/storage/sqlite/backup.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { createSqliteInbox } from '../../../src/storage/sqlite/inbox.ts';
import { openJobs } from '../../../src/storage/sqlite/jobs.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { createLog } from '../../../src/util/log.ts';
import { accept, prompt } from '../../contracts/events.ts';

const log = createLog({ level: 'silent', format: 'json' });
const [path = '', task] = process.argv.slice(2);
// As wide as systems usually leave it.
if (task === 'files') process.umask(0o022);
const inbox = createSqliteInbox(openDatabase({ path }), { reader, clock: systemClock, log });

if (task === 'accept') {
  for (let n = 0; ; n += 2) {
    await accept(inbox, [prompt(`k${n}`), prompt(`k${n + 1}`)], { name: 'c', value: String(n) });
    process.stdout.write(`${n}\n`);
    // Lets the line out, as a network would let an acknowledgement out.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

if (task === 'work') {
  await accept(inbox, [prompt('k')]);
  const handler = async () => {
    process.stdout.write('claimed\n');
    await new Promise(() => setInterval(() => undefined, 1000));
  };
  await inbox.work(handler, 0, new AbortController().signal);
}

if (task === 'job') {
  const database = openDatabase({ path: `${path}.jobs` });
  const jobs = openJobs(database, systemClock, log);
  await jobs.add({ kind: 'k', key: 'a', payload: 1, payer: '' });
  const claim = await jobs.claim('k', 300);
  process.stdout.write(`attempt ${claim?.attempt}\n`);
  setInterval(() => undefined, 1000);
}

if (task === 'files') {
  const folder = dirname(path);
  const say = (when: string) => {
    for (const name of readdirSync(folder)) {
      process.stdout.write(`${when} ${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}\n`);
    }
  };
  await accept(inbox, [prompt('k')]);
  say('open');
  const copying = backupDatabase(path, join(folder, 'copy.db'));
  say('copying');
  await copying;
  say('copied');
  const to = join(folder, 'other.db');
  await restoreDatabase(join(folder, 'copy.db'), to);
  await restoreDatabase(join(folder, 'copy.db'), to);
  say('restored');
  process.stdout.write(`folder ${(statSync(folder).mode & 0o777).toString(8)}\nend\n`);
}
