import type { Bounds } from '../agent/calls.ts';
import { type AgentEvent, runAgent } from '../agent/loop.ts';
import type { ToolRequest } from '../agent/telling.ts';
import type { Toolbox } from '../agent/toolbox.ts';
import type { ModelEvent, Step, ToolContext } from '../ports/index.ts';
import type { Question } from './question.ts';
import { modelFor, type RequestParts } from './request.ts';

/** Tools that a turn may use, and the steps of its answer. */
export interface Tooling {
  bounds: Bounds;
  /** Lists the tools; undefined where there are none. `names`: those that who answers may use, or their groups; all when absent. */
  open(layers: RequestParts['layers'], names: readonly string[] | undefined): Promise<Toolbox | undefined>;
  about: Omit<ToolContext, 'call' | 'signal' | 'note'>;
  /** Steps of an attempt before. */
  steps: readonly Step[];
  /** Makes a step durable. Rejects where the question has another wording by now. */
  write(step: Step): Promise<void>;
}

/** Tools of an attempt that has none any more: what was called is told as not there. */
const NONE: Toolbox = { specs: [], find: () => undefined };

/** Asks with the tools of the turn. Without any, nothing stands between the answer and `ask`. */
export async function askWithTools(
  parts: RequestParts & { tooling: Tooling },
  { prompt, replaces }: Question,
  exchange: string,
  ask: (asking: Partial<ToolRequest>) => AsyncIterable<ModelEvent>,
): Promise<AsyncIterable<AgentEvent>> {
  const { tooling, models, layers, tools, marks, signal } = parts;
  // A task about a text needs none, nor does the rest of an answer.
  if (prompt.standalone || replaces?.prefix !== undefined) return ask({});
  const can = models.can(modelFor(parts, { prompt, exchange }), 'tools') !== false;
  const toolbox =
    (can ? await tooling.open(layers, tools) : undefined) ?? (tooling.steps.length > 0 ? NONE : undefined);
  if (!toolbox) return ask({});
  const { material } = marks(exchange);
  const mark = (from: string, text: string) => material({ kind: 'tool', from, text });
  return runAgent({ ...parts, ...tooling, toolbox, mark, ask, signal });
}
