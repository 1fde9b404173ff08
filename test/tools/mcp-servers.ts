import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock, McpServer, ToolContext } from '../../src/ports/index.ts';
import { createMcp } from '../../src/tools/mcp/source.ts';
import { systemClock } from '../../src/util/clock.ts';
import { listeningLog } from '../storage/sqlite/fixtures.ts';

/** Servers of tools that are broken, and the bot's side of them. */

const PROGRAM = join(import.meta.dirname, '../simulator/mcp/broken.ts');

/** `passed`: time that has passed for us beside that of the test, ms. */
export function open(server: Partial<McpServer>, change: Partial<Clock> = {}) {
  const { log, lines } = listeningLog();
  const clock = { ...systemClock, ...change, elapsed: () => systemClock.elapsed() + opened.passed };
  const listed = { name: 'desk', tools: { '*': { leave: 'read' } }, timeoutMs: 20_000, ...server } as McpServer;
  const source = createMcp([listed], { clock, log });
  onTestFinished(() => source.close());
  const { signal } = new AbortController();
  const opened = {
    passed: 0,
    /** Times it was told that the server has ended. */
    ends: () => lines.filter((line) => line.includes('has ended')).length,
    tools: () => source.list({} as ToolContext['task'], signal),
    async run(args: Record<string, unknown> = {}) {
      const [tool] = await opened.tools();
      return tool?.run(args, { signal } as ToolContext);
    },
  };
  return opened;
}

/** Program that speaks the protocol by hand, with a fault. */
export const brokenProgram = (fault: string) => ({ command: process.execPath, args: [PROGRAM, fault], env: {} });
export const program = (fault: string, change?: Partial<Clock>) => open(brokenProgram(fault), change);

/** How a server answers over HTTP what is told it here; all else it answers as it should. */
interface Manner {
  /** The stream of events is opened. */
  opened?(response: ServerResponse): void;
  /** A tool is called. */
  called?(response: ServerResponse, id: unknown): void;
  /** It is connected to. */
  begun?(response: ServerResponse): void;
}

/** Starts a server that speaks the protocol by hand over HTTP, until the test ends. Resolves with its address. */
export async function startBrokenHttp({ opened, called, begun }: Manner): Promise<string> {
  const results: Record<string, object> = {
    initialize: {
      ...{ protocolVersion: '2025-06-18', capabilities: { tools: {} } },
      serverInfo: { name: 'broken', version: '1' },
    },
    'tools/list': { tools: [{ name: 'say', inputSchema: { type: 'object' } }] },
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      if (opened) opened(response);
      else response.writeHead(405).end();
      return;
    }
    const { id, method } = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    if (id === undefined) response.writeHead(202).end();
    else if (called && method === 'tools/call') called(response, id);
    else {
      if (method === 'initialize') begun?.(response);
      const { [method]: result } = results;
      const answer = result ? { result } : { error: { code: -32601, message: 'no such method' } };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
}
