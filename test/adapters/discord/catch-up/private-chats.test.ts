import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/ports/index.ts';
import { systemClock } from '../../../../src/util/clock.ts';
import { createStore } from '../store.ts';
import { all, open } from './open.ts';

describe('a private chat that Discord does not list', () => {
  it('a first private message is answered, before what the person writes next; that counts as sent when it came', async () => {
    const { start, say, dm, lists } = await open();
    const store = createStore();
    await (await start(store)).stop();
    say(dm, 'away');
    // A clock that is far ahead of Discord's.
    const ahead: Clock = { ...systemClock, now: () => Date.now() + 3_600_000 };
    await start(store, { clock: ahead });
    say(dm, 'back');
    say(dm, 'again');
    expect(await all(store, 3)).toEqual(['away', 'back', 'again']);
    const ages = store.accepted.map(({ sentAt }) => Math.round((ahead.now() - sentAt) / 3_600_000));
    expect(ages).toEqual([1, 0, 0]);
    say(dm, 'more');
    await all(store, 4);
    expect(lists()).toBe(1);
  });

  it('a first private message is read back even if the process ends while it reads what was said before', async () => {
    const { server, start, say, dm } = await open();
    const store = createStore();
    const held = Promise.withResolvers<void>();
    let reads = 0;
    server.rule({
      match: ({ method, path }) => method === 'GET' && path.endsWith('/messages'),
      before() {
        reads += 1;
        return held.promise;
      },
      times: 1,
    });
    await start(store);
    say(dm, 'one');
    await expect.poll(() => reads).toBe(1);
    const killed = createStore(store);
    expect(killed.accepted).toEqual([]);
    await start(killed);
    expect(await all(killed, 1)).toEqual(['one']);
    held.resolve();
  });

  it('a private chat is known before the first command in it is stored', async () => {
    const { server, start, dm, ada } = await open();
    const store = createStore();
    const known: boolean[] = [];
    store.before = (batch) => {
      if (batch.length === 0) return new Promise((resolve) => setTimeout(resolve, 100));
      known.push(store.facts.has(`direct:${dm.id}`));
      return undefined;
    };
    await start(store);
    server.interact(dm, ada, { name: 'ask', options: { prompt: 'why' } });
    await all(store, 1);
    expect(known).toEqual([true]);
  });

  it('an edit in a chat not known yet waits for what was said there before', async () => {
    const { server, start, say, dm } = await open();
    const store = createStore();
    await (await start(store)).stop();
    say(dm, 'one');
    const message = say(dm, 'two');
    await start(store);
    server.edit(message, 'second');
    expect(await all(store, 3)).toEqual(['one', 'second', 'edit']);
  });
});
