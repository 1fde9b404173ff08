import { describe, expect, it } from 'vitest';
import {
  apply,
  ask,
  conversations,
  DAY,
  documents,
  keysOf,
  openEach,
  pruning,
  said,
  turnsNow,
} from './pruning-store.ts';

openEach();

describe('a person who is forgotten', () => {
  it('leaves nothing anywhere, and others keep what is theirs', async () => {
    await ask('p1', { conversation: 'x:ann', alone: 'chat' });
    await ask('o1', { conversation: 'x:g@x:ann', alone: 'conversation' });
    await ask('g1', { conversation: 'x:g' });
    await ask('g2', { conversation: 'x:g', asker: 'x:bob' });
    await ask('g3', { conversation: 'x:g', thread: 'g3' });
    await apply('name', [{ type: 'titled', thread: 'g3', title: 'Plans of Ann' }], { conversation: 'x:g' });
    await ask('g4', { conversation: 'x:g', asker: 'x:bob', thread: 'g4' });
    await apply('cmd', [{ type: 'recorded', prompt: { text: '', id: 'm-cmd' } }], { conversation: 'x:g' });
    expect((await pruning.forget('x:ann')).toSorted()).toEqual(['x:ann', 'x:g@x:ann']);
    expect(said()).not.toMatch(/words of (p1|o1|g1|g3)|Plans of Ann|x:ann/);
    expect(await Array.fromAsync(documents.owned({ person: 'x:ann' }))).toEqual([]);
    expect(await documents.sum({ conversation: 'x:ann' })).toMatchObject({ items: 0 });
    await apply('back', [{ type: 'switched', thread: 'first' }], { conversation: 'x:g', asker: 'x:bob' });
    expect(await turnsNow('x:g')).toEqual(['g2']);
    expect((await conversations.threads('x:g')).map(({ id }) => id).toSorted()).toEqual(['first', 'g4']);
  });

  it('takes nothing of others along, though the conversation was theirs alone once', async () => {
    await ask('a1', { conversation: 'x:p', alone: 'conversation' });
    await ask('b1', { conversation: 'x:p', asker: 'x:bob' });
    expect(await pruning.forget('x:ann')).toEqual([]);
    expect(said()).not.toMatch(/words of a1/);
    expect(await turnsNow('x:p')).toEqual(['b1']);
    expect(await Array.fromAsync(documents.owned({ person: 'x:ann' }))).toEqual([]);
  });

  it('takes what their other account said in their own private chat along, and that account only what it said', async () => {
    const guest = { conversation: 'x:ann', chat: 'y:dm', asker: 'y:nan', alone: 'chat' } as const;
    await ask('a1', { conversation: 'x:ann', alone: 'chat' });
    await ask('n1', guest);
    await ask('a2', { conversation: 'x:ann', alone: 'chat' });
    expect((await conversations.find('y:dm', 'm-n1'))?.exchange).toMatchObject({ id: 'n1', chat: 'y:dm' });
    expect((await conversations.exchange('x:ann', 'a1'))?.chat).toBeUndefined();
    expect(await pruning.forget('y:nan')).toEqual([]);
    expect(said()).not.toMatch(/words of n1/);
    expect(await turnsNow('x:ann')).toEqual(['a1', 'a2']);
    await ask('n2', guest);
    expect(await pruning.forget('x:ann')).toEqual(['x:ann']);
    expect(said()).not.toMatch(/words of/);
  });

  it('has an exchange be shown in the chat where it is answered anew: its ids elsewhere are others here', async () => {
    await ask('a1', { conversation: 'x:ann', alone: 'chat' });
    const guest = { conversation: 'x:ann', chat: 'y:dm', asker: 'y:nan', alone: 'chat' } as const;
    await apply('again', [{ type: 'revised', turn: 'a1', answer: { text: 'Well', reason: 'complete' } }], guest);
    const found = await conversations.find('y:dm', 'b2');
    expect(found?.exchange).toMatchObject({ id: 'a1', chat: 'y:dm', bubbles: ['b2'] });
    expect(found?.exchange.prompt.id).toBeUndefined();
  });

  it('leaves nothing under an id that their chat had before, either', async () => {
    await ask('a1', { conversation: 'x:g' });
    await ask('b1', { conversation: 'x:g', asker: 'x:bob' });
    await conversations.move({ conversation: 'x:g', chat: 'x:g' }, { conversation: 'x:h', chat: 'x:h' });
    await pruning.forget('x:ann');
    expect(said()).not.toMatch(/words of a1|x:ann/);
    expect(await turnsNow('x:g')).toEqual(['b1']);
    // What was copied is not kept twice for ever.
    await pruning.tidy('x:g', Date.now() + 2 * DAY);
    expect(keysOf().filter((key) => key.includes('|x:g'))).toEqual(['head|x:g', 'link|x:g|b2', 'link|x:g|m-b1']);
  });
});
