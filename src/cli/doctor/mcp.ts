import type { Config } from '../../config/index.ts';
import type { Check, Finding, Log, McpServer } from '../../ports/index.ts';
import { mcpTools } from '../../tools/mcp/definitions.ts';
import { createConnection } from '../../tools/mcp/server.ts';
import { systemClock } from '../../util/clock.ts';

/** Checks of the MCP servers that the operator lists: each is started, or reached, and lists its tools. None is run. */
export function mcpChecks({ mcp }: Pick<Config, 'mcp'>, log: Log): Check[] {
  return mcp.map((server) => ({
    name: `mcp ${server.name}`,
    limitMs: 25_000,
    run: async (signal) => ({ findings: await toolsOf(server, log, signal) }),
  }));
}

async function toolsOf(server: McpServer, log: Log, signal: AbortSignal): Promise<Finding[]> {
  const connection = createConnection(server, { clock: systemClock, log });
  try {
    const { tools, left } = await mcpTools(server, await connection.defined(signal));
    const read = tools.filter(({ leave }) => leave === 'read').length;
    const message = `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}, of which ${read} run without asking`;
    const odd: Finding = {
      state: 'warning',
      message: `${left} of its tools are too large or too many to be told to a model`,
      mend: 'Switch tools off that are not needed, by "tools" in the file of MCP_SERVERS.',
    };
    return [{ state: 'ok', message }, ...(left > 0 ? [odd] : [])];
  } catch {
    signal.throwIfAborted();
    const program = 'command' in server;
    return [
      {
        state: 'error',
        message: program ? 'It does not start, or does not answer' : 'It does not answer, or refuses the key',
        mend: program
          ? 'Run its command by hand as the account that runs the bot; it should wait for input.'
          : 'Check its address and headers in the file of MCP_SERVERS. OAuth is not supported: it needs a key.',
      },
    ];
  } finally {
    await connection.close();
  }
}
