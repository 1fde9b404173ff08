import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { isRefused, type Refused } from '../media/outcome.ts';
import type { FileText } from '../media/reading.ts';
import type { Clock, Documents, Log } from '../ports/index.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { LruCache } from '../util/lru.ts';
import { digest } from '../util/text.ts';
import { type Page, type Source, sourceKey, sourceSchema } from './source.ts';
import { inParts, joinedPages, measured, readText as readKept, writeText } from './text.ts';

/** Files of the operator's folder, which personas name. Their text is kept for a while, and read anew once a file has changed. */
export interface Folder {
  /** Opens files by their names, in that order. One that cannot be had is left out, and the log says so once. */
  open(names: readonly string[], signal: AbortSignal): Promise<Source[]>;
  /** Reads the pages of one; undefined where they are not there any more. */
  pages(source: Source): Promise<Page[] | undefined>;
}

interface FolderParts {
  /** Path of the folder; absent where the operator has none. */
  path: string | undefined;
  documents: Pick<Documents, 'getMany' | 'setMany' | 'deleteMany'>;
  /** Reads the text of a file, in a process of its own. */
  read(bytes: Uint8Array, signal: AbortSignal): Promise<FileText | Refused>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

/** Scope that their texts are kept under. */
const SCOPE = 'folder';
/** Time for which a text is kept, ms. Its facts go first. */
const TTL_MS = 30 * 86_400_000;
const TEXT_TTL_MS = TTL_MS + 86_400_000;
/** Most bytes of a file. */
const MOST_BYTES = 50 * 1024 * 1024;
/** Names whose trouble is remembered. */
const TROUBLED = 500;

export function createFolder({ path, documents, read, clock, log }: FolderParts): Folder {
  /** Last trouble with a name, so that it is told once, and no process starts for it again. */
  const troubles = new LruCache<string>(TROUBLED);
  const oneByOne = createKeyedMutex();

  function trouble(name: string, what: string, reason: string): undefined {
    if (troubles.get(name) === what) return undefined;
    troubles.set(name, what);
    log.warn({ name, reason }, 'A document of a persona cannot be read');
    return undefined;
  }

  async function readText(file: string, signal: AbortSignal): Promise<FileText | Refused> {
    try {
      return await read(await readFile(file), signal);
    } catch (error) {
      signal.throwIfAborted();
      log.warn({ error }, 'A file of the folder of knowledge could not be read');
      return { reason: 'gone' };
    }
  }

  async function openOne(name: string, signal: AbortSignal): Promise<Source | undefined> {
    const file = await fileOf(path, name);
    if (!file) return trouble(name, 'none', 'no such file');
    const id = digest(JSON.stringify([name, file.size, file.mtimeMs]));
    const [known] = await documents.getMany([sourceKey(SCOPE, id)]);
    if (v.is(sourceSchema, known)) return known;
    if (troubles.get(name) === id) return undefined;
    if (file.size > MOST_BYTES) return trouble(name, id, 'too_large');
    const text = await readText(file.path, signal);
    if (isRefused(text)) return trouble(name, id, text.reason);
    if (text.pages.length === 0) return trouble(name, id, 'empty');
    const parts = inParts(joinedPages(text.pages));
    const source: Source = {
      ...{ v: 1, id, name, kind: 'file', at: clock.now(), ...(await measured(text.pages)), parts: parts.length },
      ...(text.more ? { more: true } : {}),
    };
    await writeText(documents, SCOPE, id, parts, { ttl: TEXT_TTL_MS, signal });
    await documents.setMany([{ key: sourceKey(SCOPE, id), value: source, ttl: TTL_MS }]);
    return source;
  }

  return {
    async open(names, signal) {
      const found: Source[] = [];
      for (const name of names) {
        // Whoever comes meanwhile finds it kept.
        const source = await oneByOne(name, () => openOne(name, signal));
        if (source) found.push(source);
      }
      return found;
    },
    pages: (source) => readKept(documents, SCOPE, source),
  };
}

/** Finds a file right in the folder: nothing that lies elsewhere, whatever the name says or links to. */
async function fileOf(path: string | undefined, name: string) {
  if (path === undefined || /[/\\\0]/.test(name) || name.startsWith('.')) return undefined;
  try {
    const [folder, found] = await Promise.all([realpath(path), realpath(join(path, name))]);
    const facts = await stat(found);
    if (dirname(found) !== folder || !facts.isFile()) return undefined;
    return { path: found, size: facts.size, mtimeMs: facts.mtimeMs };
  } catch {
    return undefined;
  }
}
