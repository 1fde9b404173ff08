import { describe, expect, it, vi } from 'vitest';
import { mediaKey } from '../../src/conversation/keys.ts';
import { createMediaFetcher } from '../../src/media/fetch.ts';
import { createKeptMedia } from '../../src/media/kept-media.ts';
import type { Blobs, MediaSource, Surface } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock } from '../fake-clock.ts';
import { keepLog } from '../model/support.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const at = { conversation: 'test:1', person: 'test:1' };
const there = { surface: 'test', address: { file: 'f1' } };
const passing = { ...there, passing: true } as const;
const never = new AbortController().signal;

function fetcherOf(download: Surface['download'], blobs: Record<string, Uint8Array> = {}, put?: Blobs['put']) {
  const clock = createFakeClock();
  const { documents } = createMemoryDocuments();
  const open = () => {
    const { fetch, keep } = createMediaFetcher({
      surface: () => ({ ...(download ? { download } : {}) }) as Surface,
      blob: async (name, conversation) => blobs[`${conversation} ${name}`],
      kept: createKeptMedia({
        documents,
        blobs: {
          forget: async () => 0,
          put:
            put ??
            (async (bytes, { owner }) => {
              blobs[`${owner.conversation} kept`] = bytes;
              return 'kept';
            }),
        },
        keyOf: mediaKey,
        ttl: 1000,
      }),
      clock,
      log: keepLog(),
    });
    return {
      fetch: (source: MediaSource, owner = at) => fetch(source, 10, owner, never, async (bytes) => bytes),
      hold: (most: number, over?: Promise<void>) => fetch(there, most, at, never, async () => over),
      keep: (source: MediaSource) => keep(source, 10, at, never),
    };
  };
  return { clock, open, ...open() };
}

describe('fetching', () => {
  it('asks the surface for no more than may come', async () => {
    const asked: unknown[] = [];
    const { fetch } = fetcherOf(async (address, limits) => {
      asked.push(address, limits);
      return new Uint8Array([7]);
    });
    expect(await fetch(there)).toEqual(new Uint8Array([7]));
    expect(asked).toEqual([{ file: 'f1' }, { bytes: 10 }]);
  });

  it('holds one large file at a time', async () => {
    const size = 20_000_000;
    let begun = 0;
    const { hold } = fetcherOf(async () => {
      begun += 1;
      return new Uint8Array(size);
    });
    const first = Promise.withResolvers<void>();
    const all = [hold(size, first.promise), hold(size), hold(1024)];
    await vi.waitFor(() => expect(begun).toBe(1));
    await new Promise(setImmediate);
    expect(begun).toBe(1);
    first.resolve();
    await Promise.all(all);
    expect(begun).toBe(3);
  });

  it('gives a blob to its conversation alone', async () => {
    const { fetch } = fetcherOf(undefined, { 'test:1 abc': new Uint8Array([1]), 'test:2 def': new Uint8Array([2]) });
    expect(await fetch({ blob: 'abc' })).toEqual(new Uint8Array([1]));
    await expect(fetch({ blob: 'def' })).rejects.toMatchObject({ kind: 'gone' });
  });

  it('tries again what may pass, three times in all', async () => {
    let tries = 0;
    const { fetch, clock } = fetcherOf(async () => {
      tries += 1;
      throw new Fault('unreachable', 'away');
    });
    const failed = expect(fetch(there)).rejects.toMatchObject({ kind: 'unreachable' });
    await clock.advance(60_000);
    await failed;
    expect(tries).toBe(3);
  });

  it.each([
    new Fault('gone', 'deleted'),
    new Fault('rejected', 'too large', { code: 'too-large' }),
    new Fault('rate_limited', 'later', { retryAfterMs: 3_600_000 }),
  ])('gives up at once where waiting does not help', async (fault) => {
    let tries = 0;
    const { fetch } = fetcherOf(async () => {
      tries += 1;
      throw fault;
    });
    await expect(fetch(there)).rejects.toBe(fault);
    expect(tries).toBe(1);
  });
});

describe('what passes', () => {
  const bytes = new Uint8Array([7]);
  const gone = new Fault('gone', 'the process that knew the address');

  it('is fetched once by all who want it, and had from the blobs when its address is over', async () => {
    const asked: unknown[] = [];
    const fetcher = fetcherOf(async (address) => {
      asked.push(address);
      if (asked.length > 1) throw gone;
      return bytes;
    });
    await Promise.all([fetcher.keep(passing), fetcher.fetch(passing), fetcher.fetch(passing)]);
    // A new process remembers no address, and nothing of this.
    expect(await fetcher.open().fetch(passing)).toEqual(bytes);
    expect(asked).toEqual([passing.address]);
    await expect(fetcher.fetch(passing, { ...at, conversation: 'test:2' })).rejects.toBe(gone);
  });

  it('is tried for again where it could not be had', async () => {
    let tries = 0;
    const { keep, fetch } = fetcherOf(async () => {
      tries += 1;
      if (tries === 1) throw gone;
      return bytes;
    });
    await expect(keep(passing)).rejects.toBe(gone);
    expect(await fetch(passing)).toEqual(bytes);
  });

  it('is had all the same where the store does not take it', async () => {
    const { fetch } = fetcherOf(
      async () => bytes,
      {},
      async () => {
        throw new Fault('storage', 'full');
      },
    );
    expect(await fetch(passing)).toEqual(bytes);
  });

  it('leaves nothing among the blobs where it does not pass', async () => {
    const blobs = {};
    const { fetch, keep } = fetcherOf(async () => bytes, blobs);
    await keep(there);
    await fetch(there);
    expect(blobs).toEqual({});
  });
});
