import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { startDiscord } from '../../../simulator/discord/index.ts';
import { commands, hasty, nth, type Rig, rig } from '../setup.ts';

describe('starting', () => {
  it('registers the commands once, and again only when they differ', async () => {
    const server = await startDiscord();
    try {
      const first = await rig({ server });
      expect(server.commands()).toMatchObject([
        {
          name: 'ask',
          description: 'Ask a question',
          description_localizations: { 'zh-CN': '提问' },
          contexts: [0, 1, 2],
          integration_types: [0, 1],
          options: [
            { name: 'prompt', type: 3, required: true, max_length: 6000 },
            { name: 'private', type: 5 },
            { name: 'model', type: 3, choices: [{ value: 'basic' }, { value: 'advanced' }] },
            { name: 'file', type: 11 },
          ],
        },
        { name: 'settings', options: [{ type: 4, min_value: 1, max_value: 10 }] },
      ]);
      await first.stop();
      const puts = () => server.calls.filter(({ method }) => method === 'PUT').length;
      const reads = () =>
        server.calls.filter(({ method, path }) => method === 'GET' && path.endsWith('/commands')).length;
      const second = await rig({ server });
      await server.waitFor(() => reads() === 2);
      await second.stop();
      expect(puts()).toBe(1);
      const third = await rig({ server, context: { commands: commands.slice(0, 1) } });
      await server.waitFor(() => puts() === 2);
      await third.stop();
      expect(server.creates()).toBe(2);
    } finally {
      await server.close();
    }
  });

  it('registers the commands also when Discord fails at first', async () => {
    const server = await startDiscord();
    server.fail('GET', '/applications/:a/commands', { status: 500, code: 0, message: 'trouble' }, 1);
    server.rule({ match: ({ method }) => method === 'PUT', drop: 'before', times: 1 });
    const r = await rig({ server, context: { clock: hasty } });
    expect(server.commands()).toHaveLength(2);
    await r.stop();
    await server.close();
  });

  it('survives a refused registration', async () => {
    const server = await startDiscord();
    server.fail('PUT', '/applications/:a/commands', { status: 400, code: 30034, message: 'Max number' });
    const r = await rig({ server, start: false });
    const control = new AbortController();
    await r.adapter.start(control.signal);
    await expect.poll(() => r.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    control.abort();
    await r.adapter.ended;
    await server.close();
  });

  it('ends without a false alarm', async () => {
    const r = await rig();
    await r.stop();
    expect(r.log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('goes on without the Message Content intent where it is not allowed', async () => {
    const r = await rig({ discord: { messageContent: false }, context: { clock: hasty } });
    const adviceFor = r.log.lines.filter(({ level }) => level === 'error').map(({ fields }) => JSON.stringify(fields));
    expect(adviceFor).toEqual([expect.stringContaining('DISCORD_MESSAGE_CONTENT=false')]);
    expect(r.log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    const ada = r.server.user({ username: 'ada' });
    r.server.say(r.server.dm(ada), ada, 'hi');
    expect(await nth(r, 0, 'message')).toMatchObject({ text: 'hi' });
    expect(r.server.gateway.identifies).toBe(2);
  });

  it('ends with a wrong token, at first and later', async () => {
    const r = await rig({ start: false, settings: { token: 'wrong' } });
    const fault = { kind: 'unauthorized', facts: { advice: expect.stringContaining('DISCORD_BOT_TOKEN') } };
    await expect(r.adapter.start(new AbortController().signal)).rejects.toMatchObject(fault);
    await expect(r.adapter.ended).rejects.toMatchObject(fault);
    await r.server.close();

    const later = await rig();
    later.server.disconnect({ code: 4004 });
    await expect(later.adapter.ended).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('keeps trying while Discord is away, and says so once', async () => {
    const server = await startDiscord();
    server.fail('GET', '/gateway/bot', { status: 503, code: 0, message: 'away' }, 3);
    const r = await rig({ server, context: { clock: hasty } });
    expect(r.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    await r.stop();
    await server.close();
  });

  it('can be stopped while nobody answers', async () => {
    const server = await startDiscord();
    server.rule({ match: () => true, hang: true });
    const r = await rig({ server, start: false });
    const control = new AbortController();
    const started = r.adapter.start(control.signal);
    setTimeout(() => control.abort(new Error('stop')), 30);
    await expect(started).rejects.toThrow('stop');
    await r.adapter.ended;
    await server.close();
  });
});

describe('a gateway that does not answer', () => {
  /** Starts a bot there and stops it again once `tried`. */
  async function startedAt(url: string, tried: (r: Rig) => Promise<unknown>) {
    const server = await startDiscord();
    const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
    const body = { url, shards: 1, session_start_limit: limit };
    server.rule({ match: ({ path }) => path.endsWith('/gateway/bot'), reply: { status: 200, body } });
    const r = await rig({ server, start: false });
    const control = new AbortController();
    const started = r.adapter.start(control.signal);
    await tried(r);
    control.abort(new Error('stop'));
    await expect(started).rejects.toThrow('stop');
    await r.adapter.ended;
    await server.close();
    return r;
  }

  it('is left for good when nobody listens there', async () => {
    const r = await startedAt('ws://127.0.0.1:9', ({ log }) =>
      expect.poll(() => log.lines.some(({ level }) => level === 'warn'), { timeout: 5000 }).toBe(true),
    );
    const lines = r.log.lines.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(r.log.lines.length).toBe(lines);
  });

  it('is left for good when it is silent', async () => {
    const connections: net.Socket[] = [];
    const silent = net.createServer((socket) => connections.push(socket.on('error', () => undefined).resume()));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await startedAt(`ws://127.0.0.1:${port}`, () => expect.poll(() => connections.length, { timeout: 5000 }).toBe(1));
    expect(connections).toHaveLength(1);
    await expect.poll(() => connections[0]?.readableEnded || connections[0]?.destroyed).toBe(true);
    silent.close();
  });
});

describe('a gateway that sends nonsense', () => {
  it.each([
    '{',
    '[]',
    '{"op":0,"t":"MESSAGE_CREATE","s":99,"d":null}',
    '{"op":0,"t":"GUILD_CREATE","s":99,"d":7}',
    '{"op":10}',
  ])('%s', async (nonsense) => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada' });
    r.server.garble(nonsense);
    r.server.say(r.server.dm(ada), ada, 'still there?');
    expect(await nth(r, 0, 'message')).toMatchObject({ text: 'still there?' });
  });
});

describe('a lost line', () => {
  it('is made anew, and what was missed is delivered', async () => {
    const r = await rig();
    const ada = r.server.user({ username: 'ada' });
    r.server.disconnect('drop');
    await r.server.waitFor(() => r.server.online() === 0);
    r.server.say(r.server.dm(ada), ada, 'missed');
    expect(await nth(r, 0, 'message')).toMatchObject({ text: 'missed' });
    expect(r.log.lines.map(({ message }) => message)).toContain('The connection to Discord is back');
  });

  it('ends quietly when told to', async () => {
    const r = await rig();
    await r.stop();
    await r.server.waitFor(() => r.server.online() === 0);
    expect(r.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
