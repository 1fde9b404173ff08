import { describe, expect, it } from 'vitest';
import { createConversations } from '../../src/conversation/conversations.ts';
import type { Documents } from '../../src/conversation/documents.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { rememberRecent } from '../../src/storage/remembered.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

/** Documents that count what is read. */
function memory() {
  const { documents: own, kept, quarantined } = createMemoryDocuments();
  const reads = { keys: 0, bytes: 0 };
  const documents: Documents = {
    ...own,
    getMany(keys) {
      reads.keys += keys.length;
      reads.bytes += keys.reduce((sum, key) => sum + (JSON.stringify(kept.get(key))?.length ?? 0), 0);
      return own.getMany(keys);
    },
  };
  return { documents, reads, kept, quarantined };
}

function answered(parent: string | null, text: string): ConversationEvent {
  return { type: 'answered', parent, prompt: { text }, answer: { text: `re ${text}`, reason: 'complete' } };
}

const place = { conversation: 'c', chat: 'c', asker: 'test:1', at: 1000, parts: [] };

describe('conversations', () => {
  it('keep turns in order and remember the bubbles', async () => {
    const conversations = createConversations(memory().documents, 40);
    await conversations.apply({ ...place, turn: '1', parts: ['m1'] }, [answered(null, 'one')]);
    await conversations.apply({ ...place, turn: '2', parts: ['m2', 'm3'] }, [answered('1', 'two')]);
    const { head, turns } = await conversations.context('c');
    expect(head).toBe('2');
    expect(turns.map(({ prompt }) => prompt.text)).toEqual(['one', 'two']);
    expect(turns[1]?.bubbles).toEqual(['m2', 'm3']);
    const found = await conversations.find('c', 'm3');
    expect(found).toMatchObject({ conversation: 'c', exchange: { id: '2', asker: 'test:1' }, isPrompt: false });
    await expect(conversations.find('other', 'm3')).resolves.toBeUndefined();
  });

  it('keep the newest answers to a question, as far as their text has room, and the last one always', async () => {
    const conversations = createConversations(memory().documents, 40);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    const lengths = [400_000, 300_000, 200_000, 500_000, 1_200_000];
    const kept: (number | undefined)[][] = [];
    for (const [at, length] of lengths.entries()) {
      const answer = { text: 'x'.repeat(length), reason: 'complete' } as const;
      await conversations.apply({ ...place, turn: `${at + 2}` }, [{ type: 'revised', turn: '1', answer }]);
      const [turn] = (await conversations.context('c')).turns;
      kept.push((turn?.answers ?? []).map(({ text }) => text.length));
    }
    expect(kept.slice(1)).toEqual([
      ['re one'.length, 400_000, 300_000],
      ['re one'.length, 400_000, 300_000, 200_000],
      [300_000, 200_000, 500_000],
      [1_200_000],
    ]);
  });

  it('keep the tokens of a turn until it says something else', async () => {
    const conversations = createConversations(memory().documents, 40);
    const tokens = async () => (await conversations.context('c')).turns.map((turn) => turn.tokens);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await conversations.apply({ ...place, turn: '2' }, [
      { type: 'counted', turns: ['1', 'gone'].map((turn) => ({ turn, tokens: 7 })) },
      answered('1', 'two'),
    ]);
    expect(await tokens()).toEqual([7, undefined]);
    await conversations.apply({ ...place, turn: '3' }, [{ type: 'pinned', turn: '1', pinned: true }]);
    expect(await tokens()).toEqual([7, undefined]);
    const answer = { text: 'another', reason: 'complete' } as const;
    await conversations.apply({ ...place, turn: '4' }, [{ type: 'revised', turn: '1', answer }]);
    expect(await tokens()).toEqual([undefined, undefined]);
    const counted: ConversationEvent = { type: 'counted', turns: [{ turn: '1', tokens: 8 }] };
    await conversations.apply({ ...place, turn: '5' }, [counted]);
    await conversations.apply({ ...place, turn: '6' }, [{ type: 'shown', turn: '1', answer: 0 }]);
    expect(await tokens()).toEqual([undefined, undefined]);
  });

  it('apply a turn once, however often it is applied', async () => {
    const conversations = createConversations(memory().documents, 40);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await conversations.apply({ ...place, turn: '2' }, [{ type: 'reset' }]);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await expect(conversations.context('c')).resolves.toEqual({
      head: null,
      turns: [],
      damaged: false,
      thread: '2',
      at: 0,
    });
  });

  it('take the mark of a version before for applied', async () => {
    const head = { v: 1, head: null, path: [], applied: ['1.1'] };
    const { documents, kept } = memory();
    kept.set('head|c', head);
    const conversations = createConversations(documents, 40);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await expect(conversations.context('c')).resolves.toMatchObject({ head: null, turns: [] });
    await conversations.apply({ ...place, turn: '2' }, [answered(null, 'two')]);
    expect(kept.get('head|c')).toMatchObject({ applied: ['1.1', '2'] });
  });

  it('branch where a turn has another parent than the head', async () => {
    const conversations = createConversations(memory().documents, 40);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await conversations.apply({ ...place, turn: '2' }, [answered('1', 'two')]);
    await conversations.apply({ ...place, turn: '3' }, [answered('1', 'two again')]);
    const { turns } = await conversations.context('c');
    expect(turns.map(({ prompt }) => prompt.text)).toEqual(['one', 'two again']);
  });

  it('cost the same at turn 1000 as at turn 50', async () => {
    const { documents, reads } = memory();
    const conversations = createConversations(documents, 40);
    const cost: number[] = [];
    let parent: string | null = null;
    for (let at = 1000; at < 2000; at += 1) {
      const before = reads.bytes;
      await conversations.context('c');
      await conversations.apply({ ...place, turn: String(at) }, [answered(parent, 'text')]);
      parent = String(at);
      cost.push(reads.bytes - before);
    }
    expect(cost[999]).toBe(cost[50]);
  });

  it('read the current branch no more while it goes on', async () => {
    const asked: string[] = [];
    const remembered = rememberRecent(memory().documents, 100);
    const documents: Documents = {
      ...remembered,
      getMany(keys) {
        asked.push(...keys);
        return remembered.getMany(keys);
      },
    };
    const conversations = createConversations(documents, 3);
    for (const [at, turn] of ['1', '2', '3', '4', '5'].entries()) {
      const { head } = await conversations.context('c');
      await conversations.apply({ ...place, turn }, [answered(head, turn)]);
      asked.length = 0;
      const { turns } = await conversations.context('c');
      expect(turns.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5'].slice(Math.max(0, at - 2), at + 1));
      expect(asked).toEqual(['head|c']);
    }
    await conversations.apply({ ...place, turn: '6' }, [{ type: 'omitted', turn: '4', omitted: true }]);
    expect((await conversations.context('c')).turns.map(({ omitted }) => omitted)).toEqual([
      undefined,
      true,
      undefined,
    ]);
  });

  it('keep chats apart, whatever their ids spell', async () => {
    const { documents } = memory();
    const conversations = createConversations(documents, 40);
    for (const id of ['__proto__', 'constructor', 'a:b', 'a', 'a|b']) {
      await conversations.apply({ ...place, conversation: id, chat: id, turn: '1' }, [answered(null, id)]);
    }
    for (const id of ['__proto__', 'constructor', 'a:b', 'a', 'a|b']) {
      const { turns } = await conversations.context(id);
      expect(turns.map(({ prompt }) => prompt.text)).toEqual([id]);
    }
  });

  it('take a moved chat along with its settings, once', async () => {
    const conversations = createConversations(memory().documents, 40);
    const settings = { to: { v: 1, tier: 'advanced' } } as const;
    await conversations.apply({ ...place, conversation: 'old', chat: 'old', turn: '1', settings }, [
      answered(null, 'one'),
    ]);
    const [from, to] = ['old', 'new'].map((id) => ({ conversation: id, chat: id }));
    if (!from || !to) throw new Error('unreachable');
    await conversations.move(from, to);
    await conversations.apply({ ...place, ...to, turn: '2' }, [answered('1', 'two')]);
    await conversations.move(from, to);
    const { turns } = await conversations.context('new');
    expect(turns.map(({ prompt }) => prompt.text)).toEqual(['one', 'two']);
    await expect(conversations.settings('new')).resolves.toEqual({ v: 1, tier: 'advanced' });
  });

  it('leave the messages of a moved chat behind', async () => {
    const { documents, kept } = memory();
    const conversations = createConversations(documents, 40);
    const pieces = [{ key: 'k', id: '8', text: 'one' }];
    const prompt = { text: 'one', id: '8', pieces, joint: ' ', overheard: ['7'] };
    const answer = { text: 're one', reason: 'complete' as const };
    await conversations.apply({ ...place, turn: '1', parts: ['9'] }, [
      { type: 'answered', parent: null, prompt, answer },
    ]);
    await conversations.move(place, { conversation: 'new', chat: 'new' });
    await expect(conversations.exchange('new', '1')).resolves.toMatchObject({
      prompt: { text: 'one', echo: '' },
      bubbles: [],
    });
    expect(JSON.stringify(kept.get('turn|new|1'))).not.toMatch(/"[789]"/);
  });

  it('end a turn of the old chat in the new one', async () => {
    const conversations = createConversations(memory().documents, 40);
    await conversations.apply({ ...place, conversation: 'old', chat: 'old', turn: '1' }, [answered(null, 'one')]);
    await conversations.move({ conversation: 'old', chat: 'old' }, { conversation: 'new', chat: 'new' });
    await conversations.apply({ ...place, conversation: 'old', chat: 'old', turn: '2' }, [answered('1', 'two')]);
    const { turns } = await conversations.context('new');
    expect(turns.map(({ prompt }) => prompt.text)).toEqual(['one', 'two']);
  });

  it('move one member’s history when it is looked at first, from either side and through two moves', async () => {
    const conversations = createConversations(memory().documents, 40);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ conversation: id, chat: id }));
    if (!a || !b || !c) throw new Error('unreachable');
    for (const member of ['ann', 'bob']) {
      await conversations.apply({ ...place, conversation: `a@${member}`, turn: '1' }, [answered(null, 'one')]);
    }
    await conversations.move(a, b);
    await conversations.move(b, c);
    // Bob's was being answered meanwhile.
    await conversations.apply({ ...place, conversation: 'a@bob', turn: '2' }, [answered('1', 'two')]);
    await conversations.apply({ ...place, conversation: 'a@eve', turn: '3' }, [answered(null, 'three')]);
    const said = async (id: string) => (await conversations.context(id)).turns.map(({ prompt }) => prompt.text);
    await expect(Promise.all([said('c@ann'), said('c@ann'), said('a@ann')])).resolves.toEqual(Array(3).fill(['one']));
    await expect(said('c@bob')).resolves.toEqual(['one', 'two']);
    await expect(said('c@eve')).resolves.toEqual(['three']);
    await expect(said('c')).resolves.toEqual([]);
  });

  it.each([
    ['head|c', 'a head that is garbage'],
    ['turn|c|1', 'a turn that is garbage'],
  ])('go on without a damaged value, say so once and keep it aside: %s', async (key) => {
    const { documents, kept, quarantined } = memory();
    const conversations = createConversations(documents, 40);
    await conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')]);
    await conversations.apply({ ...place, turn: '2' }, [answered('1', 'two')]);
    kept.set(key, { v: 1, path: 'nonsense', prompt: 7 });
    // After a restart: what this process wrote lately it still knows.
    const restarted = createConversations(documents, 40);
    await expect(restarted.origin('c')).resolves.toBeUndefined();
    await expect(restarted.context('c')).resolves.toMatchObject({ damaged: true });
    expect([...quarantined.keys()]).toEqual([key]);
    await expect(restarted.context('c')).resolves.toMatchObject({ damaged: false });
    await restarted.apply({ ...place, turn: '3' }, [answered(null, 'three')]);
    const { turns } = await restarted.context('c');
    expect(turns.at(-1)?.prompt.text).toBe('three');
  });

  it('do not answer from nothing when the store fails', async () => {
    const { documents } = memory();
    const failing: Documents = { ...documents, getMany: () => Promise.reject(new Error('disk')) };
    const conversations = createConversations(failing, 40);
    await expect(conversations.context('c')).rejects.toThrow('disk');
    await expect(conversations.apply({ ...place, turn: '1' }, [answered(null, 'one')])).rejects.toThrow('disk');
  });
});
