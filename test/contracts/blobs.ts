import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blobs, OwnedBy } from '../../src/ports/index.ts';
import type { FakeClock } from '../fake-clock.ts';

/** Blobs under test. */
export interface BlobsUnderTest {
  blobs: Blobs;
  clock: FakeClock;
  /** Bytes that are really kept, of all together. */
  stored(): Promise<number>;
  end(): Promise<void>;
}

const DAY = 86_400_000;
export const bytesOf = (fill: number, length = 1000) => new Uint8Array(length).fill(fill);
const ann = { conversation: 'x:1', person: 'x:ann' };
const bob = { conversation: 'x:2', person: 'x:bob' };

/** Duties of every store of blobs. `open` is told the quota in bytes; 0 for none. */
export function blobsContract(name: string, open: (most: number) => Promise<BlobsUnderTest>): void {
  describe(`blobs: ${name}`, () => {
    let under: BlobsUnderTest;
    let blobs: Blobs;

    async function begin(most: number): Promise<void> {
      await under?.end();
      under = await open(most);
      blobs = under.blobs;
    }

    beforeEach(() => begin(0));
    afterEach(() => under.end());

    const put = (fill: number, owner: typeof ann | { conversation: string } = ann, ttl = DAY) =>
      blobs.put(bytesOf(fill), { owner, ttl });
    const keysBy = async (by: OwnedBy) => (await Array.fromAsync(blobs.owned(by))).map(({ key }) => key);
    const isThere = async (name: string, { conversation } = ann) => (await blobs.get(name, conversation)) !== undefined;
    /** Puts one after the other, a moment apart. */
    async function putAll(...all: [fill: number, owner: typeof ann][]): Promise<string[]> {
      const names: string[] = [];
      for (const [fill, owner] of all) {
        names.push(await put(fill, owner));
        await under.clock.advance(1000);
      }
      return names;
    }

    it('keeps bytes under their hash, and gives them back as they were', async () => {
      const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at * 7);
      const kept = await blobs.put(bytes, { owner: ann, ttl: DAY });
      expect(kept).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(Buffer.from((await blobs.get(kept, 'x:1')) ?? []).equals(bytes)).toBe(true);
      const none = await blobs.put(new Uint8Array(), { owner: ann, ttl: DAY });
      expect((await blobs.get(none, 'x:1'))?.length).toBe(0);
    });

    it('gives them to the conversation that has them, and to no other', async () => {
      const kept = await put(1);
      expect(await isThere(kept)).toBe(true);
      expect(await isThere(kept, bob)).toBe(false);
      for (const odd of ['', '../x.db', 'x'.repeat(64)]) expect(await blobs.get(odd, 'x:1')).toBeUndefined();
    });

    it('keeps equal bytes once, and for each who has put them', async () => {
      const names = [await put(1), await put(1, bob), await put(1)];
      expect(new Set(names).size).toBe(1);
      expect(await under.stored()).toBe(1000);
      expect([await keysBy({ person: 'x:ann' }), await keysBy({ person: 'x:bob' })].flat()).toHaveLength(2);
      expect(await blobs.forget({ person: 'x:ann' })).toBe(1);
      expect([await isThere(names[0] ?? ''), await isThere(names[0] ?? '', bob)]).toEqual([false, true]);
      expect(await blobs.forget({ conversation: 'x:2' })).toBe(1);
      expect(await under.stored()).toBe(0);
    });

    it('lists and sums up what is somebody’s, with its age', async () => {
      const [first] = await putAll([1, ann], [2, ann], [3, bob]);
      const items = await Array.fromAsync(blobs.owned({ person: 'x:ann' }));
      expect(items[0]).toMatchObject({ kind: 'blob', key: first, bytes: 1000, ...ann });
      expect(await blobs.sum({ person: 'x:ann' })).toMatchObject({ items: 2, bytes: 2000 });
      expect(await blobs.sum({ conversation: 'x:3' })).toMatchObject({ items: 0, bytes: 0 });
      const nobodys = await put(4, { conversation: 'x:1' });
      expect(await keysBy({ conversation: 'x:1' })).toContain(nobodys);
      expect(await keysBy({ conversation: 'x:1', before: (items[0]?.at ?? 0) + 1 })).toEqual([first]);
    });

    it('forgets by owner, by age and by name; what is nobody’s any more is gone', async () => {
      const [old = '', young = ''] = await putAll([1, ann], [2, ann]);
      const [item] = await Array.fromAsync(blobs.owned({ person: 'x:ann' }));
      expect(await blobs.forget({ conversation: 'x:1', before: (item?.at ?? 0) + 1 })).toBe(1);
      expect([await isThere(old), await isThere(young)]).toEqual([false, true]);
      const other = await put(3);
      expect(await blobs.forget({ conversation: 'x:2' }, [young])).toBe(0);
      expect(await blobs.forget({ conversation: 'x:1' }, [young])).toBe(1);
      expect([await isThere(young), await isThere(other)]).toEqual([false, true]);
      expect(await under.stored()).toBe(1000);
      expect(await blobs.forget({ conversation: 'x:1' }, [young])).toBe(0);
    });

    it('forgets what is too old, also when nobody asks for it; kept again, it is young again', async () => {
      const [old = '', again = ''] = [await put(1, ann, 1000), await put(2, ann, 1000)];
      await under.clock.advance(999);
      expect(await isThere(old)).toBe(true);
      await put(2, ann, DAY);
      await under.clock.advance(1);
      expect([await isThere(old), await isThere(again)]).toEqual([false, true]);
      await blobs.prune();
      expect(await under.stored()).toBe(1000);
    });

    it('goes along to another id of the conversation, and stays with the one before', async () => {
      const kept = await put(1);
      for (let times = 0; times < 2; times += 1) await blobs.follow('x:1', 'x:9');
      expect([await isThere(kept), await isThere(kept, { ...ann, conversation: 'x:9' })]).toEqual([true, true]);
      expect(await keysBy({ person: 'x:ann' })).toEqual([kept, kept]);
      await blobs.forget({ conversation: 'x:1' });
      expect(await isThere(kept, { ...ann, conversation: 'x:9' })).toBe(true);
      await blobs.forget({ person: 'x:ann' });
      expect(await under.stored()).toBe(0);
    });

    describe('a quota', () => {
      beforeEach(() => begin(4000));

      it('has the oldest go first, and never what is put', async () => {
        const names = await putAll([1, ann], [2, ann], [3, bob], [4, bob]);
        // Kept again, by somebody else: it is the youngest by now.
        const eve = { conversation: 'x:3', person: 'x:eve' };
        await putAll([1, eve], [5, eve]);
        expect(await under.stored()).toBe(4000);
        const there = await Promise.all(names.map(async (each, at) => isThere(each, at < 2 ? ann : bob)));
        expect(there).toEqual([true, false, true, true]);
      });

      it('counts equal bytes once', async () => {
        const kept = await put(1);
        for (let at = 0; at < 8; at += 1) await put(1, { conversation: `x:${at}`, person: `x:${at}` });
        await putAll([2, ann], [3, bob], [4, bob]);
        expect(await isThere(kept)).toBe(true);
        expect(await under.stored()).toBe(4000);
      });

      it('leaves half of it to others, however much one person puts', async () => {
        const [bobs = ''] = await putAll([9, bob]);
        const anns = await putAll([1, ann], [2, ann], [3, ann], [4, ann]);
        expect(await isThere(bobs, bob)).toBe(true);
        expect(await Promise.all(anns.map((each) => isThere(each)))).toEqual([false, false, true, true]);
        // More than half at once is theirs alone to have.
        await blobs.put(bytesOf(5, 3000), { owner: ann, ttl: DAY });
        expect(await blobs.sum({ person: 'x:ann' })).toMatchObject({ items: 1, bytes: 3000 });
      });

      it('refuses what alone is more, and deletes nothing for it', async () => {
        const kept = await put(1);
        const tooMuch = blobs.put(bytesOf(2, 4001), { owner: ann, ttl: DAY });
        await expect(tooMuch).rejects.toMatchObject({ kind: 'storage', facts: { code: 'quota' } });
        expect([await isThere(kept), await under.stored()]).toEqual([true, 1000]);
      });

      it('holds when many put at once', async () => {
        const people = Array.from({ length: 12 }, (_, at) => ({ conversation: `x:${at}`, person: `x:${at}` }));
        await Promise.all(people.map((owner, at) => put(at, owner)));
        expect(await under.stored()).toBe(4000);
      });
    });
  });
}
