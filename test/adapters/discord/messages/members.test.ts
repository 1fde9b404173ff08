import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../../src/ports/index.ts';
import type { SimChannel, SimUser } from '../../../simulator/discord/world.ts';
import { inServer, kindOf, messageTarget, nth } from '../setup.ts';

/** Who sees a channel, and who may take others' messages away there. */

async function open() {
  const rig = await inServer();
  const { server, surface, signal, channel } = rig;
  const { guild } = channel;
  if (!guild) throw new Error('a channel of a server');
  const [ada, bob] = [server.user({ username: 'ada' }), server.user({ username: 'bob' })];
  const actor = ({ id, username: name }: SimUser): Actor => ({ id: `discord:${id}`, name });
  const sees = (user: SimUser, where: SimChannel = channel) =>
    Promise.resolve(surface.isPresent?.(messageTarget(where), actor(user), signal));
  const moderates = (user: SimUser, where: SimChannel = channel) =>
    Promise.resolve(surface.moderates?.(messageTarget(where), actor(user), signal));
  const asked = () => server.calls.filter(({ path }) => path.includes('members/')).length;
  return { ...rig, guild, ada, bob, sees, moderates, asked };
}

describe('who is there', () => {
  it('is asked of Discord, once in a while', async () => {
    const { server, guild, ada, bob, sees, asked } = await open();
    server.leave(guild, bob);
    expect([await sees(ada), await sees(bob)]).toEqual([true, false]);
    server.leave(guild, ada);
    await Promise.all(Array.from({ length: 20 }, () => sees(ada)));
    expect(asked()).toBe(2);
  });

  it('whoever did something there just now is known to be', async () => {
    const { server, r, channel, ada, sees, asked } = await open();
    server.say(channel, ada, `<@${server.bot.id}> hi`);
    await nth(r, 0, 'message');
    expect(await sees(ada)).toBe(true);
    expect(asked()).toBe(0);
  });

  it('of a private channel, who may view it', async () => {
    const { server, guild, ada, bob, sees } = await open();
    const den = server.channel(guild, { name: 'den', readers: [ada] });
    expect([await sees(ada, den), await sees(bob, den)]).toEqual([true, false]);
    expect(await sees(bob, server.thread(den, { name: 'deeper' }))).toBe(false);
  });

  it('of a private thread, who was added, and who may manage threads', async () => {
    const { server, channel, ada, bob, sees } = await open();
    const thread = server.thread(channel, { name: 'secret', readers: [ada] });
    expect([await sees(ada, thread), await sees(bob, thread)]).toEqual([true, false]);
    expect(await sees(bob, server.thread(channel, { name: 'open' }))).toBe(true);
  });

  it('that Discord does not tell is a Fault, and asked again', async () => {
    const { server, ada, sees } = await open();
    server.fail('GET', '/guilds/:guild/members/:user', { status: 500, code: 0, message: 'no' }, 1);
    expect(await kindOf(sees(ada))).toMatchObject({ kind: 'server' });
    expect(await sees(ada)).toBe(true);
  });
});

it('who moderates has the permission, by a role', async () => {
  const { server, guild, ada, bob, moderates } = await open();
  server.appoint(guild, ada);
  expect([await moderates(ada), await moderates(bob)]).toEqual([true, false]);
  server.leave(guild, ada);
  const other = server.channel(guild, { name: 'other' });
  expect(await moderates(ada, other)).toBe(false);
});
