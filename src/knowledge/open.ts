import type { Door } from '../net/door.ts';
import { readPage } from '../net/page.ts';
import type { Clock, Documents, Log } from '../ports/index.ts';
import { type Consulting, createConsulting } from './consult.ts';
import { createFolder } from './folder.ts';
import { createKnowledge, type Knowledge } from './knowledge.ts';

interface OpenParts {
  documents: Documents;
  /** Way to pages that files of the folder name. */
  door: Door;
  /** Path of the operator's folder; none when absent. */
  folder?: string | undefined;
  clock: Clock;
  log: Log;
}

/** Opens what answers draw on. What it takes to read files is loaded when the first one is read. */
export function openKnowledge({ folder, door, ...parts }: OpenParts): { knowledge: Knowledge; consulting: Consulting } {
  const knowledge = createKnowledge(parts);
  const files = createFolder({
    ...parts,
    path: folder,
    page: (url, signal) => readPage(door, url, signal),
    async read(bytes, signal) {
      const { readFile } = await import('../media/reading.ts');
      return readFile(bytes, signal);
    },
  });
  return { knowledge, consulting: createConsulting({ knowledge, folder: files }) };
}
