import { expect, it } from 'vitest';
import { lazyPerception } from '../../src/media/lazy.ts';
import type { Perception } from '../../src/media/perception.ts';

it('senses that could not be loaded are loaded when something is sensed again, and only once', async () => {
  let tries = 0;
  const senses: Perception = {
    sense: () => Promise.reject(new Error('not asked')),
    source: () => Promise.reject(new Error('not asked')),
    bytes: () => Promise.reject(new Error('not asked')),
    letGo: () => undefined,
    keep: async () => undefined,
  };
  const { keep } = lazyPerception(async () => {
    tries += 1;
    if (tries === 1) throw new Error('too many open files');
    return senses;
  });
  const owner = { conversation: 'test:1', person: 'test:1' };
  await expect(keep([], owner)).rejects.toThrow('too many open files');
  await keep([], owner);
  await keep([], owner);
  expect(tries).toBe(2);
});
