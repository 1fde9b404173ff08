import { setTimeout } from 'node:timers/promises';
import type { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../../src/util/errors.ts';

/** Two namespaces of one storage under test. */
export interface KeyvUnderTest {
  one: Keyv;
  other: Keyv;
  /** Makes every further call to the storage fail. */
  breakDown(): void;
  end(): Promise<void>;
}

/** What every Keyv must do that we keep conversations in. */
export function keyvContract(name: string, open: () => Promise<KeyvUnderTest>): void {
  describe(`keyv: ${name}`, () => {
    let under: KeyvUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.end());

    const odd = ['__proto__', 'constructor', 'a:b', 'one:a', 'a\0b', '\ud800', '\ud801', '\ufffd', '\0"\\ud800"', ''];

    it('gives back exactly what it was given, under any key', async () => {
      for (const key of odd)
        await under.one.set(key, { key, text: ':a\0\ud800', n: 2 ** 52, deep: { list: [null, 1.5] } });
      for (const key of odd) {
        expect(await under.one.get(key)).toEqual({ key, text: ':a\0\ud800', n: 2 ** 52, deep: { list: [null, 1.5] } });
        expect(await under.one.has(key)).toBe(true);
        expect(await under.other.get(key)).toBeUndefined();
      }
    });

    it('keeps a value that looks like a prototype', async () => {
      const value = JSON.parse('{"__proto__":{"admin":true}}');
      await under.one.set('k', value);
      const read: unknown = await under.one.get('k');
      expect(JSON.stringify(read)).toBe('{"__proto__":{"admin":true}}');
    });

    it('reads and writes many, in order, with gaps', async () => {
      const wrote = await under.one.setMany([
        { key: 'a', value: 1 },
        { key: 'one:a', value: 2 },
      ]);
      expect(wrote).toEqual([true, true]);
      expect(await under.one.getMany(['one:a', 'x', 'a'])).toEqual([2, undefined, 1]);
      expect(await under.one.get(['a', 'one:a'])).toEqual([1, 2]);
      expect(await under.one.hasMany(['a', 'x'])).toEqual([true, false]);
      expect(await under.one.getMany([])).toEqual([]);
    });

    it('replaces, deletes and clears one namespace only', async () => {
      await under.one.set('a', 1);
      await under.one.set('a', 2);
      await under.other.set('a', 3);
      expect(await under.one.get('a')).toBe(2);
      expect([await under.one.delete('a'), await under.one.delete('a')]).toEqual([true, false]);
      await under.one.setMany(['b', 'c', 'd'].map((key) => ({ key, value: key })));
      expect(await under.one.delete(['b', 'x'])).toBe(true);
      await under.one.clear();
      expect(await under.one.getMany(['a', 'b', 'c', 'd'])).toEqual([undefined, undefined, undefined, undefined]);
      expect(await under.other.get('a')).toBe(3);
    });

    it('forgets what is past its time', async () => {
      await under.one.set('a', 1, 5);
      await under.one.set('b', 1, 60_000);
      await setTimeout(10);
      expect(await under.one.hasMany(['a', 'b'])).toEqual([false, true]);
      expect(await under.one.getMany(['a', 'b'])).toEqual([undefined, 1]);
      expect(await under.one.get('a')).toBeUndefined();
    });

    it('refuses undefined, which could not be told from nothing', async () => {
      await expect(under.one.set('a', undefined)).rejects.toThrow(/undefined/);
    });

    const calls: Record<string, (keyv: Keyv) => Promise<unknown>> = {
      get: (keyv) => keyv.get('a'),
      'get of many': (keyv) => keyv.get(['a', 'b']),
      getMany: (keyv) => keyv.getMany(['a', 'b']),
      getRaw: (keyv) => keyv.getRaw('a'),
      getManyRaw: (keyv) => keyv.getManyRaw(['a']),
      has: (keyv) => keyv.has('a'),
      hasMany: (keyv) => keyv.hasMany(['a']),
      set: (keyv) => keyv.set('a', 2),
      setMany: (keyv) => keyv.setMany([{ key: 'a', value: 2 }]),
      delete: (keyv) => keyv.delete('a'),
      deleteMany: (keyv) => keyv.deleteMany(['a']),
      clear: (keyv) => keyv.clear(),
    };
    it.each(Object.keys(calls))('%s fails closed', async (name) => {
      await under.one.set('a', 1);
      // With a listener and without throwOnErrors, Keyv 5.6 resolves with undefined here.
      under.one.on('error', () => undefined);
      under.breakDown();
      const error = await calls[name]?.(under.one).then(
        () => 'resolved',
        (reason: unknown) => reason,
      );
      expect(isFault(error, 'storage')).toBe(true);
    });
  });
}
