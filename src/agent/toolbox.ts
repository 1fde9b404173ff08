import type { Log, Tool, ToolContext, ToolSource, ToolSpec } from '../ports/index.ts';

/** Tools that one turn may use. */
export interface Toolbox {
  /** By name: what begins alike is known again by the service's cache. */
  specs: readonly ToolSpec[];
  find(name: string): Tool | undefined;
}

/** Tool that the operator lets answers use in a place. */
export interface ToolHere extends Pick<Tool, 'group' | 'title'> {
  /** Name of its spec, or of a tool that the service runs. */
  name: string;
  /** An answer that is asked for now may use it. */
  isOn: boolean;
}

export interface ToolboxParts {
  sources: readonly ToolSource[];
  log: Log;
}

/** Most tools of a request, as services take them. */
const MOST = 128;
/** Names that every service takes. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Lists the tools that a turn may use, out of all sources; undefined where there is none. Of two with one name, the first counts. */
export async function openToolbox(
  { sources, log }: ToolboxParts,
  task: ToolContext['task'],
  allows: (tool: Tool) => boolean | Promise<boolean>,
  signal: AbortSignal,
): Promise<Toolbox | undefined> {
  const tools = new Map<string, Tool>();
  for (const listed of await Promise.all(sources.map((source) => listOf(source, task, log, signal)))) {
    for (const tool of listed) {
      const { name } = tool.spec;
      if (tools.has(name) || !(await allows(tool))) continue;
      if (NAME.test(name) && tools.size < MOST) tools.set(name, tool);
      else log.warn({ group: tool.group }, 'A tool is left out: services do not take its name, or no more tools');
    }
  }
  if (tools.size === 0) return undefined;
  const specs = [...tools.values()].map(({ spec }) => spec).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return { specs, find: (name) => tools.get(name) };
}

/** One source that fails leaves the others. */
async function listOf(
  source: ToolSource,
  task: ToolContext['task'],
  log: Log,
  signal: AbortSignal,
): Promise<readonly Tool[]> {
  try {
    return await source.list(task, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ error }, 'Tools could not be listed: answering without them');
    return [];
  }
}

/**
 * Tells whether a list names a group of tools. A name stands for the groups beneath it as well: `mcp` for `mcp:files`.
 * @param names groups as an operator or a chat lists them
 */
export function namesGroup(names: readonly string[], group: string): boolean {
  return names.some((name) => group === name || group.startsWith(`${name}:`));
}
