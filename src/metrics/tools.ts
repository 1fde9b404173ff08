import type { Tool, ToolSource } from '../ports/index.ts';
import { errorType } from './failures.ts';
import type { Meter } from './meter.ts';

/** Gives the places that tools come from, so that calls are counted. No tool is named: servers of others name theirs. */
export function meteredTools(meter: Meter): (sources: readonly ToolSource[]) => readonly ToolSource[] {
  const meteredTool = (tool: Tool): Tool => ({
    ...tool,
    async run(args, context) {
      const [group = ''] = tool.group.split(':');
      meter.count('parley_tool_calls_total', { group, effect: tool.effect });
      try {
        const result = await tool.run(args, context);
        if (result.isError) meter.count('parley_tool_errors_total', { group });
        return result;
      } catch (error) {
        if (errorType(error, context.signal) !== undefined) meter.count('parley_tool_errors_total', { group });
        throw error;
      }
    },
  });
  return (sources) =>
    sources.map((source) => ({
      list: async (task, signal) => (await source.list(task, signal)).map(meteredTool),
      close: () => source.close(),
    }));
}
