import { existsSync } from 'node:fs';
import type { Config } from '../../config/index.ts';
import type { Check, Finding, Log, McpServer } from '../../ports/index.ts';
import { type Defined, type McpTools, mcpTools } from '../../tools/mcp/definitions.ts';
import { createConnection } from '../../tools/mcp/server.ts';
import { systemClock } from '../../util/clock.ts';
import { hasCode } from '../../util/errors.ts';
import { innerCode } from './checks.ts';

/** Time that a server gets, ms: its program may be slow to start. */
const PATIENCE_MS = 25_000;
/** Time in which a program that does not answer is ended, ms. */
const END_MS = 5000;

/** Checks of the MCP servers that the operator lists: each is started, or reached, and lists its tools. None is run. */
export function mcpChecks({ mcp }: Pick<Config, 'mcp'>, log: Log, patienceMs = PATIENCE_MS): Check[] {
  return mcp.map((server) => ({
    name: `mcp ${server.name}`,
    limitMs: patienceMs + END_MS,
    run: async (signal) => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
      return { findings: await toolsOf(server, log, patience) };
    },
  }));
}

/** Time for which a server has to stay, ms: one that crashes does it soon. */
const LASTING_MS = 1000;

const ENDS: Finding = {
  state: 'error',
  message: 'It ends, or says too much, soon after it has listed its tools: they are offered now and then at most',
  mend: 'Run its command by hand as the account that runs the bot, and read what it logs.',
};

async function toolsOf(server: McpServer, log: Log, signal: AbortSignal): Promise<Finding[]> {
  const connection = createConnection(server, { clock: systemClock, log });
  try {
    const defined = await connection.defined(signal);
    if (!(await connection.lasts(LASTING_MS, signal))) return [ENDS];
    return findingsOf(server, defined, await mcpTools(server, defined));
  } catch (error) {
    return [{ state: 'error', ...('command' in server ? programFailure(server, error, signal) : failure(error)) }];
  } finally {
    await connection.close();
  }
}

function findingsOf({ tools: terms }: McpServer, defined: readonly Defined[], { tools, left }: McpTools): Finding[] {
  const findings: Finding[] = [{ state: 'ok', message: counted(defined, tools) }];
  if (left > 0)
    findings.push({
      state: 'warning',
      message: `${left} of its tools are too large or too many to be told to a model`,
      mend: 'Switch tools off that are not needed, by "tools" in the file of MCP_SERVERS.',
    });
  const strange = Object.keys(terms).filter((name) => name !== '*' && !defined.some((tool) => tool.name === name));
  if (strange.length > 0)
    findings.push({
      state: 'warning',
      message: `The file gives leave to tools that it does not have: ${namesIn(strange)}`,
      mend: 'Write their names under "tools" in the file of MCP_SERVERS as the server does.',
    });
  return findings;
}

/** Counts the tools, and names them by the leave that they have, as the operator's file says it. */
function counted(defined: readonly Defined[], tools: McpTools['tools']): string {
  const names = (leave: string) => tools.filter((tool) => tool.leave === leave).map(({ name }) => name);
  const off = defined.map(({ name }) => name).filter((name) => !tools.some((tool) => tool.name === name));
  const rows = (['read', 'conversation', 'ask'] as const).map((leave) => [leave, names(leave)] as const);
  const told = [...rows, ['off', off] as const]
    .filter(([, found]) => found.length > 0)
    .map(([leave, found]) => `${leave}: ${namesIn(found)}`);
  const count = `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`;
  return told.length === 0 ? count : `${count} (${told.join('; ')})`;
}

/** Most names in one list. */
const MOST_NAMES = 30;

/** Lists names that a server or a file chose. */
function namesIn(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, 64).replace(/[^\w./-]+/g, '?'));
  return [...shown, ...(names.length > MOST_NAMES ? ['…'] : [])].join(', ');
}

type Told = Pick<Finding, 'message' | 'mend'>;

const ELSEWHERE = 'Give "command" the whole path of a program that the account of the bot may run.';
/** Advice for a system on which scripts are run by their shell alone (nodejs.org/api/child_process.html). */
const ON_WINDOWS =
  'Give "command" the whole path of an .exe. npx and its like are scripts here: write "command": "cmd", "args": ["/c", "npx", …].';

/** Says why a program gives no tools. */
function programFailure({ cwd }: { cwd?: string }, error: unknown, signal: AbortSignal): Told {
  const byHand = 'Run its command by hand as the account that runs the bot; it should wait for input.';
  if (signal.aborted) return { message: 'It was started, and does not answer', mend: byHand };
  // Node tells of a folder that is not there as of a program that is not.
  if (cwd !== undefined && !existsSync(cwd))
    return { message: 'Its folder is not there', mend: 'Correct "cwd" in the file of MCP_SERVERS.' };
  if (hasCode(error, 'ENOENT', 'EACCES', 'EINVAL'))
    return {
      message: `Its command cannot be started (${innerCode(error)})`,
      mend: process.platform === 'win32' ? ON_WINDOWS : ELSEWHERE,
    };
  return { message: 'It ends by itself, or does not speak MCP', mend: byHand };
}

/** Says why a server over HTTP gives no tools. */
function failure(error: unknown): Told {
  const { status } = error as { status?: unknown };
  if (status === 401 || status === 403)
    return {
      message: `It refuses the key (${status})`,
      mend: 'Check its headers in the file of MCP_SERVERS. OAuth is not supported: it needs a key.',
    };
  if (typeof status === 'number')
    return {
      message: `It answers, but not as an MCP server (${status})`,
      mend: 'Check its address in the file of MCP_SERVERS: that of many servers ends with /mcp.',
    };
  return { message: 'It does not answer', mend: 'Check its address in the file of MCP_SERVERS, and whether it runs.' };
}
