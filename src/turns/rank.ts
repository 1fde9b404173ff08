import { type CommandRule, isGoverned, whoMay } from '../admission/command-rules.ts';
import type { Permissions } from '../admission/permissions.ts';
import { usesOf } from '../commands/parsing/uses.ts';
import type { TextKey } from '../locales/index.ts';
import type { ChatSettings, CommandSpec, Task, Who } from '../ports/index.ts';

export interface RankParts {
  permissions: Permissions;
  /** Rules of the operator. */
  rules: readonly CommandRule[];
}

/** Sentence to somebody whose rank a command takes more than. */
export interface RankRefusal {
  key: Extract<TextKey, `access.only.${string}`>;
  values: { what: string };
}

/** Tells whether somebody may have pictures drawn within an answer here: who may use the commands that draw. */
export async function mayDraw(
  { permissions, rules }: RankParts,
  specs: readonly CommandSpec[],
  task: Task,
  { commands: chosen }: ChatSettings,
  signal: AbortSignal,
): Promise<boolean> {
  for (const spec of specs.filter((each) => each.costs === 'pictures' && isGoverned(each))) {
    const who = whoMay(spec, undefined, { scopes: task.place.scopes, chosen }, rules);
    if (!(await permissions.isAmong(task, who, signal))) return false;
  }
  return true;
}

/**
 * Refuses a command, or an option of it, that the person may not use here; undefined where nothing is in the way. The only
 * place where ranks are checked, whichever way the command came.
 */
export async function rankRefusal(
  { permissions, rules }: RankParts,
  specs: readonly CommandSpec[],
  task: Task,
  { commands: chosen }: ChatSettings,
  signal: AbortSignal,
): Promise<RankRefusal | undefined> {
  const where = { scopes: task.place.scopes, chosen };
  const known = new Map<Who, boolean>();
  for (const { spec, options } of usesOf(task, specs)) {
    for (const option of [undefined, ...options]) {
      const who = whoMay(spec, option, where, rules);
      if (who === 'anybody') continue;
      const may = known.get(who) ?? (await permissions.isAmong(task, who, signal));
      known.set(who, may);
      if (may) continue;
      return {
        key: `access.only.${who}`,
        values: { what: `/${spec.name}${option === undefined ? '' : ` ${option}`}` },
      };
    }
  }
  return undefined;
}
