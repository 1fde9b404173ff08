import type { Bounds } from '../agent/calls.ts';
import { type AgentEvent, runAgent } from '../agent/loop.ts';
import type { ToolRequest } from '../agent/telling.ts';
import type { Toolbox } from '../agent/toolbox.ts';
import type { Hosted, ModelCatalog, ModelEvent, Step, ToolContext } from '../ports/index.ts';
import type { Question } from './question.ts';
import { modelFor, type RequestParts } from './request.ts';

/** Tools that a turn may use, and the steps of its answer. */
export interface Tooling {
  bounds: Bounds;
  /** Lists the tools that a model may use; undefined where there are none. */
  open(asked: Opening): Promise<Opened | undefined>;
  about: Omit<ToolContext, 'call' | 'signal' | 'note' | 'standing'>;
  /** Steps of an attempt before. */
  steps: readonly Step[];
  /** Makes a step durable. Rejects where the question has another wording by now. */
  write(step: Step): Promise<void>;
}

/** Model and persona that tools are listed for. */
export interface Opening extends Pick<RequestParts, 'layers'> {
  /** Names of tools that who answers may use, or of their groups; all when absent. */
  names: readonly string[] | undefined;
  /** As in ModelCatalog, of this model. */
  can(ability: Parameters<ModelCatalog['can']>[1]): boolean | undefined;
}

export interface Opened {
  toolbox: Toolbox;
  /** Tools that the service runs. */
  hosted?: Hosted;
}

/** Tools of an attempt that has none any more: what was called is told as not there. */
const NONE: Toolbox = { specs: [], find: () => undefined };

/** Asks with the tools of the turn. Without any, nothing stands between the answer and `ask`. */
export async function askWithTools(
  parts: RequestParts & { tooling: Tooling },
  { prompt, replaces }: Question,
  { exchange, said }: { exchange: string; said(): Iterable<string> },
  ask: (asking: Partial<ToolRequest>) => AsyncIterable<ModelEvent>,
): Promise<AsyncIterable<AgentEvent>> {
  const { tooling, models, layers, toolNames: names, marks, signal } = parts;
  // A task about a text needs none, nor does the rest of an answer.
  if (prompt.standalone || replaces?.prefix !== undefined) return ask({});
  const model = modelFor(parts, { prompt, exchange });
  const opened = await tooling.open({ layers, names, can: (ability) => models.can(model, ability) });
  if (!opened && tooling.steps.length === 0) return ask({});
  const { toolbox, hosted } = opened ?? { toolbox: NONE };
  const { material } = marks(exchange);
  const mark = (from: string, text: string) => material({ kind: 'tool', from, text });
  // Whoever is to call no more tools has none of the service's either.
  const asking = (calling: ToolRequest) => ask(hosted && !calling.isLast ? { ...calling, hosted } : calling);
  return runAgent({ ...parts, ...tooling, toolbox, mark, said, ask: asking, signal });
}
