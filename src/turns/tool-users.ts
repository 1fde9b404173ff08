import type { Permissions } from '../admission/permissions.ts';
import { KEPT_BACK } from '../agent/prompts.ts';
import type { Toolbox } from '../agent/toolbox.ts';
import type { Actor, Command, Prompt, Tool } from '../ports/index.ts';

/** Tools that the operator lets some people use. */

/** Tells whether everybody who has a part in a call may use a tool now. */
export type MayUse = (tool: Pick<Tool, 'users'>) => Promise<boolean>;

/**
 * Asks of all whom a call takes: who acts, and for whom it is made where that is somebody else. Nobody's leave makes up for what
 * the other may not do.
 */
export function usersOf(
  permissions: Pick<Permissions, 'isNamed'>,
  task: Prompt | Command,
  caller: Pick<Actor, 'id' | 'name'>,
  signal: AbortSignal,
): MayUse {
  const { actor } = task;
  const others = caller.id === actor.id ? [] : [{ ...task, actor: { id: caller.id, name: caller.name } }];
  return async ({ users }) => {
    if (!users) return true;
    for (const acting of [task, ...others]) if (!(await permissions.isNamed(acting, users, signal))) return false;
    return true;
  };
}

/** The toolbox, whose tools ask once more when they are called: an answer can take long. */
export function guarded(toolbox: Toolbox, mayUse: MayUse): Toolbox {
  return {
    specs: toolbox.specs,
    find(name) {
      const tool = toolbox.find(name);
      if (!tool?.users) return tool;
      const run: Tool['run'] = async (...call) =>
        (await mayUse(tool)) ? tool.run(...call) : { text: KEPT_BACK, isError: true };
      return { ...tool, run };
    },
  };
}
