import { basename } from 'node:path/posix';
import type { Log, ModelEvent } from '../ports/index.ts';
import { oneLine } from '../util/text.ts';
import { toModelFault } from './errors.ts';
import { answerOf } from './fetch.ts';
import { pictureKind } from './image-kinds.ts';
import { fields } from './json.ts';
import { headersFor, type Service } from './service.ts';

/** Files that code of an answer has made. The service keeps them for some minutes alone: they are fetched with the answer. */

/** File at the service. */
export interface CodeFile {
  container: string;
  id: string;
  name: string;
}

/** Most files of one answer, and most bytes of all of them. */
const MOST_FILES = 8;
const MOST_BYTES = 20 * 1024 * 1024;
/** Limit for all of them, ms. */
const LIMIT_MS = 60_000;
const LONGEST_NAME = 100;
/** Ids stand in an address. */
const ID = /^[\w-]{1,100}$/;

/** Collects the files that annotations name, each once. */
export function createCodeFiles(): { note(annotation: unknown): void; readonly files: readonly CodeFile[] } {
  const files: CodeFile[] = [];
  return {
    files,
    note(annotation) {
      const { type, container_id: container, file_id: id, filename } = fields(annotation);
      if (type !== 'container_file_citation' || typeof container !== 'string' || typeof id !== 'string') return;
      const isKnown = files.some((file) => file.id === id);
      if (isKnown || files.length >= MOST_FILES || !ID.test(container) || !ID.test(id)) return;
      files.push({ container, id, name: nameOf(filename) });
    },
  };
}

function nameOf(told: unknown): string {
  const name = typeof told === 'string' ? basename(oneLine(told.slice(-LONGEST_NAME))) : '';
  return name === '' || name.startsWith('.') ? `file${name}` : name;
}

/** Types of what code mostly writes, by the endings of names. */
const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
  pdf: 'application/pdf',
  zip: 'application/zip',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

function typeOf(bytes: Uint8Array, name: string): string {
  const kind = pictureKind(bytes);
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (kind) return `image/${kind}`;
  return (Object.hasOwn(types, ending) ? types[ending] : undefined) ?? 'application/octet-stream';
}

/** Fetches files. One that cannot be had is logged and left out: the answer stands without it. */
export async function* fetchFiles(
  { service, log, key }: { service: Service; log: Log; key: string | undefined },
  files: readonly CodeFile[],
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  let left = MOST_BYTES;
  for (const { container, id, name } of files) {
    try {
      const client = await service.client();
      const path = `/containers/${container}/files/${id}/content`;
      const { stream } = await answerOf(client.get(path, { headers: headersFor(key), signal: limit }));
      const bytes = await bytesOf(stream, left);
      if (bytes === undefined) {
        log.warn({ bytes: MOST_BYTES }, 'Files that an answer made are too large: leaving the rest out');
        return;
      }
      left -= bytes.length;
      yield { type: 'file', file: { bytes, mime: typeOf(bytes, name), name } };
    } catch (error) {
      signal.throwIfAborted();
      const { kind, facts } = toModelFault(error, { model: '', official: service.official });
      log.warn(
        { kind, status: facts.status, requestId: facts.requestId },
        'A file that an answer made could not be fetched',
      );
    }
  }
}

/** Reads a body to its end; undefined where it is longer than `most`. */
async function bytesOf(stream: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let left = most;
  for await (const chunk of stream) {
    chunks.push(chunk);
    left -= chunk.length;
    if (left < 0) return undefined;
  }
  return Buffer.concat(chunks);
}
