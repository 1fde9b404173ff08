import { rememberRecent } from '../../../src/storage/remembered.ts';
import { openDatabase } from '../../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../../src/storage/sqlite/documents.ts';
import { documentsContract } from '../../contracts/documents.ts';
import { listeningLog } from './fixtures.ts';

for (const [name, most] of [
  ['sqlite', 0],
  ['sqlite, the last ones remembered', 100],
] as const) {
  documentsContract(name, async () => {
    const database = openDatabase({ path: ':memory:' });
    const another = () => {
      const documents = openDocuments(database, listeningLog().log);
      return most > 0 ? rememberRecent(documents, most) : documents;
    };
    return { documents: another(), another, end: async () => database.close() };
  });
}
