import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim, OwnedBy, Storage } from '../../src/ports/index.ts';
import { accept, prompt } from './events.ts';

const ann = { id: 'x:ann', name: 'Ann' };
const bob = { id: 'x:bob', name: 'Bob' };

/** Keeps something of Ann's and of Bob's in each room. Both have a conversation, in which one turn is closed and one open. */
export async function fillTraces({ inbox, jobs, adapterStore, documents, blobs }: Storage): Promise<void> {
  const asked = (key: string, actor: typeof ann, conversation: string) =>
    prompt(key, { actor, conversation, queue: conversation });
  await accept(inbox, [asked('a', ann, 'x:1'), asked('b', bob, 'x:2')]);
  const stop = new AbortController();
  let count = 0;
  const close = async (claim: Claim) => {
    await claim.record({ part: 0, ids: [`m${count}`], start: 0, end: 1 });
    count += 1;
    await claim.close('answered');
    if (count === 2) stop.abort();
  };
  await inbox.work(close, 0, stop.signal);
  const position = { name: 'position', value: '1', conversation: 'x:1' };
  await accept(inbox, [asked('a2', ann, 'x:1'), asked('b2', bob, 'x:2')], position);
  await jobs.add({ kind: 'k', key: 'a', payload: 1, payer: 'x:ann', conversation: 'x:1' });
  await jobs.add({ kind: 'k', key: 'b', payload: 1, payer: 'x:bob', conversation: 'x:2' });
  await adapterStore('x').set([
    { key: 'locale:a', value: 'de', owner: { person: 'x:ann' } },
    { key: 'locale:b', value: 'de', owner: { person: 'x:bob' } },
    { key: 'direct:1', value: '', owner: { conversation: 'x:1' } },
  ]);
  await documents.setMany([{ key: 'turn|x:1|t', value: 1, owner: { conversation: 'x:1', person: 'x:ann' } }]);
  await documents.quarantine('turn|x:1|t');
  for (const owner of [
    { conversation: 'x:1', person: 'x:ann' },
    { conversation: 'x:2', person: 'x:bob' },
  ])
    await blobs.put(Buffer.from('bytes'), { owner, ttl: 1000 });
}

/** Duties of every store towards the people it keeps rows of. */
export function tracesContract(name: string, open: () => Promise<Storage>): void {
  describe(`traces: ${name}`, () => {
    let storage: Storage;

    beforeEach(async () => {
      storage = await open();
      await fillTraces(storage);
    });
    afterEach(() => storage.close());

    const kinds = async (by: OwnedBy) => (await Array.fromAsync(storage.traces.list(by))).map(({ kind }) => kind);

    it('list what is kept of a person and of a conversation, whichever room wrote it', async () => {
      const person = ['blob', 'closed turn', 'damaged value', 'fact', 'job', 'open turn'];
      expect((await kinds({ person: 'x:ann' })).toSorted()).toEqual(person);
      expect((await kinds({ conversation: 'x:1' })).toSorted()).toEqual([...person, 'position'].toSorted());
      const items = await Array.fromAsync(storage.traces.list({ person: 'x:bob' }));
      const fact = items.find(({ kind }) => kind === 'fact');
      expect(fact).toMatchObject({ key: 'locale:b', person: 'x:bob' });
      expect(fact?.at).toBeGreaterThan(0);
    });

    it('are deleted by their owner, open turns only where that is said, and nobody else’s with them', async () => {
      const { traces } = storage;
      const bobs = await kinds({ person: 'x:bob' });
      expect(await traces.forget({ person: 'x:ann' })).toBe(5);
      expect(await kinds({ person: 'x:ann' })).toEqual(['open turn']);
      expect(await traces.forget({ conversation: 'x:1' }, 'turns')).toBe(3);
      expect(await kinds({ conversation: 'x:1' })).toEqual([]);
      expect(await traces.forget({ conversation: 'x:1' }, 'turns')).toBe(0);
      expect(await kinds({ person: 'x:bob' })).toEqual(bobs);
    });

    it('are deleted by their age', async () => {
      expect(await storage.traces.forget({ person: 'x:ann', before: 1 })).toBe(0);
      expect(await kinds({ person: 'x:ann' })).toHaveLength(6);
    });
  });
}
