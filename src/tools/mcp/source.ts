import type { Clock, Log, McpServer, Tool, ToolSource } from '../../ports/index.ts';
import { inTime } from '../../util/in-time.ts';
import { type Defined, type McpTool, mcpTools } from './definitions.ts';
import { FLOODED, TOO_LONG } from './gauge.ts';
import { resultOf } from './results.ts';
import { type Connection, createConnection } from './server.ts';

/** Time that a turn waits for a server to list its tools, ms: it answers without them rather than late. */
const PATIENCE_MS = 8000;

/** The same for a server that an earlier turn has waited for in vain, ms. */
const LATE_MS = 200;

/** Server, and what was made of its definitions last. */
interface Line {
  server: McpServer;
  connection: Connection;
  /** Number of tools of which the log was told that they are left out. */
  told: number;
  /** Nobody waits long for it: an earlier turn did in vain, and it has not answered since then. */
  isLate: boolean;
  known?: { defined: readonly Defined[]; tools: readonly Tool[] };
}

/** Tools of the servers that the operator lists. Nothing is loaded or started before they are first listed. */
export function createMcp(servers: readonly McpServer[], parts: { clock: Clock; log: Log }): ToolSource {
  const { clock, log } = parts;
  const lines = servers.map(
    (server): Line => ({ server, connection: createConnection(server, parts), told: 0, isLate: false }),
  );

  async function pickedFrom(line: Line, defined: readonly Defined[]): Promise<readonly Tool[]> {
    const { server, connection } = line;
    const { tools, left } = await mcpTools(server, defined);
    if (left !== line.told) log.warn({ server: server.name, left }, 'Tools of an MCP server are too much for a model');
    line.told = left;
    return tools.map((tool) => toolOf(server, tool, connection));
  }

  async function toolsOf(line: Line, signal: AbortSignal): Promise<readonly Tool[]> {
    const { connection } = line;
    try {
      const patience = line.isLate ? LATE_MS : PATIENCE_MS;
      const defined = await inTime(connection.defined(signal), patience, { clock, signal });
      if (!signal.aborted) line.isLate = defined === undefined;
      if (!defined) return [];
      if (line.known?.defined !== defined) line.known = { defined, tools: await pickedFrom(line, defined) };
      return line.known.tools;
    } catch {
      // The connection has told why.
      return [];
    }
  }

  return {
    async list(_, signal) {
      return (await Promise.all(lines.map((line) => toolsOf(line, signal)))).flat();
    },
    async close() {
      await Promise.all(lines.map(({ connection }) => connection.close()));
    },
  };
}

function toolOf(server: McpServer, { name, title, leave, spec, users }: McpTool, connection: Connection): Tool {
  return {
    spec,
    title,
    effect: leave === 'read' ? 'read' : 'write',
    group: `mcp:${server.name}`,
    ...(leave === 'conversation' ? { lasting: true } : {}),
    ...(users ? { users } : {}),
    async run(args, { signal }) {
      try {
        return resultOf(await connection.call(name, args, signal));
      } catch (error) {
        // Of one that may have changed something it is not known what became.
        const sentence = leave === 'read' ? EXCESS.get(error) : undefined;
        if (sentence === undefined) throw error;
        return { text: sentence, isError: true };
      }
    },
  };
}

/** Sentences for the model about a server that was ended. */
const EXCESS = new Map<unknown, string>([
  [FLOODED, 'The call failed: the server said too much in a short time and was ended. Its tools rest for a while.'],
  [TOO_LONG, 'The call failed: the answer was too long, and the server was ended. Ask it for less.'],
]);
