import { describe, expect, it } from 'vitest';
import { createGate as createGateAt, type GateSettings, type OpenTurns, type Terms } from '../../src/admission/gate.ts';
import { createPermissions, type PermissionSettings } from '../../src/admission/permissions.ts';
import type { Prompt, Resolved, UserAction } from '../../src/ports/index.ts';
import { createFakeClock } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

const closed: GateSettings & PermissionSettings = {
  access: 'allowlist',
  allowedUsers: ['test:1'],
  allowedChats: ['test:-100'],
  owners: ['test:9'],
  requestsPerMinute: 0,
  queueLimit: 0,
  personQueueLimit: 0,
  allQueueLimit: 0,
  personDailyBytes: 0,
  lateLimitMs: 0,
};

const clock = createFakeClock();
const now = clock.now();
const nowhere = () => {
  throw new Error('no platform is asked');
};
/** A gate; a number of open turns is that of the queue. */
function createGate(settings: GateSettings & PermissionSettings, at = clock, personOf = async (id: string) => id) {
  const gate = createGateAt(settings, createPermissions(settings, nowhere, at), at, personOf);
  return {
    ...gate,
    judge: (resolved: Resolved, open: number | Partial<OpenTurns>, some: Terms) =>
      gate.judge(
        resolved,
        { queue: 0, person: 0, all: 0, ...(typeof open === 'number' ? { queue: open } : open) },
        some,
      ),
  };
}
const terms: Terms = { public: false, points: 1 };
const everybodys: Terms = { ...terms, public: true };
const free: Terms = { ...terms, points: 0 };

const group: Prompt['place'] = { kind: 'group', scopes: ['test:-100', 'test:server'] };
const otherGroup: Prompt['place'] = { kind: 'group', scopes: ['test:-200'] };
const stranger = { id: 'test:2', name: 'test:1' };
const owner = { id: 'test:9', name: 'Olga' };

function actBy(actor: Prompt['actor'], action: UserAction['action']): UserAction {
  const { kind: _, text: __, attachments: ___, ...base } = promptOf({ actor, sentAt: now });
  return { ...base, kind: 'action', action };
}
const pressBy = (actor: Prompt['actor']) => actBy(actor, { type: 'press', data: 'x', message: '1' });

describe('the gate', () => {
  it.each([
    ['an allowed person alone with the bot', promptOf(), true],
    ['a stranger, whatever their name', promptOf({ actor: stranger }), false],
    ['a stranger in an allowed group', promptOf({ actor: stranger, place: group }), true],
    ['an allowed person in a group that is not', promptOf({ place: otherGroup }), false],
    ['an owner anywhere', promptOf({ actor: owner, place: otherGroup }), true],
    ['an allowed person who brought the bot along', promptOf({ place: { kind: 'personal', scopes: [] } }), true],
  ])('%s', async (_, inbound, pass) => {
    await expect(createGate(closed).judge(inbound, 0, terms)).resolves.toMatchObject({ pass });
  });

  it('lets everybody in when open', async () => {
    const gate = createGate({ ...closed, access: 'open' });
    await expect(gate.judge(promptOf({ actor: stranger, place: otherGroup }), 0, terms)).resolves.toEqual({
      pass: true,
    });
  });

  it('tells a stranger their id once an hour', async () => {
    const gate = createGate(closed);
    const verdicts = [];
    for (let at = 0; at < 20; at += 1) verdicts.push(await gate.judge(promptOf({ actor: stranger }), 0, terms));
    expect(verdicts[0]).toEqual({
      pass: false,
      repeated: false,
      reply: { key: 'access.denied', values: { id: 'test:2' } },
    });
    expect(verdicts.slice(1).every((verdict) => !verdict.pass && verdict.repeated)).toBe(true);
  });

  it('lets a stranger ask what everybody may, a few times a minute', async () => {
    const gate = createGate(closed);
    const verdicts = [];
    for (let at = 0; at < 6; at += 1) verdicts.push(await gate.judge(promptOf({ actor: stranger }), 0, everybodys));
    expect(verdicts.map(({ pass }) => pass)).toEqual([true, true, true, false, false, false]);
    expect(verdicts.slice(3)).toMatchObject([
      { repeated: false, reply: { key: 'limit.requests' } },
      { silent: true },
      { silent: true },
    ]);
  });

  it('counts what everybody may ask like any other request', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    await expect(gate.judge(promptOf(), 0, everybodys)).resolves.toEqual({ pass: true });
    await expect(gate.judge(promptOf(), 0, everybodys)).resolves.toMatchObject({ pass: false });
  });

  it('judges a gesture like a message', async () => {
    const { kind: _, text: __, attachments: ___, ...base } = promptOf({ actor: stranger });
    const stop = { ...base, kind: 'action', action: { type: 'stop' } } as const;
    await expect(createGate(closed).judge(stop, 1, terms)).resolves.toMatchObject({ pass: false });
  });

  it('lets strangers ask what everybody may, but not without end', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 3, queueLimit: 2 });
    const ask = (open: number) => gate.judge(promptOf({ actor: stranger }), open, everybodys);
    expect(await ask(0)).toEqual({ pass: true });
    expect(await ask(3)).toMatchObject({ pass: false, reply: { key: 'limit.queue' } });
    expect(await ask(0)).toEqual({ pass: true });
    expect(await ask(0)).toMatchObject({ pass: false, repeated: false, reply: { key: 'limit.requests' } });
    expect(await ask(0)).toMatchObject({ pass: false, silent: true });
  });

  it('counts no button that asks no model', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    const press = (some: Terms) => gate.judge(promptOf(), 0, some);
    for (let at = 0; at < 5; at += 1) expect(await press(free)).toEqual({ pass: true });
    expect(await press(terms)).toEqual({ pass: true });
    expect(await press(terms)).toMatchObject({ pass: false });
    expect(await press(free)).toEqual({ pass: true });
  });

  it('counts the presses of one person before anything is read for them', async () => {
    const gate = createGate(closed);
    const { actor } = promptOf();
    const verdicts = [];
    for (let at = 0; at < 200; at += 1) verdicts.push(await gate.judge(pressBy(actor), 0, terms));
    const [flood, ...silent] = verdicts.slice(120);
    expect(verdicts.slice(0, 120).every(({ pass }) => pass)).toBe(true);
    expect(flood).toMatchObject({ pass: false, repeated: false, reply: { key: 'limit.requests' } });
    expect(silent.every((verdict) => !verdict.pass && verdict.silent)).toBe(true);
    expect(await gate.judge(pressBy(owner), 0, terms)).toEqual({ pass: true });
  });

  it('answers few presses of a stranger', async () => {
    const gate = createGate(closed);
    const verdicts = [];
    for (let at = 0; at < 200; at += 1) verdicts.push(await gate.judge(pressBy(stranger), 0, terms));
    expect(verdicts.filter(({ pass }) => pass)).toEqual([]);
    expect(verdicts.filter((verdict) => !verdict.pass && !verdict.silent)).toHaveLength(1);
  });

  it('limits the requests of one person, with one notice', async () => {
    const gate = createGate({ ...closed, access: 'open', requestsPerMinute: 3 });
    const verdicts = [];
    for (let at = 0; at < 200; at += 1) verdicts.push(await gate.judge(promptOf({ sentAt: now }), 0, terms));
    expect(verdicts.filter(({ pass }) => pass)).toHaveLength(3);
    expect(verdicts.filter((verdict) => !verdict.pass && !verdict.repeated)).toHaveLength(1);
    await expect(gate.judge(promptOf({ actor: stranger }), 0, terms)).resolves.toEqual({ pass: true });
  });

  it('counts once what is delivered again', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    const [one, two] = [promptOf(), promptOf()];
    for (let at = 0; at < 5; at += 1) expect(await gate.judge(one, 0, terms)).toEqual({ pass: true });
    expect(await gate.judge(two, 0, terms)).toMatchObject({ pass: false, repeated: false });
    for (let at = 0; at < 5; at += 1)
      expect(await gate.judge(two, 0, terms)).toMatchObject({ pass: false, repeated: true });
  });

  it('bounds what waits in a conversation; the running turn does not wait', async () => {
    const gate = createGate({ ...closed, queueLimit: 2 });
    await expect(gate.judge(promptOf(), 2, terms)).resolves.toEqual({ pass: true });
    await expect(gate.judge(promptOf(), 3, terms)).resolves.toMatchObject({
      pass: false,
      reply: { key: 'limit.queue' },
    });
    await expect(gate.judge(promptOf(), 3, terms)).resolves.toMatchObject({ pass: false, repeated: true });
  });

  it('does not answer unasked what is too old', async () => {
    const gate = createGate({ ...closed, lateLimitMs: 1000 });
    await expect(gate.judge(promptOf({ sentAt: now - 900 }), 0, terms)).resolves.toEqual({ pass: true });
    const late = promptOf({ sentAt: now - 1100 });
    await expect(gate.judge(late, 0, terms)).resolves.toMatchObject({ pass: false, late: true });
  });

  it('lets all strangers together have few notices, and no flood of one uses them up', async () => {
    const gate = createGate(closed);
    for (let at = 0; at < 2000; at += 1) await gate.judge(promptOf({ actor: stranger }), 0, terms);
    const told = [];
    for (let at = 0; at < 100; at += 1) {
      const verdict = await gate.judge(promptOf({ actor: { id: `test:s${at}`, name: 'S' } }), 0, terms);
      if (!verdict.pass && verdict.reply) told.push(verdict);
    }
    expect(told.length).toBeGreaterThan(20);
    expect(told.length).toBeLessThan(40);
  });

  it('tells a stranger later whom a flood of others has kept from being told', async () => {
    const time = createFakeClock();
    const gate = createGate(closed, time);
    for (let at = 0; at < 100; at += 1)
      await gate.judge(promptOf({ actor: { id: `test:s${at}`, name: 'S' } }), 0, terms);
    const ask = () => gate.judge(promptOf({ actor: stranger, sentAt: time.now() }), 0, terms);
    expect(await ask()).toMatchObject({ pass: false, silent: true });
    await time.advance(61_000);
    expect(await ask()).toMatchObject({ pass: false, repeated: false, reply: { key: 'access.denied' } });
    expect(await ask()).toMatchObject({ silent: true });
  });

  it('counts each picture as a request (44)', async () => {
    const time = createFakeClock();
    const gate = createGate({ ...closed, requestsPerMinute: 12 }, time);
    const paint = (points: number) => gate.judge(promptOf({ sentAt: time.now() }), 0, { ...terms, points });
    expect(await paint(10)).toEqual({ pass: true });
    expect(await paint(10)).toMatchObject({ pass: false, repeated: false, reply: { key: 'limit.requests' } });
    expect(await paint(3)).toMatchObject({ pass: false, repeated: true });
    expect(await paint(2)).toEqual({ pass: true });
    expect(await paint(13)).toMatchObject({ pass: false, reply: { key: 'limit.pictures', values: { count: 12 } } });
    await time.advance(61_000);
    expect(await paint(10)).toEqual({ pass: true });
  });

  it('counts what an answer draws beyond one picture, also where that is too much', async () => {
    const at = createFakeClock();
    const gate = createGate({ ...closed, requestsPerMinute: 3 }, at);
    const ask = () => gate.judge(promptOf({ sentAt: at.now() }), 0, terms);
    expect(await ask()).toEqual({ pass: true });
    for (let count = 0; count < 3; count += 1) gate.drew('test:1');
    expect(await ask()).toMatchObject({ pass: false, reply: { key: 'limit.requests' } });
    await at.advance(60_001);
    expect(await ask()).toEqual({ pass: true });
  });

  it('counts stops and edits by themselves, and answers no flood of them', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 3 });
    const { actor } = promptOf();
    const verdicts = [];
    for (let at = 0; at < 300; at += 1) verdicts.push(await gate.judge(actBy(actor, { type: 'stop' }), 0, terms));
    expect(verdicts.filter(({ pass }) => pass)).toHaveLength(120);
    expect(verdicts.filter((verdict) => !verdict.pass && !verdict.silent)).toHaveLength(1);
    const edit = actBy(actor, { type: 'edit', of: 'x', id: '1', at: now, text: 'y' });
    expect(await gate.judge(edit, 0, terms)).toMatchObject({ silent: true });
    for (let at = 0; at < 3; at += 1) expect(await gate.judge(promptOf(), 0, terms)).toEqual({ pass: true });
  });

  it('bounds what one person has open in all places, and what all have, each with a notice once', async () => {
    const gate = createGate({ ...closed, personQueueLimit: 5, allQueueLimit: 50 });
    const ask = (open: Partial<OpenTurns>) => gate.judge(promptOf(), open, terms);
    expect(await ask({ person: 4, all: 49 })).toEqual({ pass: true });
    expect(await ask({ person: 5, all: 49 })).toMatchObject({ reply: { key: 'limit.person_queue' }, repeated: false });
    expect(await ask({ person: 5, all: 49 })).toMatchObject({ repeated: true });
    const other = (open: Partial<OpenTurns>) => gate.judge(promptOf({ actor: owner }), open, terms);
    expect(await other({ person: 1, all: 50 })).toMatchObject({ reply: { key: 'limit.all_queue' }, repeated: false });
    expect(await other({ person: 1, all: 50 })).toMatchObject({ repeated: true });
  });

  it('bounds what one person has stored in a day', async () => {
    const time = createFakeClock();
    const gate = createGate({ ...closed, personDailyBytes: 100_000 }, time);
    const page = '字'.repeat(10_000);
    const send = (actor = promptOf().actor) =>
      gate.judge(promptOf({ text: page, actor, sentAt: time.now() }), 0, terms);
    for (let at = 0; at < 3; at += 1) expect(await send()).toEqual({ pass: true });
    expect(await send()).toMatchObject({ reply: { key: 'limit.stored', values: { count: 24 } }, repeated: false });
    expect(await send()).toMatchObject({ repeated: true });
    expect(await gate.judge(promptOf({ text: 'short', sentAt: time.now() }), 0, terms)).toEqual({ pass: true });
    expect(await send(owner)).toEqual({ pass: true });
    await time.advance(24 * 3_600_000);
    expect(await send()).toEqual({ pass: true });
  });

  it('counts what the accounts of one person ask together, and what they have stored', async () => {
    const personOf = async (id: string) => (id === 'test:2' ? 'test:1' : id);
    const ask = (gate: ReturnType<typeof createGate>, id: string, key: string) =>
      gate.judge(promptOf({ key, actor: { id, name: id } }), 0, terms);
    const limits: Partial<GateSettings>[] = [{ requestsPerMinute: 1 }, { personDailyBytes: 500 }];
    for (const limit of limits) {
      const gate = createGate({ ...closed, access: 'open', ...limit }, clock, personOf);
      expect(await ask(gate, 'test:1', 'k1')).toEqual({ pass: true });
      expect(await ask(gate, 'test:2', 'k2')).toMatchObject({ pass: false });
      expect(await ask(gate, 'test:3', 'k3')).toEqual({ pass: true });
    }
  });

  it('lets nobody in for another account of theirs', async () => {
    const gate = createGate(closed, clock, async () => 'test:1');
    expect(await gate.judge(promptOf({ actor: stranger }), 0, terms)).toMatchObject({ pass: false });
  });

  it('counts a backlog by when it was written, not by when it arrived', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    for (let hour = 1; hour < 20; hour += 1) {
      const old = promptOf({ sentAt: now - hour * 3_600_000 });
      await expect(gate.judge(old, 0, terms)).resolves.toEqual({ pass: true });
    }
  });
});
