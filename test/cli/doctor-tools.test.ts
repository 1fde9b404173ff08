import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runChecks } from '../../src/cli/doctor/checks.ts';
import { mcpChecks } from '../../src/cli/doctor/mcp.ts';
import { searchChecks } from '../../src/cli/doctor/search.ts';
import type { McpServer } from '../../src/ports/index.ts';
import type { SearchEndpoint } from '../../src/tools/search/endpoint.ts';
import { createTestLog } from '../fake-clock.ts';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { startSearchEngine } from '../simulator/search.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';

/** What an operator is told of tools that come from elsewhere. */

async function answering(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Address at which nobody listens. */
const NOBODY = 'http://127.0.0.1:9';

describe('servers of tools', () => {
  const desk = join(import.meta.dirname, '../simulator/mcp/stdio.ts');
  const common = { name: 'desk', tools: {}, timeoutMs: 5000 };
  const program = (args: string[], change: Partial<McpServer> = {}): McpServer => ({
    ...{ ...common, command: process.execPath, args, env: {} },
    ...change,
  });
  const look = async (server: McpServer, patienceMs?: number) =>
    (await runChecks(mcpChecks({ mcp: [server] }, createTestLog(), patienceMs))).map(
      ({ state, message }) => `${state}: ${message}`,
    );

  it('are named with their tools, by the leave that the file gives, and with what it gives in vain', async () => {
    const tools: McpServer['tools'] = {
      '*': { leave: 'off' },
      look_up: { leave: 'read' },
      book: { leave: 'conversation' },
      fails: { leave: 'ask' },
    };
    const found = await look(program([desk], { tools }));
    expect(found).toEqual([
      expect.stringMatching(/^ok: 3 tools \(read: look_up; conversation: book; ask: fails; off: hangs, .*injects.*\)$/),
    ]);
    const slip = { ...tools, 'lookup\u001b[31m': { leave: 'read' as const } };
    expect((await look(program([desk], { tools: slip })))[1]).toBe(
      'warning: The file gives leave to tools that it does not have: lookup?31m',
    );
  });

  it('say what is wrong with a program', async () => {
    const folder = temporaryFolder();
    const silent = join(folder, 'silent.js');
    writeFileSync(silent, 'setInterval(() => undefined, 1000);');
    expect(await look(program([], { command: 'parley-no-such-program' }))).toEqual([
      'error: Its command cannot be started (ENOENT)',
    ]);
    expect(await look(program([desk], { cwd: join(folder, 'none') }))).toEqual(['error: Its folder is not there']);
    expect(await look(program(['--version']))).toEqual(['error: It ends by itself, or does not speak MCP']);
    expect(await look(program([silent]), 1500)).toEqual(['error: It was started, and does not answer']);
  });

  it('tell on Windows how a script is started', async () => {
    const { platform } = process;
    onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }));
    Object.defineProperty(process, 'platform', { value: 'win32' });
    const server = program([], { command: 'npx-of-nowhere' });
    const [found] = await runChecks(mcpChecks({ mcp: [server] }, createTestLog()));
    expect(found?.mend).toContain('"command": "cmd", "args": ["/c", "npx"');
  });

  it('say what is wrong with an address', async () => {
    const { url, close } = await startHttpDesk({ key: 'right' });
    onTestFinished(close);
    const at = (address: string, key = 'right'): McpServer => ({
      ...{ ...common, url: address, headers: { authorization: `Bearer ${key}` } },
    });
    expect(await look(at(url))).toEqual([expect.stringMatching(/^ok: \d+ tools/)]);
    expect(await look(at(url, 'wrong'))).toEqual(['error: It refuses the key (401)']);
    expect(await look(at(await answering(404)))).toEqual(['error: It answers, but not as an MCP server (404)']);
    expect(await look(at(NOBODY))).toEqual(['error: It does not answer']);
  });
});

describe('the search endpoint', () => {
  const look = async (
    endpoint: SearchEndpoint,
    { by = 'auto', asked = false }: { by?: 'auto' | 'service'; asked?: boolean } = {},
  ) =>
    (await runChecks(searchChecks({ search: { by, endpoint } }, asked, createTestLog()))).map(
      ({ state, message }) => `${state}: ${message}`,
    );

  it('is searched, where that costs nothing', async () => {
    const { url, asked, close } = await startSearchEngine();
    onTestFinished(close);
    expect(await look({ url })).toEqual(['ok: SEARCH_URL searches the web']);
    expect(asked).toHaveLength(1);
    expect(await look({ url, model: 'sonar' })).toEqual([]);
    expect(await look({ url }, { by: 'service' })).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('says what is wrong with it', async () => {
    expect(await look({ url: NOBODY })).toEqual(['warning: SEARCH_URL cannot be reached (ECONNREFUSED)']);
    expect(await look({ url: await answering(403) })).toEqual(['warning: SEARCH_URL refuses to answer in JSON (403)']);
    expect(await look({ url: await answering(404) })).toEqual([
      'warning: SEARCH_URL answers, but not as a search engine (404)',
    ]);
    const model = { url: await answering(401), model: 'sonar' };
    expect(await look(model, { asked: true })).toEqual(['warning: SEARCH_URL refuses the key (401)']);
  });
});
