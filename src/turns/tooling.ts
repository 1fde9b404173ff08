import type { Bounds } from '../agent/calls.ts';
import { namesGroup, openToolbox, type ToolboxParts } from '../agent/toolbox.ts';
import type { Tooling } from '../answering/with-tools.ts';
import type { Command, Prompt } from '../ports/index.ts';
import { effective, type OperatorSettings } from '../settings/effective.ts';
import type { Answered } from './answered.ts';

/** Tools of the whole bot, and what bounds their use. */
export interface ToolsParts extends ToolboxParts {
  bounds: Bounds;
}

/** Decides which tools the answer to a task may use. */
export function toolingFor(
  { tools, operator }: { tools: ToolsParts; operator: OperatorSettings },
  { id, steps, write }: Pick<Answered, 'id' | 'steps' | 'write'>,
  task: Prompt | Command,
  language: string,
  signal: AbortSignal,
): Tooling {
  return {
    ...{ bounds: tools.bounds, steps, write },
    about: { turn: id, task, language, zone: undefined },
    async open(layers, names) {
      const { tools: chosen } = effective(operator, layers, { surface: task.surface });
      const lists = [operator.tools, chosen];
      return openToolbox(
        tools,
        task,
        ({ group, spec }) =>
          lists.every((list) => namesGroup(list, group)) &&
          (names === undefined || names.includes(spec.name) || namesGroup(names, group)),
        signal,
      );
    },
  };
}
