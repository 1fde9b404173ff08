import { describe, expect, it } from 'vitest';
import { createStoredFacts } from '../../../adapters/discord/stored-facts.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { createStore, type Store } from './store.ts';

/** What is remembered of people and channels. */

const day = 86_400_000;

function facts(store: Store, clock = createFakeClock()) {
  const ownerOf = (id: string) => ({ person: `discord:${id}` });
  return createStoredFacts({ ...store, clock, prefix: 'locale:', most: 3, ownerOf, earlier: 'discord:locales' });
}

async function opened(store: Store) {
  const found = facts(store);
  await found.open();
  return found;
}

describe('stored facts', () => {
  it('are one small write each, where something is new', async () => {
    const store = createStore();
    const found = facts(store);
    await found.set('1', 'fr');
    await found.set('1', 'fr');
    expect(store.writes).toBe(1);
    await found.set('1', 'es-ES');
    expect(store.writes).toBe(2);
    expect([...store.facts]).toEqual([['locale:1', 'es-ES']]);
  });

  it('are so many, those used last; the others leave the store, too', async () => {
    const store = createStore();
    const found = facts(store);
    for (const id of ['1', '2', '3']) await found.set(id, 'fr');
    found.get('1');
    await found.set('4', 'fr');
    expect(found.ids()).toEqual(['3', '1', '4']);
    expect([...store.facts.keys()].sort()).toEqual(['locale:1', 'locale:3', 'locale:4']);
  });

  it('are written again once a day while they are in use, so that those are the last to go', async () => {
    const store = createStore();
    const clock = createFakeClock();
    const found = facts(store, clock);
    for (const id of ['1', '2', '3']) await found.set(id, 'fr');
    await clock.advance(day);
    await found.set('1', 'fr');
    expect((await opened(createStore(store))).ids()).toEqual(['2', '3', '1']);
  });

  it('that could not be written are written with the next call', async () => {
    const store = createStore();
    const found = facts(store);
    store.before = () => Promise.reject(new Error('disk full'));
    await expect(found.set('1', 'fr')).rejects.toThrow('disk full');
    store.before = () => undefined;
    await found.set('1', 'fr');
    expect([...store.facts]).toEqual([['locale:1', 'fr']]);
  });

  it('of earlier versions, which kept them as one list, are taken over once', async () => {
    const store = createStore();
    store.facts.set('locale:2', 'es-ES');
    store.cursors.set('discord:locales', JSON.stringify([['1', 'fr'], ['2', 'de'], '3']));
    const found = await opened(store);
    expect(['1', '2', '3'].map(found.get)).toEqual(['fr', 'es-ES', '']);
    expect(store.cursors.get('discord:locales')).toBe('[]');
    expect((await opened(createStore(store))).ids().sort()).toEqual(['1', '2', '3']);
  });

  it.each(['[["x"', '[["x","fr"]]', '{}', 'nonsense'])(
    'of earlier versions that read %s are as none',
    async (value) => {
      const store = createStore();
      store.cursors.set('discord:locales', value);
      expect((await opened(store)).ids()).toEqual([]);
    },
  );
});
