import { describe, expect, it } from 'vitest';
import { openGrants } from '../../src/admission/grants.ts';
import { createOwnerCode } from '../../src/admission/owner-code.ts';
import type { InboundEvent } from '../../src/ports/index.ts';
import { eventOf } from '../events.ts';
import { createMovableClock, createTestLog } from '../fake-clock.ts';
import { createMemoryDocuments } from '../support/memory-documents.ts';

const secret = new Uint8Array(32);
const HOUR = 3_600_000;

async function open(documents = createMemoryDocuments().documents, clock = createMovableClock()) {
  const grants = await openGrants(documents, clock);
  const log = createTestLog();
  const code = createOwnerCode({ documents, grants, secret, clock, log });
  const owners = () => grants.list().map(({ kind, id }) => `${kind} ${id}`);
  return { code, grants, owners, documents, clock, log };
}

const says = (text: string, over: Partial<InboundEvent> = {}): InboundEvent => ({
  ...eventOf({ type: 'message', text, addressed: true, attachments: [], at: 0, length: text.length }),
  ...over,
});
const other = (code: string) => (code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`);

describe('the code of a first start', () => {
  it('makes whoever says it in private the owner, once, and lasts over a restart', async () => {
    const { code, owners, documents } = await open();
    const issued = (await code.issue()) ?? '';
    expect(issued).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    expect(await code.heard(says(issued))).toMatchObject({ body: { text: '/start owner' } });
    const { actor } = says('');
    expect(owners()).toEqual([`owner ${actor.id}`]);
    await code.heard(says(issued, { actor: { ...actor, id: 'test:other' } }));
    expect(owners()).toEqual([`owner ${actor.id}`]);
    expect((await openGrants(documents, createMovableClock())).has('owner', actor.id)).toBe(true);
  });

  it.each([
    ['/start', (code: string) => `/start ${code}`],
    ['/start in small letters', (code: string) => `/start@parley_bot ${code.toLowerCase().replace('-', '')} `],
  ])('is understood after %s', async (_, words) => {
    const { code, owners } = await open();
    await code.heard(says(words((await code.issue()) ?? '')));
    expect(owners()).toHaveLength(1);
  });

  it('is none in a group, from a chat, passed on, or within other words', async () => {
    const { code, owners } = await open();
    const issued = (await code.issue()) ?? '';
    const { at, actor, body } = says(issued);
    await code.heard(says(issued, { at: { ...at, kind: 'group' } }));
    await code.heard(says(issued, { actor: { ...actor, kind: 'chat' } }));
    await code.heard(says(issued, { body: { ...body, source: { kind: 'forward' } } as InboundEvent['body'] }));
    await code.heard(says(`Is ${issued} the code?`));
    expect(owners()).toEqual([]);
  });

  it('is void after five wrong ones of whomever, for a day, over restarts; words are no codes', async () => {
    const { code, owners, documents, clock, log } = await open();
    const issued = (await code.issue()) ?? '';
    for (const word of ['ELEPHANT', 'elephant', '/start elephants', 'hello', '/start']) await code.heard(says(word));
    for (let at = 0; at < 3; at += 1) await code.heard(says(other(issued)));
    const second = await open(documents, clock);
    const next = (await second.code.issue()) ?? '';
    await second.code.heard(says(issued));
    await second.code.heard(says(`/start ${other(next)}`));
    await second.code.heard(says(next));
    expect([...owners(), ...second.owners()]).toEqual([]);
    expect(await (await open(documents, clock)).code.issue()).toBeUndefined();
    clock.pass(25 * HOUR);
    expect(await (await open(documents, clock)).code.issue()).toBeDefined();
    expect(log.lines.map(({ message }) => message)).toEqual(Array(3).fill('A wrong code was said'));
  });

  it('is void after a day', async () => {
    const { code, owners, clock } = await open();
    const issued = (await code.issue()) ?? '';
    clock.pass(25 * HOUR);
    await code.heard(says(issued));
    expect(owners()).toEqual([]);
  });

  it('is stored nowhere', async () => {
    const store = createMemoryDocuments();
    const { code } = await open(store.documents);
    const issued = (await code.issue()) ?? '';
    expect(JSON.stringify([...store.kept])).not.toMatch(new RegExp(issued.replace('-', '-?'), 'i'));
  });

  it('of two who say it at once, one becomes the owner', async () => {
    const { code, owners } = await open();
    const issued = (await code.issue()) ?? '';
    const { actor } = says('');
    await Promise.all(['a', 'b'].map((id) => code.heard(says(issued, { actor: { ...actor, id: `test:${id}` } }))));
    expect(owners()).toHaveLength(1);
  });
});

describe('grants', () => {
  it('are kept once, in order, and taken back', async () => {
    const { grants, documents, clock } = await open();
    const place = { kind: 'place', id: 'test:-1', name: 'Friends' } as const;
    await Promise.all([
      grants.give(place),
      grants.give({ ...place, kind: 'person', id: 'test:1' }),
      grants.give(place),
    ]);
    expect(grants.list().map(({ kind, id }) => [kind, id])).toEqual([
      ['person', 'test:1'],
      ['place', 'test:-1'],
    ]);
    expect([grants.has('place', 'test:-1'), grants.has('owner', 'test:1')]).toEqual([true, false]);
    await grants.take('place', 'test:-1');
    expect((await openGrants(documents, clock)).list()).toEqual(grants.list());
    expect(grants.has('place', 'test:-1')).toBe(false);
  });

  it('that cannot be read are none, and out of the way', async () => {
    const store = createMemoryDocuments([['grants', { v: 9 }]]);
    const { grants } = await open(store.documents);
    expect(grants.list()).toEqual([]);
    expect(store.quarantined.has('grants')).toBe(true);
    expect(await grants.give({ kind: 'owner', id: 'test:1', name: '' })).toBe(true);
  });
});
