import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/util/clock.ts';
import { messageTarget } from '../setup.ts';
import { open, texts } from './open.ts';

describe('servers after a resume', () => {
  it('are asked about once something happens there, once, and known as before', async () => {
    const { server, ada, guild, channel, start, say, calls, stop, begun } = await open();
    const role = server.role(guild, { name: 'helpers', held: true });
    const thread = server.thread(channel, { name: 'deep' });
    const { r, store } = await begun();
    say(thread, 'before');
    await texts(store, ['one', 'before']);
    await stop(r);
    await start(store);
    const asked = () => calls(new RegExp(`^/guilds/${guild.id}`));
    expect(asked()).toBe(0);
    say(thread, 'after');
    await texts(store, ['one', 'before', 'after']);
    // Nobody names the bot but by a role that it holds, which only its server tells.
    server.say(channel, ada, `<@&${role}> by role`);
    await texts(store, ['one', 'before', 'after', 'by role']);
    expect(asked()).toBe(4);
    const [, before, after] = store.accepted;
    expect(after?.at).toEqual(before?.at);
    expect(after?.reply).toMatchObject({ address: { channel: thread.id } });
    server.hold(guild, role, false);
    server.say(channel, ada, `<@&${role}> no longer`);
    say(channel, 'last');
    await texts(store, ['one', 'before', 'after', 'by role', 'last']);
    expect(asked()).toBe(4);
  });

  it('hold changes that come while they are asked about', async () => {
    const { server, ada, guild, channel, start, say, stop, begun } = await open();
    const role = server.role(guild, { name: 'helpers' });
    const { r, store } = await begun();
    await stop(r);
    // The answer is from before the bot gets the role, and comes after it is told.
    const late = server.rule({ match: ({ path }) => path.endsWith(`/guilds/${guild.id}/channels`), delayMs: 400 });
    await start(store);
    say(channel, 'two');
    await server.waitFor(() => server.calls.some(({ path }) => path.includes(`/members/${server.bot.id}`)));
    server.hold(guild, role, true);
    server.say(channel, ada, `<@&${role}> three`);
    await texts(store, ['one', 'two', 'three']);
    late();
  });

  it('are asked about for an answer from before, too', async () => {
    const { server, ada, channel, start, stop, begun } = await open();
    const { r, store } = await begun();
    await stop(r);
    server.permit(channel, { attach: false });
    const second = await start(store);
    const target = messageTarget(channel);
    const conditions = await second.adapter.surface.conditions?.(target, second.signal);
    expect(conditions).toContainEqual({ name: 'files', state: 'limited' });
    const actor = { id: `discord:${ada.id}`, name: 'ada' };
    expect(await second.adapter.surface.isPresent?.(target, actor, second.signal)).toBe(true);
  });

  it('that cannot be asked about hold nobody up for long, and are asked again', async () => {
    const { server, guild, channel, start, say, stop, begun } = await open();
    const { r, store } = await begun();
    await stop(r);
    const error = { status: 403, code: 50001, message: 'Missing Access' };
    server.fail('GET', '/guilds/:g/channels', error);
    await start(store, { context: { clock: { ...systemClock, sleep: (_, signal) => systemClock.sleep(1, signal) } } });
    say(channel, 'two');
    await texts(store, ['one', 'two']);
    expect(server.calls.filter(({ path }) => path === `/guilds/${guild.id}`)).toHaveLength(1);
  });
});
