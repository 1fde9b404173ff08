import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LruCache } from '../../src/util/lru.ts';

it('forgets the least recently used, and says which', () => {
  const cache = new LruCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  expect(cache.set('c', 3)).toBe('b');
  expect(cache.keys()).toEqual(['a', 'c']);
  expect(cache.get('b')).toBeUndefined();
  cache.delete('a');
  expect(cache.set('d', 4)).toBeUndefined();
});

it('forgets as many as weigh too much, and keeps none that does so alone', () => {
  const cache = new LruCache<string>(5, ({ length }) => length);
  cache.set('a', 'aa');
  cache.set('b', 'bb');
  expect(cache.set('c', 'cccc')).toBe('a');
  expect(cache.keys()).toEqual(['c']);
  cache.set('c', 'c');
  cache.set('d', 'dddd');
  expect(cache.keys()).toEqual(['c', 'd']);
  expect(cache.set('e', 'eeeeee')).toBe('c');
  expect(cache.keys()).toEqual([]);
  cache.set('f', 'fffff');
  expect(cache.keys()).toEqual(['f']);
});

it('keeps the order of uses, whatever is done in whatever order', () => {
  const step = fc.record({ what: fc.constantFrom('get', 'set', 'delete'), key: fc.integer({ min: 0, max: 6 }) });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.array(step), (most, steps) => {
      const cache = new LruCache<number, number>(most);
      let plain: (readonly [key: number, value: number])[] = [];
      for (const [value, { what, key }] of steps.entries()) {
        const known = plain.find(([each]) => each === key);
        const rest = plain.filter((each) => each !== known);
        if (what === 'get') {
          expect(cache.get(key)).toBe(known?.[1]);
          plain = known ? [...rest, known] : rest;
        } else if (what === 'delete') {
          cache.delete(key);
          plain = rest;
        } else {
          const all = [...rest, [key, value] as const];
          expect(cache.set(key, value)).toBe(all.length > most ? all[0]?.[0] : undefined);
          plain = all.slice(-most || all.length);
        }
        expect(cache.keys()).toEqual(plain.map(([each]) => each));
      }
    }),
  );
});
