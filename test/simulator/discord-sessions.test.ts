import { Routes } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Discord, DiscordOptions } from './discord/index.ts';
import { discord, restFor } from './discord-client.ts';

/** Sessions of the gateway as Discord describes them: https://discord.com/developers/docs/events/gateway#resuming */

interface Frame {
  op: number;
  t?: string | null;
  s?: number | null;
  d: Record<string, unknown> | boolean | null;
}

/** A client that does as it is told. */
async function connect(server: Discord) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  const frames: Frame[] = [];
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Frame));
  socket.on('error', () => undefined);
  const frame = (match: (frame: Frame) => boolean) => expect.poll(() => frames.find(match)).toBeTruthy();
  await frame(({ op }) => op === 10);
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
  const identify = (intents = 1 | (1 << 9) | (1 << 12)) =>
    send(2, { token: server.token, intents, properties: {}, shard: [0, 1] });
  const resume = (session: unknown, seq: number) => send(6, { token: server.token, session_id: session, seq });
  const ready = async () => {
    identify();
    await frame(({ t }) => t === 'READY');
    const { d } = frames.find(({ t }) => t === 'READY') ?? {};
    return (d as { session_id: string }).session_id;
  };
  const invalid = () => frame(({ op, d }) => op === 9 && d === false);
  const texts = () => frames.flatMap(({ t, d }) => (t === 'MESSAGE_CREATE' ? (d as { content: string }).content : []));
  return { socket, frames, frame, closed, identify, resume, ready, invalid, texts };
}

/** A session that was lost at its second event, and what was said since. */
async function lost(options: DiscordOptions = {}, end: (socket: WebSocket) => void = (socket) => socket.terminate()) {
  const server = await discord(options);
  const ada = server.user({ username: 'ada' });
  const dm = server.dm(ada);
  const first = await connect(server);
  const session = await first.ready();
  server.say(dm, ada, 'one');
  await first.frame(({ s }) => s === 2);
  end(first.socket);
  await server.waitFor(() => server.online() === 0);
  for (const text of ['two', 'three']) server.say(dm, ada, text);
  return { server, session };
}

describe('a resumed session', () => {
  it('is sent what came after the position that it names, in order, and then RESUMED', async () => {
    const { server, session } = await lost();
    const next = await connect(server);
    next.resume(session, 2);
    await next.frame(({ t }) => t === 'RESUMED');
    expect(next.texts()).toEqual(['two', 'three']);
    expect(next.frames.map(({ t }) => t).filter(Boolean)).toEqual(['MESSAGE_CREATE', 'MESSAGE_CREATE', 'RESUMED']);
    expect(server.gateway).toEqual({ identifies: 1, resumes: 1 });
    const again = await connect(server);
    again.resume(session, 1);
    await again.frame(({ t }) => t === 'RESUMED');
    expect(again.texts()).toEqual(['one', 'two', 'three']);
  });

  it('goes on after a close with a code of the client alone', async () => {
    const { server, session } = await lost({}, (socket) => socket.close(4200));
    const next = await connect(server);
    next.resume(session, 2);
    await next.frame(({ t }) => t === 'RESUMED');
    expect(next.texts()).toEqual(['two', 'three']);
  });
});

describe('a session is over', () => {
  it.each([1000, 1001])('once the client closes with %d', async (code) => {
    const { server, session } = await lost({}, (socket) => socket.close(code));
    const next = await connect(server);
    next.resume(session, 2);
    await next.invalid();
  });

  it('a while after its connection', async () => {
    const { server, session } = await lost({ sessions: { lastMs: 20 } });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const next = await connect(server);
    next.resume(session, 2);
    await next.invalid();
  });

  it('at a position that it never reached', async () => {
    const { server, session } = await lost();
    const next = await connect(server);
    next.resume(session, 99);
    expect(await next.closed).toBe(4007);
    const after = await connect(server);
    after.resume(session, 2);
    await after.invalid();
  });

  it('where there was none', async () => {
    const server = await discord();
    const client = await connect(server);
    client.resume('nothing', 1);
    await client.invalid();
    // The same connection may identify.
    await client.ready();
  });
});

describe('beginnings of sessions', () => {
  it('are counted, and one too many ends all of them', async () => {
    const server = await discord({ sessions: { identifies: 2 } });
    const left = async () => {
      const answer = (await restFor(server).get(Routes.gatewayBot())) as { session_start_limit: { remaining: number } };
      return answer.session_start_limit.remaining;
    };
    expect(await left()).toBe(2);
    const first = await connect(server);
    const session = await first.ready();
    first.socket.terminate();
    const resumed = await connect(server);
    resumed.resume(session, 1);
    await resumed.frame(({ t }) => t === 'RESUMED');
    expect(await left()).toBe(1);
    await (await connect(server)).ready();
    expect(await left()).toBe(0);
    const third = await connect(server);
    third.identify();
    expect(await Promise.all([third.closed, resumed.closed])).toEqual([4004, 4004]);
  });

  it('are refused when one follows the other too soon', async () => {
    const server = await discord({ sessions: { identifyEveryMs: 5000 } });
    await (await connect(server)).ready();
    const second = await connect(server);
    second.identify();
    await second.invalid();
  });
});

it('tells of a server by REST what the gateway told when it came in, member and places apart', async () => {
  const server = await discord();
  const guild = server.guild({ name: 'g' });
  const channel = server.channel(guild, { name: 'c' });
  const [thread, old] = ['t', 'old'].map((name) => server.thread(channel, { name }));
  if (old) server.archive(old);
  const rest = restFor(server);
  expect(await rest.get(Routes.guild(guild.id))).toMatchObject({ id: guild.id, roles: expect.any(Array) });
  expect(await rest.get(Routes.guildChannels(guild.id))).toMatchObject([
    { id: channel.id, permission_overwrites: [{}] },
  ]);
  expect(await rest.get(Routes.guildActiveThreads(guild.id))).toMatchObject({ threads: [{ id: thread?.id }] });
  expect(await rest.get(Routes.guildMember(guild.id, server.bot.id))).toMatchObject({ user: { id: server.bot.id } });
});
