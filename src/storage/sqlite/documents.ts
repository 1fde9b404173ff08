import type { Documents, Log } from '../../ports/index.ts';
import { DOCUMENTS, documentsIn } from '../documents.ts';
import type { Database } from './database.ts';
import { SqliteStore } from './keyv-store.ts';

/** Opens the documents in the database. */
export function openDocuments(database: Database, log: Log): Documents {
  return documentsIn(new SqliteStore(database, DOCUMENTS), log);
}
