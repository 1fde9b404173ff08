import { describe, expect, it } from 'vitest';
import { createFetch } from '../../src/media/fetch.ts';
import type { Surface } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createFakeClock } from '../fake-clock.ts';
import { deaf } from '../support/deaf-model.ts';

const at = { conversation: 'test:1', person: 'test:1', asker: 'test:1', chat: 'test:1', language: 'en', model: deaf };
const there = { surface: 'test', address: { file: 'f1' } };
const never = new AbortController().signal;

function doorTo(download: Surface['download'], blobs: Record<string, Uint8Array> = {}) {
  const clock = createFakeClock();
  const fetch = createFetch({
    surface: () => ({ ...(download ? { download } : {}) }) as Surface,
    blob: async (name, conversation) => blobs[`${conversation} ${name}`],
    clock,
  });
  return {
    clock,
    fetch: (source: Parameters<typeof fetch>[0]) => fetch(source, 10, at, never, async (bytes) => bytes),
  };
}

describe('fetching', () => {
  it('asks the surface for no more than may come', async () => {
    const asked: unknown[] = [];
    const { fetch } = doorTo(async (address, limits) => {
      asked.push(address, limits);
      return new Uint8Array([7]);
    });
    expect(await fetch(there)).toEqual(new Uint8Array([7]));
    expect(asked).toEqual([{ file: 'f1' }, { bytes: 10 }]);
  });

  it('gives a blob to its conversation alone', async () => {
    const { fetch } = doorTo(undefined, { 'test:1 abc': new Uint8Array([1]), 'test:2 def': new Uint8Array([2]) });
    expect(await fetch({ blob: 'abc' })).toEqual(new Uint8Array([1]));
    await expect(fetch({ blob: 'def' })).rejects.toMatchObject({ kind: 'gone' });
  });

  it('tries again what may pass, three times in all', async () => {
    let tries = 0;
    const { fetch, clock } = doorTo(async () => {
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
    const { fetch } = doorTo(async () => {
      tries += 1;
      throw fault;
    });
    await expect(fetch(there)).rejects.toBe(fault);
    expect(tries).toBe(1);
  });
});
