import type { CommandSpec, Task } from '../../ports/index.ts';
import { ONCE_OPTIONS } from './parse.ts';

/** A command that a task uses, and the options of it. */
export interface Uses {
  spec: CommandSpec;
  /** Names. */
  options: readonly string[];
}

/**
 * Lists the commands that a task uses: its own, and the one by which a question was asked, typed at first or by an edit.
 * The same for what was typed, pressed, edited or written into a form.
 */
export function usesOf(task: Task, specs: readonly CommandSpec[]): Uses[] {
  if (task.kind === 'late') return [];
  const asked = task.kind === 'prompt' ? task : task.editedPrompt;
  const named = [
    ...(task.kind === 'command' ? [{ name: task.name, given: task.options }] : []),
    ...(asked?.command === undefined
      ? []
      : [{ name: asked.command, given: { [ONCE_OPTIONS.tier]: asked.tier, [ONCE_OPTIONS.persona]: asked.persona } }]),
  ];
  return named.flatMap(({ name, given }) => {
    const spec = specs.find((known) => known.name === name);
    const over = specs.find((known) => known.name === spec?.under);
    return [spec, over].flatMap((each) => (each ? { spec: each, options: optionsIn(each, given) } : []));
  });
}

/** The options given, and those that one of them names. */
function optionsIn({ options }: CommandSpec, given: Readonly<Record<string, unknown>>): string[] {
  const used = options.filter(({ name }) => given[name] !== undefined);
  return used.map(({ name, namesOption }) => (namesOption ? String(given[name]) : name));
}
