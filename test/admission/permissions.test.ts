import { describe, expect, it } from 'vitest';
import { type Acting, createPermissions, type PermissionSettings } from '../../src/admission/permissions.ts';
import type { Actor, Surface, Target } from '../../src/ports/index.ts';
import { promptOf } from '../fixtures.ts';

const settings: PermissionSettings = {
  access: 'allowlist',
  allowedUsers: ['test:1'],
  allowedChats: ['test:-100'],
  owners: ['test:9'],
};

const ann = { id: 'test:1', name: 'Ann' };
const bob = { id: 'test:2', name: 'Bob' };
const olga = { id: 'test:9', name: 'Olga' };
const group: Acting['place'] = { kind: 'group', scopes: ['test:-100', 'test:server'] };
const elsewhere: Acting['place'] = { kind: 'group', scopes: ['test:-200'] };
const signal = new AbortController().signal;

/** Asks a platform that answers in one way; what it was asked. */
function open(answer?: boolean | Error, own: Partial<PermissionSettings> = {}, passed = 0) {
  const asked: { target: Target; actor: Actor; signal: AbortSignal }[] = [];
  const names: string[] = [];
  const ask: NonNullable<Surface['moderates']> = async (target, actor, until) => {
    asked.push({ target, actor, signal: until });
    if (answer instanceof Error) throw answer;
    return answer === true;
  };
  const surface = (name: string) => {
    names.push(name);
    return (answer === undefined ? {} : { moderates: ask, isPresent: ask }) as Surface;
  };
  return {
    asked,
    names,
    permissions: createPermissions({ ...settings, ...own }, surface, { now: () => promptOf().sentAt + passed }),
  };
}

describe('who may speak', () => {
  it.each([
    ['an allowed person alone with the bot', ann, promptOf().place, 'user'],
    ['an allowed person who brought the bot along', ann, { kind: 'personal', scopes: ['test:-200'] }, 'user'],
    ['an allowed person in a group that is not', ann, elsewhere, 'denied'],
    ['a stranger alone with the bot', bob, { kind: 'private', scopes: ['test:2'] }, 'denied'],
    ['a stranger in an allowed group', bob, group, 'chat'],
    ['a stranger where only the server is another', bob, { kind: 'group', scopes: ['test:-1', 'test:-100'] }, 'chat'],
    ['a stranger whose name is an allowed id', { id: 'test:2', name: 'test:1' }, promptOf().place, 'denied'],
    ['an owner in any group', olga, elsewhere, 'owner'],
  ] as const)('%s: %s', (_, actor, place, access) => {
    expect(open().permissions.access({ actor, place: { ...place, scopes: [...place.scopes] } })).toBe(access);
  });

  it('everybody where it is open; an owner is still one', () => {
    const { permissions } = open(undefined, { access: 'open' });
    expect(permissions.access({ actor: bob, place: elsewhere })).toBe('open');
    expect(permissions.access({ actor: olga, place: elsewhere })).toBe('owner');
  });
});

it('an owner is known by the id alone', () => {
  const { permissions } = open();
  expect(permissions.access({ actor: olga, place: elsewhere })).toBe('owner');
  expect(permissions.access({ actor: { id: 'test:1', name: olga.id }, place: elsewhere })).not.toBe('owner');
});

describe('a chat that speaks', () => {
  const chat = (id: string) => ({ id, name: 'News', kind: 'chat' as const });

  it.each([
    ['in an allowed group', 'test:-5', group, 'chat'],
    ['in a group that is not', 'test:-5', elsewhere, 'denied'],
    ['in a group that is not, where it is listed', 'test:-100', elsewhere, 'user'],
    ['listed among people', 'test:1', elsewhere, 'user'],
    ['with the id of an owner', 'test:9', elsewhere, 'denied'],
  ] as const)('may speak %s: %s', (_, id, place, access) => {
    expect(open().permissions.access({ actor: chat(id), place })).toBe(access);
  });

  it('has nobody’s rights: it decides about nothing, not even what it asked itself', async () => {
    const { permissions, asked } = open(true);
    for (const id of ['test:-5', 'test:9']) {
      const acting = { ...promptOf({ actor: { ...chat(id), moderator: true }, place: group }) };
      await expect(permissions.mayDecide(acting, id, signal)).resolves.toBe(false);
      await expect(permissions.isAmong(acting, 'moderator', signal)).resolves.toBe(false);
      await expect(permissions.isAmong(acting, 'owner', signal)).resolves.toBe(false);
      await expect(permissions.isAmong(acting, 'anybody', signal)).resolves.toBe(true);
    }
    expect(asked).toEqual([]);
  });
});

describe('who may decide about what was asked', () => {
  const here = { ...promptOf({ actor: bob, place: group }) };

  it.each([
    ['the asker', { ...here, actor: ann }, 'test:1', true],
    ['an owner', { ...here, actor: olga }, 'test:1', true],
    ['a moderator, by the event', { ...here, actor: { ...bob, moderator: true } }, 'test:1', true],
    ['no moderator, by the event', { ...here, actor: { ...bob, moderator: false } }, 'test:1', false],
    ['whoever is alone with the bot', { ...here, place: promptOf().place }, 'test:1', true],
    [
      'a menu about a group, which tells no more of it, in one’s own chat',
      { ...here, place: promptOf().place, settingsChat: 'test:-100' },
      'test:1',
      false,
    ],
    [
      'a menu about the chat it is in',
      { ...here, place: promptOf().place, settingsChat: here.target.chat },
      'test:1',
      true,
    ],
  ] as const)('%s, without asking the platform', async (_, acting, asker, may) => {
    const { permissions, asked } = open(true);
    await expect(permissions.mayDecide(acting, asker, signal)).resolves.toBe(may);
    expect(asked).toEqual([]);
  });

  it.each([true, false])('the platform tells where the event does not: %s', async (may) => {
    const { permissions, asked, names } = open(may);
    await expect(permissions.mayDecide(here, 'test:1', signal)).resolves.toBe(may);
    expect(asked).toMatchObject([{ target: here.target, actor: bob }]);
    expect(names).toEqual(['test']);
  });

  it('it is asked about the place the matter is at, not where its menu is shown', async () => {
    const { permissions, asked } = open(true);
    const origin: Target = { ...here.target, chat: 'test:-100' };
    await permissions.mayDecide({ ...here, origin }, 'test:1', signal);
    expect(asked[0]?.target).toBe(origin);
  });

  it('an event’s own word holds for minutes, then the platform is asked', async () => {
    const before = { ...here, actor: { ...bob, moderator: true } };
    await expect(open(false, {}, 179_000).permissions.mayDecide(before, 'test:1', signal)).resolves.toBe(true);
    await expect(open(false, {}, 180_000).permissions.mayDecide(before, 'test:1', signal)).resolves.toBe(false);
  });

  it('an event’s own word is about the place where it happened, not about another that its menu is about', async () => {
    const elsewhere = { ...here, actor: { ...bob, moderator: true }, origin: { ...here.target, chat: 'test:-100' } };
    await expect(open(false).permissions.mayDecide(elsewhere, 'test:1', signal)).resolves.toBe(false);
    const asked = { ...here, actor: { ...bob, moderator: true }, askedAt: { ...here.target, chat: 'test:-100' } };
    await expect(open(false).permissions.mayDecide(asked, 'test:1', signal)).resolves.toBe(true);
  });

  it.each([
    ['anybody', bob, true],
    ['moderator', bob, false],
    ['moderator', olga, true],
    ['owner', { ...bob, moderator: true }, false],
    ['owner', olga, true],
    ['nobody', olga, false],
  ] as const)('a command for %s', async (who, actor, may) => {
    await expect(open(false).permissions.isAmong({ ...here, actor }, who, signal)).resolves.toBe(may);
  });

  it.each([
    ['by their id', bob, ['test:2'], group, true],
    ['by another’s', bob, ['test:1'], group, false],
    ['by a name like an id', { id: 'test:3', name: 'test:2' }, ['test:2'], group, false],
    ['as an owner', olga, ['owner'], elsewhere, true],
    ['as a moderator of the group', { ...bob, moderator: true }, ['owner', 'moderator'], group, true],
    ['as none of it', bob, ['moderator'], group, false],
    ['as a moderator of their own chat', bob, ['moderator'], promptOf().place, false],
    [
      'as one where they brought the bot along',
      { ...bob, moderator: true },
      ['moderator'],
      { ...elsewhere, kind: 'personal' },
      false,
    ],
    ['as a chat of that id', { ...bob, kind: 'chat' }, ['test:2', 'moderator'], group, false],
  ] as const)('a person is named %s: %j', async (_, actor, names, place, isNamed) => {
    const acting = { ...here, actor, place: { ...place, scopes: [...place.scopes] } };
    await expect(open(false).permissions.isNamed(acting, names, signal)).resolves.toBe(isNamed);
  });

  it('an asker nobody knows is nobody', async () => {
    const { permissions } = open(false);
    await expect(permissions.mayDecide(here, undefined, signal)).resolves.toBe(false);
  });

  it.each([
    ['fails', new Error('away')],
    ['cannot tell', undefined],
  ])('a platform that %s means no', async (_, answer) => {
    await expect(open(answer).permissions.mayDecide(here, 'test:1', signal)).resolves.toBe(false);
  });
});

describe('who may read on, for themselves alone, what is said at a place', () => {
  const here = promptOf({ actor: bob, place: { kind: 'private', scopes: ['test:2'] } });
  const source: Target = { ...here.target, chat: 'test:-100', group: true };

  it.each([true, false])('the platform tells: %s', async (answer) => {
    const { permissions, asked } = open(answer);
    await expect(permissions.mayRead(here, source, signal)).resolves.toBe(answer);
    expect(asked).toMatchObject([{ target: source, actor: bob }]);
  });

  it('an owner who is not there is nobody there, either', async () => {
    await expect(open(false).permissions.mayRead({ ...here, actor: olga }, source, signal)).resolves.toBe(false);
  });

  it.each([
    ['fails', new Error('away')],
    ['cannot tell', undefined],
  ])('a platform that %s means no', async (_, answer) => {
    await expect(open(answer).permissions.mayRead(here, source, signal)).resolves.toBe(false);
  });

  it('whoever asks no longer hears so, not no', async () => {
    const control = new AbortController();
    control.abort(new Error('enough'));
    await expect(open(new Error('away')).permissions.mayRead(here, source, control.signal)).rejects.toThrow('enough');
  });
});
