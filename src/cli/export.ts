import { existsSync, writeFileSync } from 'node:fs';
import { readStorage } from '../config/index.ts';
import { createAliases } from '../people/aliases.ts';
import { sharedDocuments } from '../people/shared.ts';
import { exportOf } from '../privacy/export.ts';
import { createKept } from '../privacy/kept.ts';
import { openSqliteBlobs } from '../storage/sqlite/blobs.ts';
import { openDatabase } from '../storage/sqlite/database.ts';
import { openDocuments } from '../storage/sqlite/documents.ts';
import { openSqliteTraces } from '../storage/sqlite/traces.ts';
import { systemClock } from '../util/clock.ts';
import { Fault } from '../util/errors.ts';
import type { Run } from './verb.ts';

/** Most bytes of the file: an archive holds less than 4 GB. */
const MOST = 2_000_000_000;

/** Writes everything that is kept of a person to a file. */
export const run: Run = async ([person = ''], { env, printer }) => {
  const { path } = readStorage(env);
  if (!existsSync(path))
    throw new Fault('storage', `there is no database at ${path}`, { advice: 'Check STORAGE_URL.' });
  const database = openDatabase({ path });
  try {
    const documents = openDocuments(database, printer.log);
    const blobs = openSqliteBlobs(database, { most: 0, clock: systemClock, log: printer.log });
    const kept = createKept({
      documents,
      traces: openSqliteTraces(database, blobs),
      people: createAliases(documents, sharedDocuments),
    });
    if ((await kept.sums(person)).length === 0) {
      printer.result(`Nothing is kept of ${person}. People are named as in OWNERS.`);
      return 1;
    }
    const { file, missing } = await exportOf({ kept, blobs }, person, MOST);
    if (!file) throw new Fault('storage', 'it is too much for one file');
    const name = `${person.replace(/\W+/g, '-')}-${file.name}`;
    writeFileSync(name, file.bytes, { flag: 'wx', mode: 0o600 });
    const rest = missing > 0 ? ` ${missing} things had no room in it, or are not there any more.` : '';
    printer.result(`Wrote all that is kept of ${person} to ${name}.${rest}`);
    return 0;
  } finally {
    database.close();
  }
};
