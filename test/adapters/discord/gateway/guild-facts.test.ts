import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { createGuildFacts } from '../../../../adapters/discord/gateway/guild-facts.ts';

/** Servers as the gateway's events make them known: https://discord.com/developers/docs/events/gateway-events */

const { Administrator, ManageMessages, SendMessages, ViewChannel } = PermissionFlagsBits;
const bot = '900';
const usual = ViewChannel | SendMessages;

const overwrite = (id: string, allow: bigint, deny: bigint) => ({
  id,
  type: 0,
  allow: String(allow),
  deny: String(deny),
});
const role = (id: string, permissions = 0n, more: object = {}) => ({
  id,
  name: `role ${id}`,
  permissions: String(permissions),
  ...more,
});
const channel = (id: string, more: object = {}) => ({ id, type: 0, name: `c${id}`, guild_id: '1', ...more });
const thread = (id: string, parent: string, more: object = {}) =>
  channel(id, { type: 11, parent_id: parent, owner_id: '7', ...more });

/** A server as it comes in: its everybody may see and write, its channel 10 is open, its channel 11 is for the role 5. */
function arrived() {
  const facts = createGuildFacts(() => bot);
  facts.take('GUILD_CREATE', {
    id: '1',
    name: 'g',
    owner_id: '8',
    features: ['COMMUNITY'],
    preferred_locale: 'de',
    roles: [role('1', usual), role('5'), role('6', 0n, { tags: { bot_id: bot } }), { id: 'of no form' }],
    channels: [
      channel('10', { permission_overwrites: [] }),
      channel('11', {
        permission_overwrites: [overwrite('1', 0n, ViewChannel), overwrite('5', ViewChannel, 0n), { id: 'of no form' }],
      }),
      { id: 'of no form' },
    ],
    threads: [thread('20', '10'), thread('21', '10', { type: 12 })],
    members: [
      { user: { id: '7' }, roles: ['5'] },
      { user: { id: bot }, roles: ['5'], communication_disabled_until: '2026-01-01T00:00:00.000Z' },
    ],
  });
  return facts;
}

describe('a server that comes in', () => {
  it('tells of roles, channels, threads, its language and the bot', () => {
    const facts = arrived();
    expect(facts.ownRoles('1')).toEqual(['5', '6']);
    expect(facts.role('1', '5')).toBe('role 5');
    expect(facts.language('1')).toBe('de');
    expect(facts.timedOutUntil('20')).toBe(Date.parse('2026-01-01'));
    expect(facts.channel('10')).toEqual({
      isThread: false,
      isPrivate: false,
      guild: '1',
      name: 'c10',
      takesThreads: true,
    });
    expect(facts.channel('21')).toEqual({
      ...{ isThread: true, isPrivate: true, guild: '1', name: 'c21' },
      ...{ parent: '10', owner: '7' },
    });
    expect(facts.channel('of no form')).toBeUndefined();
  });

  it('tells what its members may do, the owner everything', () => {
    const facts = arrived();
    expect(facts.permissions('10', [], '7')).toBe(usual);
    expect(facts.permissions('11', [], '7')).toBe(SendMessages);
    expect(facts.permissions('20', ['5'], '7')).toBe(usual);
    expect(facts.permissions('11', [], '8')).toBe(Administrator);
    expect(facts.ownPermissions('11')).toBe(usual);
    expect(facts.ownPermissions('99')).toBeUndefined();
  });

  it('tells who sees a channel as well', () => {
    const facts = arrived();
    expect(facts.isSeenFrom('10', '11')).toBe(true);
    expect(facts.isSeenFrom('11', '10')).toBe(false);
    expect(facts.isSeenFrom('10', '20')).toBe(true);
    expect(facts.isSeenFrom('21', '10')).toBe(false);
    expect(facts.isSeenFrom('21', '21')).toBe(true);
  });
});

describe('a change', () => {
  it('of a channel, a role, the server or the bot holds from then on', () => {
    const facts = arrived();
    facts.take(
      'CHANNEL_UPDATE',
      channel('10', { name: 'new', permission_overwrites: [overwrite('1', 0n, SendMessages)] }),
    );
    expect(facts.channel('10')?.name).toBe('new');
    expect(facts.permissions('20', [], '7')).toBe(ViewChannel);
    facts.take('GUILD_ROLE_UPDATE', { guild_id: '1', role: role('5', ManageMessages, { name: 'mods' }) });
    expect(facts.role('1', '5')).toBe('mods');
    facts.take('GUILD_ROLE_CREATE', { guild_id: '1', role: role('9') });
    facts.take('GUILD_ROLE_DELETE', { guild_id: '1', role_id: '5' });
    expect([facts.role('1', '5'), facts.role('1', '9')]).toEqual([undefined, 'role 9']);
    facts.take('GUILD_MEMBER_UPDATE', { guild_id: '1', user: { id: '7' }, roles: ['1'] });
    facts.take('GUILD_MEMBER_UPDATE', { guild_id: '1', user: { id: bot }, roles: ['9'] });
    expect([facts.ownRoles('1'), facts.timedOutUntil('10')]).toEqual([['9', '6'], 0]);
    facts.take('GUILD_UPDATE', { id: '1', owner_id: '7', features: [], preferred_locale: 'de', roles: [role('1')] });
    expect([facts.language('1'), facts.role('1', '9'), facts.permissions('10', [], '7')]).toEqual([
      undefined,
      undefined,
      Administrator,
    ]);
  });

  it('takes channels and threads away, those of a channel with it', () => {
    const facts = arrived();
    facts.take('THREAD_DELETE', { id: '20', guild_id: '1', parent_id: '10', type: 11 });
    expect(facts.channel('20')).toBeUndefined();
    facts.take('CHANNEL_DELETE', channel('10'));
    expect([facts.channel('10'), facts.channel('21'), facts.channel('11')?.name]).toEqual([
      undefined,
      undefined,
      'c11',
    ]);
  });

  it('lists the threads of channels anew', () => {
    const facts = arrived();
    facts.take('THREAD_LIST_SYNC', { guild_id: '1', channel_ids: ['10'], threads: [thread('22', '10')], members: [] });
    expect(['20', '21', '22'].map((id) => facts.channel(id)?.parent)).toEqual([undefined, undefined, '10']);
  });

  it.each([
    ['a server that was left', { id: '1' }, undefined],
    ['one that is away for a while', { id: '1', unavailable: true }, 'c10'],
  ])('%s', (_, data, name) => {
    const facts = arrived();
    facts.take('GUILD_DELETE', data);
    expect(facts.channel('10')?.name).toBe(name);
  });

  it('a new session forgets the servers that it does not name', () => {
    const facts = arrived();
    facts.keep(['1']);
    expect(facts.channel('10')).toBeDefined();
    facts.keep(['2']);
    expect([facts.channel('10'), facts.ownRoles('1')]).toEqual([undefined, []]);
  });

  it.each(['CHANNEL_UPDATE', 'GUILD_CREATE', 'GUILD_ROLE_DELETE', 'TYPING_START'])(
    'of no form is left: %s',
    (event) => {
      const facts = arrived();
      for (const data of [null, 7, {}, { id: '10' }]) facts.take(event, data);
      expect(facts.channel('10')?.name).toBe('c10');
    },
  );
});

it('forgets the threads that were archived first', () => {
  const facts = arrived();
  const ids = Array.from({ length: 2001 }, (_, at) => String(1000 + at));
  const closed = { thread_metadata: { archived: true } };
  for (const id of ids) facts.take('THREAD_UPDATE', thread(id, '10', closed));
  expect(['1000', '1001', '3000'].map((id) => facts.channel(id)?.name)).toEqual([undefined, 'c1001', 'c3000']);
});
