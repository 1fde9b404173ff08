import type { Clock, Log, Storage, TaskReader } from '../ports/index.ts';
import { OVER } from '../util/abort.ts';
import { rememberRecent } from './remembered.ts';
import { openAdapterStore } from './sqlite/adapter-store.ts';
import { openSqliteBlobs } from './sqlite/blobs.ts';
import { type DatabaseOptions, openDatabase } from './sqlite/database.ts';
import { openDocuments } from './sqlite/documents.ts';
import { createSqliteInbox } from './sqlite/inbox.ts';
import { openJobs } from './sqlite/jobs.ts';
import { openLimits } from './sqlite/limits.ts';
import { closeFolder } from './sqlite/private.ts';
import { openSqliteTraces } from './sqlite/traces.ts';

/** Documents kept in memory, of all conversations together: a few MB. */
const RECENT = 3000;
/** Time between two looks whether something deleted is still to be read in the file, ms. */
const SCRUB_EVERY_MS = 60_000;
/** The same while somebody else reads the file, and just after somebody was forgotten, ms. */
const SCRUB_AGAIN_MS = 2000;
/** The same once more after that: the turn that said so goes last, ms. */
const SCRUB_ONCE_MORE_MS = 15_000;

/** Time until the next look, after one that came after `ms`. */
function next(ms: number, isClean: boolean): number {
  if (!isClean) return SCRUB_AGAIN_MS;
  return ms === SCRUB_AGAIN_MS ? SCRUB_ONCE_MORE_MS : SCRUB_EVERY_MS;
}

export interface StorageOptions extends DatabaseOptions {
  /** Most bytes of all blobs; 0 for no bound, which holds when absent. */
  blobBytes?: number;
}

export interface StorageParts {
  reader: TaskReader;
  clock: Clock;
  log: Log;
}

/**
 * Opens all that is stored, as one.
 * @throws Fault('storage') when it cannot be opened, is newer than this program, or is in use
 */
export async function openStorage(options: StorageOptions, { reader, clock, log }: StorageParts): Promise<Storage> {
  const database = openDatabase(options);
  if (database.path !== ':memory:') sayRights(database.path, log);
  const closing = new AbortController();
  let forgetting = new AbortController();

  /** Takes deleted text off the disk: until then the journal still holds the pages it stood on. */
  async function scrub(): Promise<void> {
    for (let ms = SCRUB_EVERY_MS; ; ) {
      const { signal } = forgetting;
      await clock.sleep(ms, AbortSignal.any([closing.signal, signal])).catch(() => closing.signal.throwIfAborted());
      const soon = signal.aborted;
      if (soon) forgetting = new AbortController();
      try {
        ms = soon ? SCRUB_AGAIN_MS : next(ms, database.scrub());
      } catch (error) {
        ms = SCRUB_EVERY_MS;
        log.warn({ error }, 'Deleted text could not be taken off the disk; it is tried again');
      }
    }
  }

  const blobs = openSqliteBlobs(database, { most: options.blobBytes ?? 0, clock, log });
  await blobs.mend().catch((error: unknown) => log.warn({ error }, 'Kept pictures and files could not be looked over'));

  const traces = openSqliteTraces(database, blobs);
  const scrubbing = scrub().catch(() => undefined);
  const inbox = createSqliteInbox(database, { reader, clock, log });

  return {
    inbox,
    documents: rememberRecent(openDocuments(database, log), RECENT),
    jobs: openJobs(database, clock, log),
    limits: openLimits(database, clock),
    traces: {
      ...traces,
      async forget(...what) {
        const count = await traces.forget(...what);
        forgetting.abort(OVER);
        return count;
      },
    },
    blobs,
    adapterStore: (surface) => openAdapterStore(database, surface),
    async close() {
      closing.abort(OVER);
      await scrubbing;
      await inbox.close();
      database.close();
    },
  };
}

/** Closes the folder to other accounts of the machine, and says where that was needed or is not ours to do. */
function sayRights(path: string, log: Log): void {
  try {
    const folder = closeFolder(path);
    if (folder === 'closed now') log.info({ store: path }, 'Closed the folder of the database to other accounts');
    if (folder !== 'open') return;
    const advice = 'Give the database a folder of its own, or close this one: chmod 700.';
    log.warn({ store: path, advice }, 'Other accounts of this machine can look into the folder of the database');
  } catch (error) {
    log.warn({ store: path, error }, 'Who can look into the folder of the database could not be found out');
  }
}
