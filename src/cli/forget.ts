import { existsSync } from 'node:fs';
import { type Grants, openGrants } from '../admission/grants.ts';
import { readStorage } from '../config/index.ts';
import { createConversations } from '../conversation/conversations.ts';
import { TURNS } from '../conversation/path.ts';
import { createPruning } from '../conversation/pruning.ts';
import { createKnowledge } from '../knowledge/knowledge.ts';
import { createAliases } from '../people/aliases.ts';
import { sharedDocuments } from '../people/shared.ts';
import { createForgetting } from '../privacy/forgetting.ts';
import { openSqliteBlobs } from '../storage/sqlite/blobs.ts';
import { openDatabase } from '../storage/sqlite/database.ts';
import { openDocuments } from '../storage/sqlite/documents.ts';
import { openSqliteTraces } from '../storage/sqlite/traces.ts';
import { systemClock } from '../util/clock.ts';
import { Fault } from '../util/errors.ts';
import type { Run } from './verb.ts';

/** Takes back what owners gave a person, by name; the number of such rights. */
async function withdraw(person: string, grants: Grants): Promise<number> {
  const theirs = grants.list().filter(({ kind, id }) => kind !== 'place' && id === person);
  for (const { kind, id } of theirs) await grants.take(kind, id);
  return theirs.length;
}

/** Deletes everything that is kept of a person. */
export const run: Run = async ([person = ''], { env, printer }) => {
  const { path, quotes } = readStorage(env);
  if (!existsSync(path))
    throw new Fault('storage', `there is no database at ${path}`, { advice: 'Check STORAGE_URL.' });
  const database = openDatabase({ path });
  try {
    const documents = openDocuments(database, printer.log);
    const blobs = openSqliteBlobs(database, { most: 0, clock: systemClock, log: printer.log });
    await blobs.mend();
    const grants = await openGrants(documents, systemClock);
    const rights = await withdraw(person, grants);
    const pruning = createPruning(documents, createConversations(documents, TURNS, blobs));
    const forgetting = createForgetting({
      ...{ documents, pruning, grants, quotes, texts: createKnowledge({ documents, clock: systemClock }) },
      people: createAliases(documents, sharedDocuments),
      traces: openSqliteTraces(database, blobs),
    });
    const { items: others, conversations } = await forgetting.forget(person, new AbortController().signal);
    const items = others + rights;
    database.scrub();
    printer.result(
      items === 0
        ? `Nothing is kept of ${person}. People are named as in OWNERS.`
        : `Deleted ${items} entries of ${person}, ${conversations} conversations with all that was in them. Copies made before still hold them.`,
    );
    return items === 0 ? 1 : 0;
  } finally {
    database.close();
  }
};
