import { letGo } from '../util/let-go.ts';
import { isRefused, type Refused } from './outcome.ts';
import type { Picture } from './pictures.ts';
import type { FileKind } from './reading/pages.ts';
import type { ReadHead, ReadRequest } from './reading/read.ts';
import { timeFor } from './work/jobs.ts';
import { startWork } from './work/process.ts';
import { createTurns } from './work/turns.ts';

/** Stretch of a file with the name that people know it by: a page's number, a sheet and its rows, a chapter, lines. */
export interface PageText {
  name: string;
  text: string;
}

/** Text of a file. */
export interface FileText {
  kind: FileKind;
  /** Pages that hold text, in their order. */
  pages: PageText[];
  /** Pages of a scan, drawn. */
  pictures: { name: string; picture: Picture }[];
  /** True if something was left out. */
  more: boolean;
  /** Pages there are, where the file says it. */
  total?: number;
  /** Title of a page of the web; empty where it has none. */
  title?: string;
}

/** Most bytes of a file. */
const MOST_FILE = 50 * 1024 * 1024;

const limits = { memory: 330 * 1024 * 1024, output: 48 * 1024 * 1024 };
const oneAtATime = createTurns();

/**
 * Reads the text of a file, in a process of its own; its content alone says what it is. The bot reads one file at a time. The bytes
 * are taken: they are there no more. Rejects with the signal's reason, or with Fault('internal') where no process starts.
 *
 * @param onPage called with the pages that have been read so far, and how many there are where the file says it
 * @param request says of a page of the web what its bytes do not
 */
export function readFile(
  bytes: Uint8Array,
  signal: AbortSignal,
  onPage: (count: number, total?: number) => void = () => undefined,
  request: ReadRequest = {},
): Promise<FileText | Refused> {
  if (bytes.length === 0) return Promise.resolve({ reason: 'empty' });
  if (bytes.length > MOST_FILE) return Promise.resolve({ reason: 'too_large' });
  return oneAtATime(signal, async () => {
    const work = startWork('reading', { ...limits, ms: timeFor(bytes.length) });
    const pages: PageText[] = [];
    const pictures: FileText['pictures'] = [];
    let total: number | undefined;
    try {
      const answer = await work.ask({ head: request, body: bytes }, signal, ({ head, body }) => {
        // It has all of the file by now.
        letGo(bytes);
        const said = head as { name: string; total?: number; picture?: Omit<Picture, 'bytes'> };
        total ??= said.total;
        if (said.total !== undefined) return;
        if (said.picture) pictures.push({ name: said.name, picture: { ...said.picture, bytes: body } });
        else pages.push({ name: said.name, text: Buffer.from(body.buffer, body.byteOffset, body.length).toString() });
        onPage(pages.length + pictures.length, total);
      });
      return isRefused(answer) ? answer : { ...(answer.head as ReadHead), pages, pictures };
    } finally {
      work.end();
    }
  });
}
