import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdapterStore } from '../../src/ports/index.ts';

/** Stores of adapters under test. */
export interface AdapterStoreUnderTest {
  store(surface: string): AdapterStore;
  /** Opens the same storage as another process would. */
  another(surface: string): Promise<AdapterStore>;
  end(): Promise<void>;
}

/** Duties of whatever keeps the facts of adapters. */
export function adapterStoreContract(name: string, open: () => Promise<AdapterStoreUnderTest>): void {
  describe(`adapter store: ${name}`, () => {
    let under: AdapterStoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    it('lists what was set, by prefix and the least recently set first, through a restart', async () => {
      const store = under.store('discord');
      for (const key of ['a:2', 'a:1', 'b:1', 'a:\u{10fffe}']) {
        await store.set([{ key, value: `of ${key}` }]);
        await setTimeout(2);
      }
      await store.set([{ key: 'a:2', value: 'new' }]);
      const again = await under.another('discord');
      expect((await again.list('a:')).map(({ key }) => key)).toEqual(['a:1', 'a:\u{10fffe}', 'a:2']);
      expect((await again.list('a:')).at(-1)).toEqual({ key: 'a:2', value: 'new' });
      await again.delete(['a:1', 'never there']);
      expect(await again.list('a:')).toHaveLength(2);
    });

    it('keeps surfaces apart', async () => {
      await under.store('discord').set([{ key: 'a', value: '1' }]);
      await under.store('telegram').set([{ key: 'a', value: '2', owner: { person: 'x:1' } }]);
      expect(await under.store('discord').list('')).toEqual([{ key: 'a', value: '1' }]);
      await under.store('discord').delete(['a']);
      expect(await under.store('telegram').list('')).toEqual([{ key: 'a', value: '2' }]);
      expect(await under.store('disc').list('')).toEqual([]);
    });
  });
}
