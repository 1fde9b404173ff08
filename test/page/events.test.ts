import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createEvents } from './events.ts';
import type { World } from './protocol.ts';

describe('the stream of news', () => {
  it('is cut for a reader that reads nothing, and goes on for the others', async () => {
    const events = createEvents(
      () => undefined,
      () => ({}) as World,
    );
    const closing = new AbortController();
    const stuck = new Writable({ write: () => undefined });
    let heard = 0;
    const quick = new Writable({
      write(_, __, done) {
        heard += 1;
        done();
      },
    });
    const lines = [stuck, quick].map((each) => events.open(undefined)(each, closing.signal));
    const typing = ['x'.repeat(1_000_000)];
    for (let n = 0; n < 20; n += 1) events.tell({ typing });
    expect(stuck.destroyed).toBe(true);
    expect(stuck.writableLength).toBeLessThan(20_000_000);
    expect(heard).toBe(21);
    closing.abort();
    await Promise.all(lines);
    expect(events.streams).toBe(0);
  });
});
