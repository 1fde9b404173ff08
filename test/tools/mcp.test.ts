import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { McpLeave, McpServer, Tool, ToolContext } from '../../src/ports/index.ts';
import { createMcp } from '../../src/tools/mcp/source.ts';
import { systemClock } from '../../src/util/clock.ts';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { listeningLog, temporaryFolder } from '../storage/sqlite/fixtures.ts';

/** Servers made with the official package, as programs and over HTTP. */

const PROGRAM = join(import.meta.dirname, '../simulator/mcp/stdio.ts');
/** The operator's leave for each tool. */
const leaves = (tools: Record<string, McpLeave>): McpServer['tools'] =>
  Object.fromEntries(Object.entries(tools).map(([name, leave]) => [name, { leave }]));
const program = (change: Partial<McpServer> & { args?: string[] } = {}): McpServer => ({
  ...{ name: 'desk', tools: leaves({ look_up: 'read', book: 'conversation' }), timeoutMs: 20_000 },
  ...{ command: process.execPath, args: [PROGRAM], env: {} },
  ...change,
});

function open(...servers: McpServer[]) {
  const { log, lines } = listeningLog();
  const source = createMcp(servers, { clock: systemClock, log });
  onTestFinished(() => source.close());
  const signal = new AbortController().signal;
  const tools = () => source.list({} as ToolContext['task'], signal);
  return {
    lines,
    source,
    tools,
    async run(name: string, args: Record<string, unknown> = {}, during = signal) {
      const tool = (await tools()).find(({ spec }) => spec.name === `desk__${name}`) as Tool;
      return tool.run(args, { signal: during } as ToolContext);
    },
  };
}

describe('a program', () => {
  it('lists its tools with the operator’s leave; its own annotations count for nothing', async () => {
    const { tools } = open(
      program({ tools: leaves({ look_up: 'read', book: 'conversation', ends: 'off', '*': 'ask' }) }),
    );
    const found = await tools();
    const byName = new Map(found.map((tool) => [tool.spec.name, tool]));
    expect(byName.get('desk__look_up')).toMatchObject({ effect: 'read', group: 'mcp:desk', title: 'desk: look_up' });
    expect(byName.get('desk__book')).toMatchObject({ effect: 'write', lasting: true, title: 'desk: Book a room' });
    expect(byName.get('desk__fails')).toMatchObject({ effect: 'write' });
    expect(byName.get('desk__fails')).not.toHaveProperty('lasting');
    expect(byName.has('desk__ends')).toBe(false);
    // A pattern can take for ever to match: it is told in words.
    expect(byName.get('desk__look_up')?.spec.parameters).toMatchObject({
      properties: { day: { type: 'string', description: 'Pattern: ^\\d{4}-\\d{2}-\\d{2}$' } },
    });
  });

  it('says of each who may use it', async () => {
    const owners = { leave: 'ask', users: ['owner'] } as const;
    const { tools } = open(program({ tools: { '*': owners, look_up: { leave: 'read' } } }));
    const users = new Map((await tools()).map((tool) => [tool.spec.name, tool.users]));
    expect([users.get('desk__book'), users.get('desk__look_up')]).toEqual([['owner'], undefined]);
  });

  it('runs them; what they say is foreign, and bounded', async () => {
    const { run } = open(program());
    expect(await run('look_up', { day: '2026-12-01' })).toEqual({
      text: 'On 2026-12-01: dentist at nine.',
      foreign: true,
    });
    expect(await run('fails')).toEqual({ text: 'There is no such room.', foreign: true, isError: true });
    expect((await run('binary')).text).toBe('[Bytes that are no text: 2000 characters]');
    expect(await run('picture')).toMatchObject({
      text: '[Picture 1, which the person is shown]\n\n[A link: Plan of the rooms https://rooms.example/plan]',
      files: [{ mime: 'image/png', name: 'picture-1.png' }],
      sources: [{ url: 'https://rooms.example/plan', title: 'Plan of the rooms' }],
    });
  });

  it('sees nothing of our environment but what the file gives it', async () => {
    process.env['PARLEY_SECRET_TEST'] = 'never';
    onTestFinished(() => void delete process.env['PARLEY_SECRET_TEST']);
    const { run } = open(program({ env: { DESK_KEY: 'given' } }));
    const { names, key } = JSON.parse((await run('environment')).text);
    expect(key).toBe('given');
    expect(names).not.toContain('PARLEY_SECRET_TEST');
  });

  it('is started again after it ended, and after it said too much', async () => {
    const { run, tools, lines } = open(program());
    await expect(run('ends')).rejects.toThrow();
    await expect.poll(async () => (await tools()).length).toBe(10);
    expect(await run('look_up', { day: '2026-01-01' })).toMatchObject({ text: 'On 2026-01-01: dentist at nine.' });
    await expect(run('floods')).rejects.toThrow();
    expect(await run('look_up', { day: '2026-01-02' })).toMatchObject({ text: 'On 2026-01-02: dentist at nine.' });
    expect(lines.join('\n')).toContain('An MCP server has ended');
    expect(lines.join('\n')).not.toContain('dentist');
  });

  it('has a limit for a call, which a stop cuts short', async () => {
    const { run } = open(program({ timeoutMs: 300 }));
    await expect(run('hangs')).rejects.toThrow();
    const stop = new AbortController();
    const call = run('hangs', {}, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(call).rejects.toThrow();
    expect(await run('look_up', { day: '2026-01-03' })).toMatchObject({ text: 'On 2026-01-03: dentist at nine.' });
  });

  it('that cannot be started offers nothing, says why once, and rests', async () => {
    const { tools, lines } = open(program({ command: '/nowhere/at/all' } as never));
    expect(await tools()).toEqual([]);
    expect(await tools()).toEqual([]);
    expect(lines.filter((line) => line.includes('could not be reached'))).toHaveLength(1);
  });

  it('ends with us', async () => {
    const deeds = join(temporaryFolder(), 'deeds');
    const { run, source } = open(program({ args: [PROGRAM, deeds] } as never));
    await run('book', { room: 'blue' });
    expect(readFileSync(deeds, 'utf8')).toBe('begun blue\nbooked blue\n');
    await source.close();
    await expect(run('book', { room: 'red' })).rejects.toThrow();
    expect(readFileSync(deeds, 'utf8')).toBe('begun blue\nbooked blue\n');
  });

  // Less than the limit for connecting.
  it('that does not answer while it is connected is not waited for when we end', { timeout: 12_000 }, async () => {
    const silent = ['-e', 'process.stdin.resume()'];
    const { tools, source, lines } = open(program({ args: silent } as never));
    const listed = tools();
    await source.close();
    expect(await listed).toEqual([]);
    expect(lines).toEqual([]);
  });
});

describe('an address', () => {
  const address = (url: string, key = 'k-123456'): McpServer => ({
    ...{ name: 'desk', tools: {}, timeoutMs: 5000, url, headers: { Authorization: `Bearer ${key}` } },
  });

  it('is asked with its headers, and reached again when it is back', async () => {
    const desk = await startHttpDesk({ key: 'k-123456' });
    const { run } = open(address(desk.url));
    expect(await run('book', { room: 'blue' })).toMatchObject({ text: 'Booked blue.' });
    expect(desk.seen.every(({ authorization }) => authorization === 'Bearer k-123456')).toBe(true);
    await desk.close();
    const again = await startHttpDesk({ key: 'k-123456' }, Number(new URL(desk.url).port));
    onTestFinished(() => again.close());
    expect(await run('book', { room: 'red' })).toMatchObject({ text: 'Booked red.' });
  });

  it('is not followed to another origin, which would be told the key', async () => {
    const desk = await startHttpDesk();
    const thief = await startHttpDesk();
    onTestFinished(async () => void (await Promise.all([desk.close(), thief.close()])));
    desk.redirect = thief.url;
    expect(await open(address(desk.url)).tools()).toEqual([]);
    expect(thief.seen).toEqual([]);
  });

  it('with a wrong key offers nothing', async () => {
    const desk = await startHttpDesk({ key: 'another' });
    onTestFinished(() => desk.close());
    const { tools, lines } = open(address(desk.url));
    expect(await tools()).toEqual([]);
    expect(lines.join('\n')).not.toContain('k-123456');
  });
});
