import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { HttpStream } from '../../src/http/server.ts';
import type { News, World } from './protocol.ts';

/** Most pages that look on at a time. */
export const MOST_STREAMS = 20;
/** News that are kept for who was away for a moment, and their length in characters. */
const KEPT = 500;
const KEPT_LENGTH = 4_000_000;
/** Bytes that may wait for a slow reader before it is cut off; it comes back by itself. */
const MOST_WAITING = 16 * 1024 * 1024;
/** Time between two signs of life, ms. */
const HEARTBEAT_MS = 20_000;

/** The stream of news, for many pages: whoever comes is told the world, and then what changes. */
export interface Events {
  /** Pages that look on. */
  readonly streams: number;
  tell(news: News): void;
  /**
   * Opens a stream.
   *
   * @param last the id of what the page heard last; where news since then are gone, it is told the world anew
   */
  open(last: string | undefined): HttpStream;
}

/**
 * @param look tells what has changed until now
 * @param world what a page that comes is told
 */
export function createEvents(look: () => void, world: () => World): Events {
  // Ids of another run mean nothing here.
  const run = randomBytes(6).toString('base64url');
  const kept: { n: number; block: string }[] = [];
  const readers = new Set<Writable>();
  let keptLength = 0;
  let n = 0;

  const blockOf = (event: string, data: object) =>
    `id: ${run}-${n}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

  function write(reader: Writable, block: string): void {
    if (reader.writableLength > MOST_WAITING) reader.destroy();
    else reader.write(block);
  }

  /** What has to be said to a page that heard this last; undefined where some of it is gone. */
  function since(last: string | undefined): string[] | undefined {
    const [, of, heard] = /^(.+)-(\d+)$/.exec(last ?? '') ?? [];
    const from = Number(heard);
    if (of !== run || from > n || from < (kept[0]?.n ?? n + 1) - 1) return undefined;
    return kept.filter((each) => each.n > from).map(({ block }) => block);
  }

  return {
    get streams() {
      return readers.size;
    },
    tell(news) {
      n += 1;
      const block = blockOf('news', news);
      kept.push({ n, block });
      keptLength += block.length;
      while (kept.length > KEPT || keptLength > KEPT_LENGTH) keptLength -= kept.shift()?.block.length ?? 0;
      for (const reader of readers) write(reader, block);
    },
    open: (last) => async (body, signal) => {
      // What happened while nobody looked on is told now.
      look();
      for (const block of since(last) ?? [blockOf('world', world())]) write(body, block);
      readers.add(body);
      const heartbeat = setInterval(() => write(body, ': still here\n\n'), HEARTBEAT_MS);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      clearInterval(heartbeat);
      readers.delete(body);
    },
  };
}
