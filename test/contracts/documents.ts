import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import type { Documents, OwnedBy } from '../../src/ports/index.ts';

/** Documents under test. */
export interface DocumentsUnderTest {
  documents: Documents;
  /** Opens the same storage as another process would, with nothing in memory. */
  another(): Documents;
  end(): Promise<void>;
}

/** Duties of every store of documents. */
export function documentsContract(name: string, open: () => Promise<DocumentsUnderTest>): void {
  describe(`documents: ${name}`, () => {
    let under: DocumentsUnderTest;
    let documents: Documents;

    beforeEach(async () => {
      under = await open();
      documents = under.documents;
    });
    afterEach(() => under.end());

    const valueAt = async (key: string) => (await documents.getMany([key]))[0];
    const keysOf = (prefix: string) => Array.fromAsync(documents.keys(prefix));

    it('keeps plain JSON by any key, in the order asked', async () => {
      const odd = ['__proto__', 'a\0b', '\ud800', ' ', '😀', "'; --"];
      const value = { text: 'a\0 \ud800 😀', list: [1, null, { deep: true }], 10: 'ten', 2: 'two' };
      await documents.setMany(odd.map((key) => ({ key, value: { ...value, key } })));
      expect(await documents.getMany([...odd.toReversed(), 'nobody'])).toEqual([
        ...odd.toReversed().map((key) => ({ ...value, key })),
        undefined,
      ]);
    });

    it('deletes, and does not mind what is not there', async () => {
      await documents.setMany(['a', 'b'].map((key) => ({ key, value: key })));
      await documents.deleteMany(['a', 'nobody']);
      expect(await documents.getMany(['a', 'b'])).toEqual([undefined, 'b']);
      expect(await under.another().getMany(['a'])).toEqual([undefined]);
    });

    it('lists keys by their prefix, also many', async () => {
      const many = Array.from({ length: 1203 }, (_, at) => `p|${String(at).padStart(4, '0')}`);
      await documents.setMany(['o', 'p', 'p|', 'q', ...many].map((key) => ({ key, value: 1 })));
      expect(await keysOf('p|')).toEqual(['p|', ...many]);
      expect(await keysOf('none')).toEqual([]);
    });

    it('takes a value out of the way', async () => {
      await documents.setMany([{ key: 'a', value: 'odd' }]);
      await documents.quarantine('a');
      await documents.quarantine('nobody');
      expect(await valueAt('a')).toBeUndefined();
    });

    it('forgets what has a time to live', async () => {
      await documents.setMany([{ key: 'a', value: 1, ttl: 60_000 }]);
      await documents.setMany([{ key: 'b', value: 1, ttl: 1 }]);
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await under.another().getMany(['a', 'b'])).toEqual([1, undefined]);
    });

    describe('owners', () => {
      const put = (key: string, conversation: string, person?: string | null) =>
        documents.setMany([{ key, value: key, owner: { conversation, ...(person === undefined ? {} : { person }) } }]);
      const keysBy = async (by: OwnedBy) => (await Array.fromAsync(documents.owned(by))).map(({ key }) => key);

      it('have all that is theirs listed and summed up, and nothing else', async () => {
        await put('a', 'c1', 'x:1');
        await put('b', 'c1', 'x:2');
        await put('c', 'c2', 'x:1');
        await put('d', 'c1', null);
        await documents.setMany([{ key: 'e', value: 1 }]);
        expect(await keysBy({ person: 'x:1' })).toEqual(expect.arrayContaining(['a', 'c']));
        expect((await keysBy({ conversation: 'c1' })).toSorted()).toEqual(['a', 'b', 'd']);
        expect(await keysBy({ person: 'x:3' })).toEqual([]);
        const [item] = await Array.fromAsync(under.another().owned({ person: 'x:2' }));
        expect(item).toMatchObject({ key: 'b', conversation: 'c1', person: 'x:2' });
        const sum = await documents.sum({ person: 'x:1' });
        expect(sum.items).toBe(2);
        expect(sum.bytes).toBeGreaterThan(0);
        expect(sum.newest).toBeGreaterThan(Date.now() - 60_000);
        expect(await documents.sum({ person: 'x:3' })).toEqual({ items: 0, bytes: 0, newest: 0 });
        expect((await Array.fromAsync(documents.people())).toSorted()).toEqual(['x:1', 'x:2']);
      });

      it('are known by any text, and what is theirs by its age', async () => {
        const odd = '\0\ud800|😀';
        await put(odd, odd, odd);
        const [item] = await Array.fromAsync(documents.owned({ conversation: odd }));
        expect(item).toMatchObject({ key: odd, conversation: odd, person: odd });
        expect(await Array.fromAsync(documents.people())).toEqual([odd]);
        expect(await keysBy({ conversation: odd, before: (item?.at ?? 0) + 1 })).toEqual([odd]);
        expect(await keysBy({ conversation: odd, before: item?.at ?? 0 })).toEqual([]);
      });

      it('have many things listed, each once, the oldest first', async () => {
        const many = Array.from({ length: 450 }, (_, at) => `k${at}`);
        for (const key of many) await put(key, 'c', 'x:1');
        const items = await Array.fromAsync(documents.owned({ person: 'x:1' }));
        expect(items.map(({ key }) => key).toSorted()).toEqual(many.toSorted());
        const ages = items.map(({ at }) => at);
        expect(ages).toEqual(ages.toSorted((a, b) => a - b));
      });

      it('stay when a value changes, unless another is named, or nobody', async () => {
        await put('a', 'c', 'x:1');
        await documents.setMany([{ key: 'a', value: 'again' }]);
        await put('a', 'c');
        expect(await keysBy({ person: 'x:1' })).toEqual(['a']);
        await put('a', 'c', 'x:2');
        expect(await keysBy({ person: 'x:1' })).toEqual([]);
        await put('a', 'c', null);
        expect([await keysBy({ person: 'x:2' }), await keysBy({ conversation: 'c' })]).toEqual([[], ['a']]);
      });
    });

    it('deletes together with what it writes, or not at all', async () => {
      await documents.setMany([{ key: 'a', value: 1, owner: { conversation: 'c', person: 'x:1' } }]);
      const entries = [
        { key: 'a', value: undefined },
        { key: 'b', value: 2 },
      ];
      expect(await documents.compareAndSet([{ key: 'z', value: 'none' }], entries)).toBe(false);
      expect(await documents.getMany(['a', 'b'])).toEqual([1, undefined]);
      expect(await documents.compareAndSet([{ key: 'a', value: 1 }], entries)).toBe(true);
      expect(await documents.getMany(['a', 'b'])).toEqual([undefined, 2]);
      expect(await under.another().getMany(['a', 'b'])).toEqual([undefined, 2]);
      expect((await documents.sum({ person: 'x:1' })).items).toBe(0);
    });

    describe('compare and set', () => {
      it('writes all where every value is the expected one, absence included', async () => {
        await documents.setMany([{ key: 'a', value: { n: 1, 5: 'x' } }]);
        const expected = [
          { key: 'a', value: await valueAt('a') },
          { key: 'b', value: undefined },
        ];
        const entries = ['a', 'b', 'c'].map((key) => ({ key, value: `new ${key}` }));
        expect(await documents.compareAndSet(expected, entries)).toBe(true);
        expect(await documents.getMany(['a', 'b', 'c'])).toEqual(['new a', 'new b', 'new c']);
      });

      it.each([
        ['another value', { key: 'a', value: 'other' }],
        ['a value where none was expected', { key: 'a', value: undefined }],
        ['none where one was expected', { key: 'nobody', value: 'some' }],
      ])('writes nothing where it finds %s', async (_, expected) => {
        await documents.setMany([{ key: 'a', value: 'old' }]);
        const entries = ['a', 'c'].map((key) => ({ key, value: 'new' }));
        expect(await documents.compareAndSet([{ key: 'd', value: undefined }, expected], entries)).toBe(false);
        expect(await documents.getMany(['a', 'c'])).toEqual(['old', undefined]);
      });

      it('knows the value of what does not live for ever', async () => {
        await documents.setMany([{ key: 'a', value: { n: 1 }, ttl: 60_000 }]);
        const other = under.another();
        const [found] = await other.getMany(['a']);
        expect(await other.compareAndSet([{ key: 'a', value: { n: 2 } }], [{ key: 'a', value: 'wrong' }])).toBe(false);
        expect(await other.compareAndSet([{ key: 'a', value: found }], [{ key: 'a', value: 'new', ttl: 60_000 }])).toBe(
          true,
        );
        expect((await under.another().getMany(['a']))[0]).toBe('new');
      });

      it('lets one of two that expect the same win, and the loser see why', async () => {
        const other = under.another();
        await documents.setMany([{ key: 'a', value: 0 }]);
        const [here, there] = [await valueAt('a'), (await other.getMany(['a']))[0]];
        expect(await other.compareAndSet([{ key: 'a', value: there }], [{ key: 'a', value: 'theirs' }])).toBe(true);
        expect(await documents.compareAndSet([{ key: 'a', value: here }], [{ key: 'a', value: 'ours' }])).toBe(false);
        expect(await valueAt('a')).toBe('theirs');
      });

      it('loses nothing of a conversation that two processes write at once', async () => {
        const rooms = [documents, under.another()].map((each) => createConversations(each, 40));
        const place = { conversation: 'c', chat: 'c', asker: 'x:1', parts: [], at: 1 };
        const turns = Array.from({ length: 12 }, (_, at) => `t${at}`);
        await Promise.all(
          turns.map((turn, at) =>
            rooms[at % 2]?.apply({ ...place, turn }, [
              { type: 'answered', parent: null, prompt: { text: turn }, answer: { text: 'a', reason: 'complete' } },
            ]),
          ),
        );
        const last = createConversations(under.another(), 40);
        for (const turn of turns) expect((await last.exchange('c', turn))?.id).toBe(turn);
        // Every one of them has left its mark, so that none is applied again.
        const [head] = await under.another().getMany(['head|c']);
        expect(head).toMatchObject({ applied: expect.arrayContaining(turns) });
      });
    });
  });
}
