import { describe, expect, it } from 'vitest';
import { keys } from '../../src/conversation/keys.ts';
import { ownSettings } from '../../src/conversation/scope.ts';
import { createFacts } from '../../src/memory/facts.ts';
import { accountOf, createPeople } from '../../src/people/people.ts';
import { sharedDocuments } from '../../src/people/shared.ts';
import type { Acceptance } from '../../src/ports/index.ts';
import { createMovableClock } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const MINUTE_MS = 60_000;

function open() {
  const clock = createMovableClock();
  const { documents, kept } = createMemoryDocuments();
  const accepted: Acceptance[] = [];
  const inbox = {
    /** Ends the process before that many calls. */
    deaths: 0,
    async accept(batch: readonly Acceptance[]) {
      inbox.deaths -= 1;
      if (inbox.deaths >= 0) throw new Error('killed');
      accepted.push(...batch);
      return [];
    },
  };
  const parts = { documents, inbox, secret: new Uint8Array(32), clock, shared: sharedDocuments };
  const people = createPeople(parts);
  let turns = 0;
  const turn = () => {
    turns += 1;
    return `t${turns}`;
  };
  /** Somebody writes a code. */
  const take = (id: string, code: string, at = turn()) => people.take(id, code, at);
  /** Two people link their accounts. */
  async function link(confirmer: string, maker: string) {
    const offer = turn();
    const taken = await take(confirmer, await people.make(asked(maker)), offer);
    return typeof taken === 'string' ? taken : people.confirm(account(confirmer), offer);
  }
  /** Somebody has chosen a persona and more for themselves. */
  const choose = (id: string, settings: object) => {
    const own = ownSettings(id);
    return documents.setMany([
      { key: keys.settings(own), value: { v: 1, ...settings }, owner: { conversation: own, person: id } },
    ]);
  };
  const chosen = async (id: string) => (await documents.getMany([keys.settings(ownSettings(await people.of(id)))]))[0];
  return { clock, kept, people, parts, inbox, accepted, turn, take, link, choose, chosen };
}

function asked(id: string) {
  const [surface = ''] = id.split(':');
  return {
    surface,
    conversation: id,
    place: { kind: 'private' as const, scopes: [] },
    actor: { id, name: `Name of ${id}` },
    target: { surface, chat: id, group: false, privately: false, address: {} },
  };
}

const account = (id: string) => accountOf(asked(id));

describe('linking', () => {
  it('makes one person of two accounts: what the confirmer chose stays, the rest is joined, under the first’s id', async () => {
    const { people, link, choose, chosen, accepted } = open();
    await choose('a:1', { persona: 'pirate', language: 'es' });
    await choose('b:2', { persona: 'tutor' });
    expect(await link('b:2', 'a:1')).toBe('joined');
    expect(await people.of('b:2')).toBe('a:1');
    expect(await people.of('a:1')).toBe('a:1');
    expect(await chosen('b:2')).toEqual({ v: 1, persona: 'tutor', language: 'es' });
    expect((await people.accounts('b:2')).map(({ id }) => id)).toEqual(['a:1', 'b:2']);
    expect(accepted.map(({ task }) => task)).toMatchObject([
      { conversation: 'a:1', actor: { id: 'a:1' }, name: 'linked', options: { account: 'b:2' } },
    ]);
  });

  it('keeps what the maker chose where the confirmer chose nothing', async () => {
    const { link, choose, chosen } = open();
    await choose('a:1', { persona: 'pirate' });
    await link('b:2', 'a:1');
    expect(await chosen('b:2')).toEqual({ v: 1, persona: 'pirate' });
  });

  it('is the same when it is done twice, and the other account is told though the process ended before', async () => {
    const { people, parts, inbox, accepted, take, kept, choose } = open();
    await choose('b:2', { persona: 'tutor' });
    await take('b:2', await people.make(asked('a:1')), 'offer');
    inbox.deaths = 1;
    await expect(people.confirm(account('b:2'), 'offer')).rejects.toThrow('killed');
    const again = createPeople(parts);
    expect(await again.confirm(account('b:2'), 'offer')).toBe('joined');
    const after = structuredClone(kept);
    expect(await again.confirm(account('b:2'), 'offer')).toBe('joined');
    expect(kept).toEqual(after);
    expect(accepted.map((each) => each.keys)).toEqual([['link:offer']]);
  });

  it('goes on however long the process was away, once it was confirmed in time', async () => {
    const { people, inbox, take, clock, accepted } = open();
    await take('b:2', await people.make(asked('a:1')), 'offer');
    inbox.deaths = 1;
    await expect(people.confirm(account('b:2'), 'offer')).rejects.toThrow('killed');
    clock.pass(30 * MINUTE_MS);
    expect(await people.confirm(account('b:2'), 'offer')).toBe('joined');
    expect(accepted).toHaveLength(1);
  });

  it('of an account that is alone joins it to those that are linked, at most five', async () => {
    const { people, link, choose, chosen } = open();
    await link('b:2', 'a:1');
    await choose('a:1', { persona: 'pirate' });
    // The one that is alone made the code: it comes to the others all the same.
    expect(await link('a:1', 'c:3')).toBe('joined');
    expect(await people.of('c:3')).toBe('a:1');
    expect(await chosen('c:3')).toEqual({ v: 1, persona: 'pirate' });
    expect(await link('c:3', 'b:2')).toBe('already');
    await link('d:4', 'a:1');
    await link('e:5', 'b:2');
    expect(await link('f:6', 'a:1')).toBe('full');
    await link('h:8', 'g:7');
    expect(await link('h:8', 'a:1')).toBe('both');
    expect(await people.of('f:6')).toBe('f:6');
  });
});

describe('a code', () => {
  it('is kept as a keyed hash alone, whoever has it', async () => {
    const { people, kept } = open();
    const code = await people.make(asked('a:1'));
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(JSON.stringify([...kept])).not.toContain(code);
    expect(JSON.stringify([...kept])).not.toContain(code.replace('-', ''));
  });

  it('is taken however it is written, and once', async () => {
    const { people, take } = open();
    const code = await people.make(asked('a:1'));
    expect(await take('b:2', ` ${code.replace('-', '').toLowerCase()} `)).toMatchObject({
      asked: { actor: { id: 'a:1' } },
    });
    expect(await take('b:2', code)).toBe('wrong');
    expect(await take('c:3', code)).toBe('wrong');
  });

  it('is offered again where the turn that took it is tried again', async () => {
    const { people, take } = open();
    const code = await people.make(asked('a:1'));
    const first = await take('b:2', code, 'offer');
    expect(await take('b:2', code, 'offer')).toEqual(first);
  });

  it('is void after ten minutes, when a new one is made, and when others have read it', async () => {
    const { people, take, clock } = open();
    const old = await people.make(asked('a:1'));
    const next = await people.make(asked('a:1'));
    expect(await take('b:2', old)).toBe('wrong');
    await people.spoil(next);
    expect(await take('b:2', next)).toBe('wrong');
    const late = await people.make(asked('a:1'));
    clock.pass(10 * MINUTE_MS);
    expect(await take('b:2', late)).toBe('wrong');
  });

  it('links nobody who confirms too late, or is somebody else than who took it', async () => {
    const { people, take, clock } = open();
    await take('b:2', await people.make(asked('a:1')), 'offer');
    expect(await people.confirm(account('c:3'), 'offer')).toBe('over');
    expect(await people.confirm(account('b:2'), 'another')).toBe('over');
    clock.pass(10 * MINUTE_MS);
    expect(await people.confirm(account('b:2'), 'offer')).toBe('over');
    expect(await people.accounts('b:2')).toEqual([]);
  });

  it('does nothing to the account that made it, and is not used up there', async () => {
    const { people, take } = open();
    const code = await people.make(asked('a:1'));
    expect(await take('a:1', code)).toBe('own');
    expect(await take('b:2', code)).toBeTypeOf('object');
  });

  it('cannot be guessed: after five wrong ones within an hour none is looked at, be it right', async () => {
    const { people, take, clock } = open();
    const code = await people.make(asked('a:1'));
    for (let count = 0; count < 5; count += 1) expect(await take('eve:6', 'ABCD-EFGH')).toBe('wrong');
    expect(await take('eve:6', code)).toBe('tries');
    expect(await take('b:2', code)).toBeTypeOf('object');
    clock.pass(60 * MINUTE_MS);
    expect(await take('eve:6', await people.make(asked('a:1')))).toBeTypeOf('object');
  });

  it('that is wrong is counted once a turn, and what is no code not at all', async () => {
    const { take } = open();
    for (let count = 0; count < 9; count += 1) expect(await take('eve:6', 'ABCD-EFGH', 'same')).toBe('wrong');
    for (let count = 0; count < 9; count += 1) expect(await take('eve:6', 'x'.repeat(count * 9))).toBe('wrong');
    for (let count = 0; count < 4; count += 1) expect(await take('eve:6', 'ABCD-EFGH')).toBe('wrong');
    expect(await take('eve:6', 'ABCD-EFGH')).toBe('tries');
  });
});

describe('taking accounts apart', () => {
  it('leaves what was shared with the first, whoever goes', async () => {
    const { people, turn, link, choose, chosen } = open();
    await choose('a:1', { persona: 'pirate' });
    await link('b:2', 'a:1');
    expect(await people.leave('b:2', turn())).toBe('empty');
    expect([await chosen('a:1'), await chosen('b:2')]).toEqual([{ v: 1, persona: 'pirate' }, undefined]);
    expect(await people.accounts('a:1')).toEqual([]);
    await link('b:2', 'a:1');
    await link('c:3', 'a:1');
    expect(await people.leave('a:1', turn())).toBe('keeps');
    expect(await chosen('a:1')).toEqual({ v: 1, persona: 'pirate' });
    expect([await people.of('b:2'), await people.of('c:3'), await chosen('c:3')]).toEqual(['b:2', 'b:2', undefined]);
    expect(await people.leave('a:1', turn())).toBe('alone');
  });

  it.each([
    ['the first', 'a:1'],
    ['another', 'b:2'],
  ])('forgets what is shared, and all of the account, where %s is forgotten', async (_, gone) => {
    const { people, kept, link, choose, parts } = open();
    await choose('a:1', { persona: 'pirate' });
    await link('b:2', 'a:1');
    await link('c:3', 'a:1');
    await people.make(asked(gone));
    await people.forget(gone);
    const theirs = await Array.fromAsync(parts.documents.owned({ person: gone }));
    await parts.documents.deleteMany(theirs.map(({ key }) => key));
    const left = JSON.stringify([...kept]);
    expect(left).not.toContain(gone);
    expect(left).not.toContain('pirate');
    const [first, second] = ['a:1', 'b:2', 'c:3'].filter((id) => id !== gone);
    expect(await people.of(second ?? '')).toBe(first);
  });
});

describe('facts of linked accounts', () => {
  const fact = (id: string, text: string) => ({ id, text, at: 0 });

  it('are those of both, each once, and stay with the first account', async () => {
    const { people, parts, link } = open();
    const facts = createFacts(parts.documents);
    await facts.keep('discord:2', fact('b', 'I like tea'));
    await facts.keep('discord:2', fact('c', 'I have a dog'));
    await facts.keep('telegram:1', fact('a', 'I like tea'));
    await link('discord:2', 'telegram:1');
    const of = async (id: string) => (await facts.of(await people.of(id))).facts.map(({ text }) => text);
    expect(await of('telegram:1')).toEqual(['I like tea', 'I have a dog']);
    expect(await of('discord:2')).toEqual(['I like tea', 'I have a dog']);
  });

  it('are known in groups only where both accounts wanted that', async () => {
    const { people, parts, link } = open();
    const facts = createFacts(parts.documents);
    await facts.keep('discord:2', fact('b', 'I like tea'));
    await facts.inGroups('discord:2', true);
    await facts.keep('telegram:1', fact('a', 'I am ill'));
    await link('discord:2', 'telegram:1');
    expect((await facts.of(await people.of('discord:2'))).groups).toBeUndefined();
  });
});
