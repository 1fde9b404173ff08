import type { Config } from './config/index.ts';
import type { Clock, Log, ToolSource } from './ports/index.ts';
import { type Seams, through } from './seams.ts';
import { createMcp } from './tools/mcp/source.ts';
import { builtInTools } from './tools/tools.ts';
import type { ToolsParts } from './turns/tooling.ts';

/** Names the places that tools come from, as the configuration says, and the bounds of their use. */
export function openTools(config: Config, parts: { seams: Seams; clock: Clock; log: Log }): ToolsParts {
  return { sources: through(parts.seams.tools, sourcesIn(config, parts)), bounds: config.tools, log: parts.log };
}

/** Tools that are built in, and those of servers. */
function sourcesIn({ mcp }: Config, { clock, log }: { clock: Clock; log: Log }): readonly ToolSource[] {
  return [builtInTools({ clock }), ...(mcp.length > 0 ? [createMcp(mcp, { clock, log })] : [])];
}
