import type { Clock, Tool, ToolSource } from '../ports/index.ts';
import { calculate } from './calculate.ts';
import { createNow } from './now.ts';

/** Tools that need nothing but themselves and the time. */
export function builtInTools({ clock }: { clock: Pick<Clock, 'now'> }): ToolSource {
  return fixedTools([createNow(clock), calculate]);
}

/** Source of tools that are always the same. */
export function fixedTools(tools: readonly Tool[]): ToolSource {
  return { list: async () => tools, close: async () => undefined };
}
