import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { isRefused, type Refused } from '../media/outcome.ts';
import type { FileText } from '../media/reading.ts';
import { DoorRefusal } from '../net/door.ts';
import type { WebText } from '../net/page.ts';
import type { Clock, Documents, Log } from '../ports/index.ts';
import { createKeyedMutex } from '../util/keyed-mutex.ts';
import { LruCache } from '../util/lru.ts';
import { digest } from '../util/text.ts';
import { type Page, type Source, sourceKey, sourceSchema } from './source.ts';
import { inParts, joinedPages, measured, readText as readKept, writeText } from './text.ts';

/**
 * Files of the operator's folder, which personas name. One whose name ends with `.url` stands for the page of the web that it names.
 * Their text is kept for a while, and read anew once a file has changed.
 */
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
  /** Reads a page of the web. Rejects with a DoorRefusal. */
  page(url: string, signal: AbortSignal): Promise<WebText | Refused>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

/** Scope that their texts are kept under. */
const SCOPE = 'folder';
/** Time for which a text is kept, ms. Its facts go first. */
const TTL_MS = 30 * 86_400_000;
const TEXT_LONGER_MS = 86_400_000;
/** Time for which the text of a page of the web is kept, ms. */
const WEB_TTL_MS = 7 * 86_400_000;
/** Time after which a page that could not be fetched is tried again, ms. */
const AGAIN_MS = 3_600_000;
/** Most bytes of a file, and of one that names a page. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_LINK = 16 * 1024;
/** Line that names a page: as browsers write it into a shortcut, or alone. */
const ADDRESS = /(?:^|=)[ \t]*(https?:\/\/\S+)/im;

/** Text that was read, and the address of the page where it is one. */
interface Told extends Pick<FileText, 'pages' | 'more'> {
  url?: string;
}
/** Names whose trouble is remembered. */
const TROUBLED = 500;

export function createFolder({ path, documents, read, page, clock, log }: FolderParts): Folder {
  /** Last trouble with a name, so that it is told once, and no process starts for it again. */
  const troubles = new LruCache<string>(TROUBLED);
  const oneByOne = createKeyedMutex();

  function trouble(name: string, what: string, reason: string): undefined {
    if (troubles.get(name) === what) return undefined;
    troubles.set(name, what);
    log.warn({ name, reason }, 'A document of a persona cannot be read');
    return undefined;
  }

  async function readLinked(file: string, signal: AbortSignal): Promise<Told | { reason: string }> {
    const url = ADDRESS.exec(await readFile(file, 'utf8'))?.[1];
    if (url === undefined) return { reason: 'no address' };
    const text = await page(url, signal);
    return isRefused(text) ? text : { pages: [...text.pages], more: text.read.more, url };
  }

  async function readTold(file: string, isLink: boolean, signal: AbortSignal): Promise<Told | { reason: string }> {
    try {
      return await (isLink ? readLinked(file, signal) : read(await readFile(file), signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DoorRefusal) return { reason: error.reason };
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
    const isLink = name.toLowerCase().endsWith('.url');
    // A network that fails now may not fail for long.
    const tried = isLink ? `${id} ${Math.floor(clock.now() / AGAIN_MS)}` : id;
    if (troubles.get(name) === tried) return undefined;
    if (file.size > (isLink ? MOST_LINK : MOST_BYTES)) return trouble(name, tried, 'too_large');
    const text = await readTold(file.path, isLink, signal);
    if ('reason' in text) return trouble(name, tried, text.reason);
    if (text.pages.length === 0) return trouble(name, tried, 'empty');
    const parts = inParts(joinedPages(text.pages));
    const at = clock.now();
    const source: Source = {
      ...{ v: 1, id, name, kind: isLink ? 'page' : 'file', at, ...(await measured(text.pages)), parts: parts.length },
      ...(text.more ? { more: true } : {}),
      ...(text.url === undefined ? {} : { from: { url: text.url, at } }),
    };
    const ttl = isLink ? WEB_TTL_MS : TTL_MS;
    await writeText(documents, SCOPE, id, parts, { ttl: ttl + TEXT_LONGER_MS, signal });
    await documents.setMany([{ key: sourceKey(SCOPE, id), value: source, ttl }]);
    return source;
  }

  return {
    async open(names, signal) {
      const found: Source[] = [];
      for (const [at, name] of names.entries()) {
        // Whoever comes meanwhile finds it kept.
        const source = await oneByOne(name, () => openOne(name, signal));
        if (source) found.push({ ...source, number: at + 1 });
      }
      return found;
    },
    pages: (source) => readKept(documents, SCOPE, source),
  };
}

/** Finds a file right in the folder: nothing that lies elsewhere, whatever the name says or links to. */
export async function fileOf(path: string | undefined, name: string) {
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
