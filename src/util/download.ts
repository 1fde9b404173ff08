import type { Readable } from 'node:stream';
import { TOO_LARGE } from '../ports/index.ts';
import { codeOf, Fault, type SurfaceFaultKind } from './errors.ts';
import { letGo, takeMemory } from './let-go.ts';
import { createDirectPoster, type PostAnswer } from './post.ts';
import { namedPause } from './retry.ts';

/**
 * Fetches the bytes of a path of one server: as they are, once, and no further than `most` bytes. Where the server sends
 * elsewhere nobody follows. Rejects with the signal's reason, or with a Fault that names no address:
 *
 * - `gone`: there is no such file (any more)
 * - `rejected`, with facts.code `TOO_LARGE`, `redirected` or `encoded`
 * - `unreachable`, `server`, `rate_limited`
 */
export type Download = (path: string, most: number, signal: AbortSignal) => Promise<Uint8Array>;

const kinds: Readonly<Record<number, SurfaceFaultKind>> = { 401: 'gone', 403: 'gone', 404: 'gone', 410: 'gone' };

/** Makes downloads from one server, whose path is not looked at. */
export function createDownload(server: URL): Download {
  const get = createDirectPoster(server);
  return async (path, most, signal) => {
    try {
      const answer = await get(path, { headers: {}, signal });
      try {
        return await bytesOf(answer, most);
      } finally {
        answer.body.destroy();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Fault) throw error;
      // Never the message, which may name an address.
      throw new Fault('unreachable', 'a file could not be fetched', { code: codeOf(error) ?? 'unknown' });
    }
  };
}

/** Fault of a file that is larger than what may be fetched. */
export function tooLarge(): Fault {
  return new Fault('rejected', 'a file is larger than what may be fetched', { code: TOO_LARGE });
}

async function bytesOf({ status, headers, body }: PostAnswer, most: number): Promise<Uint8Array> {
  refuseStatus(status, Number(headers['retry-after']));
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new Fault('rejected', 'a file came in an encoding that was not asked for', { code: 'encoded' });
  }
  const length = headers['content-length'];
  return length === undefined ? pieces(body, most) : whole(body, Number(length), most);
}

function refuseStatus(status: number, seconds: number): void {
  if (status === 200) return;
  if (status >= 300 && status < 400) {
    throw new Fault('rejected', 'a file is said to be elsewhere', { status, code: 'redirected' });
  }
  if (status === 429) {
    const retryAfterMs = namedPause(seconds * 1000);
    const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new Fault('rate_limited', 'a file may not be fetched yet', { status, scope: 'chat', ...pause });
  }
  const kind = status >= 500 ? 'server' : (kinds[status] ?? 'rejected');
  throw new Fault(kind, `a file was answered with ${status}`, { status });
}

/** Reads into one place, so that a large file is in memory once. */
async function whole(body: Readable, length: number, most: number): Promise<Uint8Array> {
  if (!(length <= most)) throw tooLarge();
  const bytes = takeMemory(length);
  let size = 0;
  for await (const piece of body) {
    size += (piece as Buffer).copy(bytes, size);
    letGo(piece as Buffer);
  }
  return bytes.subarray(0, size);
}

async function pieces(body: Readable, most: number): Promise<Uint8Array> {
  const read: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    const bytes = piece as Buffer;
    size += bytes.length;
    if (size > most) throw tooLarge();
    read.push(bytes);
  }
  return Buffer.concat(read, size);
}
