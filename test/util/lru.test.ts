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
