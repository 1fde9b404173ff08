import type { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../util/errors.ts';
import { addTimeOfId, owners, ownersOfNothing } from './owners-migration.ts';

/**
 * One script a version, never changed once released. `user_version` counts the scripts a file has seen.
 *
 * `turns` holds only what is not answered yet, so that a start reads it whole; a closed turn leaves a row without texts
 * in `closed`. `keys` are the events already seen. `entries` is what Keyv keeps, `aside` what of it could not be read. Rows
 * say whose they are (`conversation`, `person`) and when they were last written (`at`, epoch ms).
 */
const migrations: readonly string[] = [
  `CREATE TABLE turns (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     inbound TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrupt')),
     attempt INTEGER NOT NULL DEFAULT 0,
     stopped INTEGER NOT NULL DEFAULT 0,
     final TEXT,
     accepted_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE receipts (
     turn INTEGER NOT NULL,
     part INTEGER NOT NULL,
     receipt TEXT NOT NULL,
     PRIMARY KEY (turn, part)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE closed (
     id INTEGER PRIMARY KEY,
     conversation TEXT NOT NULL,
     key TEXT NOT NULL,
     outcome TEXT NOT NULL,
     attempt INTEGER NOT NULL,
     accepted_at INTEGER NOT NULL,
     closed_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE keys (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX keys_at ON keys (at);
   CREATE TABLE cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE entries (
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     expires INTEGER,
     PRIMARY KEY (namespace, key)
   ) STRICT;
   CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL;`,
  // Version 2: damaged values are kept for the operator instead of being written over.
  `CREATE TABLE aside (
     at INTEGER NOT NULL,
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL
   ) STRICT;`,
  // Version 3: a fence on every claim, and which attempts ended with their process. Before, every attempt counted as one.
  `ALTER TABLE turns ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE turns ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE turns ADD COLUMN alone_deaths INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE turns ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
   UPDATE turns SET deaths = attempt WHERE attempt < 1000;`,
  // Version 4: work that nobody waits for.
  `CREATE TABLE jobs (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     payload TEXT NOT NULL,
     payer TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'failed')),
     attempts INTEGER NOT NULL DEFAULT 0,
     fence INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL,
     PRIMARY KEY (kind, key)
   ) STRICT;
   CREATE INDEX jobs_due ON jobs (kind, state, due_at);`,
  // Version 5: what a turn has spent on calls that cost money. Attempts before may each have made one; one more is left to all.
  `ALTER TABLE turns ADD COLUMN spent INTEGER NOT NULL DEFAULT 0;
   UPDATE turns SET spent = min(attempt, 3);`,
  // Version 6: owners and ages.
  owners,
  // Version 7: owners of bytes that are files beside the database, named by their content. A row an owner.
  `CREATE TABLE blobs (
     name TEXT NOT NULL,
     conversation TEXT NOT NULL,
     person TEXT,
     at INTEGER NOT NULL,
     expires INTEGER NOT NULL,
     bytes INTEGER NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX blobs_owner ON blobs (name, conversation, coalesce(person, ''));
   CREATE INDEX blobs_conversation ON blobs (conversation, at);
   CREATE INDEX blobs_person ON blobs (person, at) WHERE person IS NOT NULL;
   CREATE INDEX blobs_expires ON blobs (expires);`,
  // Version 8: steps of answers that call tools, so that a call that changes something is never run twice.
  `CREATE TABLE steps (
     turn INTEGER NOT NULL,
     at INTEGER NOT NULL,
     step TEXT NOT NULL,
     PRIMARY KEY (turn, at)
   ) STRICT, WITHOUT ROWID;`,
];

/** The newest version of a file that this program can read. */
export const knownVersion = migrations.length;

/** Throws Fault('storage') for a version of a file that a newer program has written. */
export function refuseNewer(version: number): void {
  if (version <= knownVersion) return;
  throw new Fault('storage', `the database has version ${version}, this Parley knows ${knownVersion}`, {
    advice: 'Start the newer Parley that wrote it, or restore a backup from before the update.',
  });
}

/** Brings a file to the newest version, whole or not at all. One commit for all steps: a new file sees every one. */
export function migrate(sql: DatabaseSync): void {
  const version = Number(sql.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  refuseNewer(version);
  // A new file goes the same way, but for the step that would copy rows.
  const steps =
    version === 0 ? migrations.with(migrations.indexOf(owners), ownersOfNothing) : migrations.slice(version);
  addTimeOfId(sql);
  if (steps.length > 0) sql.exec(`BEGIN IMMEDIATE; ${steps.join(';')}; PRAGMA user_version = ${knownVersion}; COMMIT`);
}
