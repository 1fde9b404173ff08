import { describe, expect, it } from 'vitest';
import { createGate as createGateAt, type GateSettings, type Terms } from '../../src/admission/gate.ts';
import { createPermissions, type PermissionSettings } from '../../src/admission/permissions.ts';
import type { Prompt, UserAction } from '../../src/ports/index.ts';
import { createFakeClock } from '../fake-clock.ts';
import { promptOf } from '../fixtures.ts';

const closed: GateSettings & PermissionSettings = {
  access: 'allowlist',
  allowedUsers: ['test:1'],
  allowedChats: ['test:-100'],
  owners: ['test:9'],
  requestsPerMinute: 0,
  queueLimit: 0,
  lateLimitMs: 0,
};

const clock = createFakeClock();
const now = clock.now();
const nowhere = () => {
  throw new Error('no platform is asked');
};
const createGate = (settings: GateSettings & PermissionSettings) =>
  createGateAt(settings, createPermissions(settings, nowhere), clock);
const terms: Terms = { public: false, free: false };
const everybodys: Terms = { ...terms, public: true };
const free: Terms = { ...terms, free: true };

const group: Prompt['place'] = { kind: 'group', scopes: ['test:-100', 'test:server'] };
const otherGroup: Prompt['place'] = { kind: 'group', scopes: ['test:-200'] };
const stranger = { id: 'test:2', name: 'test:1' };
const owner = { id: 'test:9', name: 'Olga' };

function pressBy(actor: Prompt['actor']): UserAction {
  const { kind: _, text: __, attachments: ___, ...base } = promptOf({ actor });
  return { ...base, kind: 'action', action: { type: 'press', data: 'x', message: '1' } };
}

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
      { repeated: true },
      { repeated: true },
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
    expect(await ask(0)).toMatchObject({ pass: false, repeated: true });
  });

  it('counts no button that asks no model', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    const press = (some: Terms) => gate.judge(promptOf(), 0, some);
    for (let at = 0; at < 5; at += 1) expect(await press(free)).toEqual({ pass: true });
    expect(await press(terms)).toEqual({ pass: true });
    expect(await press(terms)).toMatchObject({ pass: false });
    expect(await press(free)).toEqual({ pass: true });
  });

  it('counts the presses of one person, allowed or not, before anything is read for them', async () => {
    for (const actor of [stranger, promptOf().actor]) {
      const gate = createGate(closed);
      const verdicts = [];
      for (let at = 0; at < 200; at += 1) verdicts.push(await gate.judge(pressBy(actor), 0, terms));
      const [flood, ...silent] = verdicts.slice(60);
      expect(verdicts.slice(0, 60).every(({ pass }) => pass === (actor !== stranger))).toBe(true);
      expect(flood).toMatchObject({ pass: false, repeated: false, reply: { key: 'limit.requests' } });
      expect(new Set(silent.map((verdict) => JSON.stringify(verdict)))).toEqual(
        new Set([JSON.stringify({ pass: false, repeated: true })]),
      );
      expect(await gate.judge(pressBy(owner), 0, terms)).toEqual({ pass: true });
    }
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

  it('counts a backlog by when it was written, not by when it arrived', async () => {
    const gate = createGate({ ...closed, requestsPerMinute: 1 });
    for (let hour = 1; hour < 20; hour += 1) {
      const old = promptOf({ sentAt: now - hour * 3_600_000 });
      await expect(gate.judge(old, 0, terms)).resolves.toEqual({ pass: true });
    }
  });
});
