import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { mcpChecks } from '../../src/cli/doctor/mcp.ts';
import type { McpServer, ToolContext, ToolResult } from '../../src/ports/index.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { listeningLog } from '../storage/sqlite/fixtures.ts';
import { brokenProgram, open, program, startBrokenHttp } from './mcp-servers.ts';

/** Servers of tools that say too much, or end again and again: others go on meanwhile. */

/** Runs the tool of a server whose package is loaded already. Gives the longest turn of the loop that it took, ms. */
async function runMeasured(opened: ReturnType<typeof open>) {
  await opened.tools();
  let result: ToolResult | undefined;
  const longest = await longestTurn(async () => {
    result = await opened.run().catch(() => undefined);
  });
  return { result, longest };
}

/** State of a process as the kernel tells it: Z is one that has ended, and that nobody has looked at. */
async function stateOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.split(' ')[2] ?? 'none';
}

describe('a program', () => {
  it.each(['notes', 'objects', 'words', 'blanks', 'one line'])(
    'that floods with %s is ended, which the model is told, and rests',
    async (fault) => {
      const opened = program(fault);
      const { result, longest } = await runMeasured(opened);
      expect(result).toMatchObject({ text: expect.stringMatching(/too (much|long)/), isError: true });
      expect(longest).toBeLessThan(LONGEST_TURN_MS);
      expect(opened.ends()).toBe(1);
    },
  );

  it('that floods again rests longer', async () => {
    const opened = program('objects');
    await opened.run();
    expect(await opened.tools()).toEqual([]);
    opened.passed += 1000;
    await opened.run();
    opened.passed += 1000;
    expect(await opened.tools()).toEqual([]);
    opened.passed += 1000;
    expect(await opened.tools()).toHaveLength(1);
  });

  it.each(['blocks', 'fields'])('whose one answer is made of too many %s holds nobody up', async (fault) => {
    const { longest } = await runMeasured(program(fault));
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
  });

  it('that crashes when it has listed its tools is started at growing pauses, and offers nothing meanwhile', async () => {
    const opened = program('crashes');
    const crash = async (times: number) => {
      expect(await opened.tools()).toHaveLength(1);
      await expect.poll(opened.ends).toBe(times);
    };
    await crash(1);
    await crash(2);
    for (let turn = 0; turn < 3; turn += 1) expect(await opened.tools()).toEqual([]);
    opened.passed += 1000;
    await crash(3);
    opened.passed += 1000;
    expect(await opened.tools()).toEqual([]);
    expect(opened.ends()).toBe(3);
  });

  it('that ends after each answer may do so a few times, then rests ever longer, which the model is told', async () => {
    const opened = program('fleeting');
    const [tool] = await opened.tools();
    const call = () => tool?.run({}, { signal: new AbortController().signal } as ToolContext);
    const once = async (times: number) => {
      expect(await call()).toMatchObject({ text: 'said' });
      await expect.poll(opened.ends).toBe(times);
    };
    for (const times of [1, 2, 3, 4]) await once(times);
    expect(await call()).toMatchObject({ text: expect.stringContaining('rests for a while'), isError: true });
    expect(await opened.tools()).toEqual([]);
    opened.passed += 1000;
    await once(5);
    opened.passed += 1000;
    expect(await opened.tools()).toEqual([]);
    opened.passed += 1000;
    await once(6);
  });

  it('that crashes when it has listed its tools is no working server for the doctor', async () => {
    const server: McpServer = { name: 'desk', tools: {}, timeoutMs: 20_000, ...brokenProgram('crashes') };
    const [check] = mcpChecks({ mcp: [server] }, listeningLog().log);
    const { signal } = new AbortController();
    expect((await check?.run(signal))?.findings).toMatchObject([
      { state: 'error', message: expect.stringContaining('ends') },
    ]);
  });

  it.runIf(process.platform === 'linux')('takes its helpers with it when it ends', async () => {
    const pid = Number((await program('helpers').run())?.text);
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => stateOf(pid), { timeout: 5000 }).not.toMatch(/[RSD]/);
  });
});

describe('over HTTP', () => {
  /** Says it without an end, as fast as it is taken. */
  function flood(response: ServerResponse, text: string): void {
    const piece = text.repeat(2000);
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', () => flood(response, text));
  }

  it.each([
    ['notes', 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'],
    ['objects', 'data: {}\n\n'],
    ['comments', ': x\n'],
    ['blanks', '\n'],
    ['one line', 'x'],
  ])('a stream that floods with %s is ended, which the model is told', async (_, text) => {
    const url = await startBrokenHttp({
      called(response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        flood(response, text);
      },
    });
    const { result, longest } = await runMeasured(open({ url, headers: {} }));
    expect(result).toMatchObject({ text: expect.stringMatching(/too (much|long)/), isError: true });
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
  });
});
