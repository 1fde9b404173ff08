import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf, createPeople } from '../../src/people/people.ts';
import { sharedDocuments } from '../../src/people/shared.ts';
import type { Acceptance } from '../../src/ports/index.ts';
import { createMovableClock } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';
import { casesOf } from '../support/whole.ts';

/** Some accounts that can be linked, and what they say about their private chats. */
function open() {
  const { documents, kept } = createMemoryDocuments();
  const accepted: Acceptance[] = [];
  const inbox = {
    /** Ends the process at the next call. */
    dies: false,
    async accept(batch: readonly Acceptance[]) {
      if (inbox.dies) throw new Error('killed');
      accepted.push(...batch);
      return [];
    },
  };
  const clock = createMovableClock();
  const people = createPeople({ documents, inbox, secret: new Uint8Array(32), clock, shared: sharedDocuments });
  let turns = 0;
  const turn = () => {
    turns += 1;
    return `t${turns}`;
  };
  async function link(confirmer: string, maker: string) {
    const offer = turn();
    const taken = await people.take(confirmer, await people.make(asked(maker)), offer);
    return typeof taken === 'string' ? taken : people.confirm(accountOf(asked(confirmer)), offer);
  }
  return { people, inbox, accepted, kept, turn, link };
}

function asked(id: string, topic = '') {
  const [surface = ''] = id.split(':');
  return {
    surface,
    conversation: `${id}${topic}`,
    place: { kind: 'private' as const, scopes: [] },
    actor: { id, name: id },
    target: { surface, chat: id, group: false, privately: false, address: {} },
  };
}

/** Task of an account in its own chat, which belongs to a conversation. */
const task = (id: string, conversation: string) => ({ ...asked(id), conversation });

describe('sharing a private conversation', () => {
  it('holds once both have agreed, for that very chat alone', async () => {
    const { people, turn, link, accepted } = open();
    await link('b:2', 'a:1');
    expect(await people.agree(asked('b:2'), turn())).toBe('waits');
    expect(await people.home(asked('b:2'))).toBeUndefined();
    expect(await people.mayGoOn(task('b:2', 'a:1'))).toBe(false);
    expect(await people.agree(asked('a:1'), turn())).toBe('shared');
    expect(await people.home(asked('b:2'))).toBe('a:1');
    expect(await people.home(asked('a:1'))).toBeUndefined();
    expect(await people.home(asked('b:2', ':7'))).toBeUndefined();
    expect(await people.mayGoOn(task('b:2', 'a:1'))).toBe(true);
    expect(await people.mayGoOn(task('b:2', 'b:2'))).toBe(true);
    expect(await people.mayGoOn({ ...task('b:2', 'a:1'), target: { ...asked('b:9').target } })).toBe(false);
    expect(accepted.at(-1)?.task).toMatchObject({ conversation: 'b:2', name: 'linked', options: { account: 'a:1' } });
  });

  it('is the same when it is said twice, and the other is told though the process ended before', async () => {
    const { people, turn, link, accepted, inbox, kept } = open();
    await link('b:2', 'a:1');
    await people.agree(asked('a:1'), turn());
    const told = accepted.length;
    inbox.dies = true;
    await expect(people.agree(asked('b:2'), 'again')).rejects.toThrow('killed');
    inbox.dies = false;
    expect(await people.agree(asked('b:2'), 'again')).toBe('shared');
    const after = structuredClone(kept);
    expect(await people.agree(asked('b:2'), 'again')).toBe('shared');
    expect(kept).toEqual(after);
    expect(new Set(accepted.slice(told).map(({ keys }) => keys[0]))).toEqual(new Set(['link:again:a:1']));
    inbox.dies = true;
    await expect(people.disagree('b:2', 'end')).rejects.toThrow('killed');
    expect(await people.home(asked('b:2'))).toBe('a:1');
    inbox.dies = false;
    await people.disagree('b:2', 'end');
    await people.disagree('b:2', 'end');
    expect(await people.home(asked('b:2'))).toBeUndefined();
    expect(accepted.at(-1)?.keys).toEqual(['link:end:a:1']);
  });

  it('never holds for an account that is linked later, before all who share have named it', async () => {
    const { people, turn, link } = open();
    await link('b:2', 'a:1');
    await people.agree(asked('a:1'), turn());
    await people.agree(asked('b:2'), turn());
    await link('c:3', 'a:1');
    expect(await people.agree(asked('c:3'), turn())).toBe('waits');
    expect(await people.home(asked('b:2'))).toBe('a:1');
    expect(await people.agree(asked('a:1'), turn())).toBe('shared');
    expect(await people.home(asked('c:3'))).toBeUndefined();
    await people.agree(asked('b:2'), turn());
    expect(await people.home(asked('c:3'))).toBe('a:1');
    await people.leave('a:1', turn());
    expect([await people.home(asked('b:2')), await people.home(asked('c:3'))]).toEqual([undefined, undefined]);
  });

  it('holds only among accounts of which each named each, whatever they did before', async () => {
    const ids = ['a:1', 'b:2', 'c:3', 'd:4'];
    const id = fc.constantFrom(...ids);
    const act = fc.oneof(
      fc.record({ type: fc.constant('link' as const), id, other: id }),
      fc.record({ type: fc.constantFrom('agree' as const, 'disagree' as const, 'leave' as const), id }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 20 }), async (acts) => {
        const { people, turn, link } = open();
        /** Who named whom, and took nothing back. */
        let named = new Set<string>();
        const without = (gone: string) => new Set([...named].filter((pair) => !pair.split(' ').includes(gone)));
        for (const each of acts) {
          const group = (await people.accounts(each.id)).map((account) => account.id);
          if (each.type === 'link' && each.id !== each.other) await link(each.id, each.other);
          if (each.type === 'agree') await people.agree(asked(each.id), turn());
          if (each.type === 'disagree') await people.disagree(each.id, turn());
          if (each.type === 'leave') await people.leave(each.id, turn());
          if (each.type === 'agree') for (const other of group) named.add(`${each.id} ${other}`);
          else if (each.type !== 'link') named = without(each.id);
          for (const guest of ids) {
            const home = await people.home(asked(guest));
            expect(await people.mayGoOn(task(guest, 'a:1'))).toBe(guest === 'a:1' || home === 'a:1');
            if (home === undefined) continue;
            expect(named).toContain(`${guest} ${home}`);
            expect(named).toContain(`${home} ${guest}`);
            expect((await people.accounts(guest))[0]?.id).toBe(home);
          }
        }
      }),
      casesOf(300),
    );
  });
});
