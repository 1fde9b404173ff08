import { describe, expect, it } from 'vitest';
import { nth, rig } from './setup.ts';

/** What the adapter tells of places: names that may be told, scopes, threads that fewer people read. */

async function open() {
  const r = await rig();
  const { server } = r;
  const ada = server.user({ username: 'ada' });
  const guild = server.guild({ name: 'g' });
  const channel = server.channel(guild, { name: 'general' });
  return { r, server, ada, guild, channel, me: `<@${server.bot.id}>` };
}

describe('names of channels and roles', () => {
  it('of another server are told to nobody, wherever they ask', async () => {
    const { r, server, ada, channel, me } = await open();
    const theirs = server.guild({ name: 'Acme' });
    const secret = server.channel(theirs, { name: 'merger-with-acme' });
    server.say(channel, ada, `${me} repeat <#${secret.id}> <@&${theirs.botRole}>`);
    server.say(server.dm(ada), ada, `repeat <#${secret.id}> <@&${theirs.botRole}>`);
    for (const at of [0, 1]) {
      expect((await nth(r, at, 'message')).text).toBe('repeat #unknown-channel @unknown-role');
    }
  });

  it('of the same server are told as far as everybody who reads along sees them', async () => {
    const { r, server, ada, guild, channel, me } = await open();
    const lobby = server.channel(guild, { name: 'lobby' });
    const den = server.channel(guild, { name: 'den', readers: [ada] });
    const vault = server.channel(guild, { name: 'vault', readers: [ada] });
    const cellar = server.channel(guild, { name: 'cellar', readers: [ada, server.user({ username: 'bob' })] });
    const whispers = server.thread(channel, { name: 'whispers', readers: [ada] });
    const words = [lobby, den, vault, cellar, whispers].map(({ id }) => `<#${id}>`).join(' ');
    server.say(channel, ada, `${me} ${words} <@&${guild.botRole}> <@&${guild.id}>`);
    const unknown = '#unknown-channel';
    expect((await nth(r, 0, 'message')).text).toBe(
      `#lobby ${unknown} ${unknown} ${unknown} ${unknown} @parley @@everyone`,
    );
    // From a private channel: itself, and one that the same people see.
    server.say(den, ada, `${me} ${words}`);
    expect((await nth(r, 1, 'message')).text).toBe(`#lobby #den #vault ${unknown} ${unknown}`);
    server.say(whispers, ada, `${me} ${words}`);
    expect((await nth(r, 2, 'message')).text).toBe(`#lobby ${unknown} ${unknown} ${unknown} #whispers`);
  });
});

describe('threads that fewer people read', () => {
  it('are marked, in messages and in interactions', async () => {
    const { r, server, ada, channel, me } = await open();
    const secret = server.thread(channel, { name: 'secret', readers: [ada] });
    const lobby = server.thread(channel, { name: 'open' });
    server.say(secret, ada, `${me} hi`);
    expect((await nth(r, 0, 'message')).at).toMatchObject({ parent: `discord:${channel.id}`, restricted: true });
    server.interact(secret, ada, { name: 'ask', options: { prompt: 'hi' } });
    expect((await nth(r, 1, 'command')).at).toMatchObject({ parent: `discord:${channel.id}`, restricted: true });
    server.say(lobby, ada, `${me} hi`);
    expect((await nth(r, 2, 'message')).at).not.toHaveProperty('restricted');
    server.interact(lobby, ada, { name: 'ask', options: { prompt: 'hi' } });
    expect((await nth(r, 3, 'command')).at).not.toHaveProperty('restricted');
  });
});

describe('scopes of a server from the time when its first channel had its id', () => {
  const id = '150000000000000000';

  it('name the server by its kind alone where that channel is there', async () => {
    const { r, server, ada, me } = await open();
    const old = server.guild({ name: 'old', id });
    const first = server.channel(old, { name: 'general', id });
    const second = server.channel(old, { name: 'second' });
    server.say(second, ada, `${me} hi`);
    expect((await nth(r, 0, 'message')).at.scopes).toEqual([`discord:${second.id}`, `discord:server:${id}`]);
    server.interact(second, ada, { name: 'ask', options: { prompt: 'hi' } });
    expect((await nth(r, 1, 'command')).at.scopes).toEqual([`discord:${second.id}`, `discord:server:${id}`]);
    server.say(first, ada, `${me} hi`);
    expect((await nth(r, 2, 'message')).at.scopes).toEqual([`discord:${id}`, `discord:server:${id}`]);
  });

  it('are as before where that channel is gone', async () => {
    const { r, server, ada, me } = await open();
    const channel = server.channel(server.guild({ name: 'old', id }), { name: 'second' });
    server.say(channel, ada, `${me} hi`);
    expect((await nth(r, 0, 'message')).at.scopes).toEqual([
      `discord:${channel.id}`,
      `discord:server:${id}`,
      `discord:${id}`,
    ]);
  });
});

it('a message that refers to another channel’s is no reply to it', async () => {
  const { r, server, ada, channel, me, guild } = await open();
  const there = server.say(server.channel(guild, { name: 'x' }), ada, 'the plan');
  server.say(channel, ada, `${me} what is it?`, { refersTo: there });
  const message = await nth(r, 0, 'message');
  expect(message).not.toHaveProperty('quote');
  expect(server.calls.filter(({ path }) => path.endsWith(there.id))).toEqual([]);
});
