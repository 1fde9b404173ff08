import {
  type ChatSettings,
  type CommandSpec,
  type Grounds,
  type Resolved,
  type Who,
  whoSchema,
} from '../ports/index.ts';

/** Rules for commands: who may use which, and where. */

/** Rule of the operator. */
export interface CommandRule {
  /** `image`, or one option of a command: `settings.effort`. */
  command: string;
  who: Who;
  /** Place it holds at, as in Grounds.scopes; everywhere when absent. */
  scope?: string;
}

/** Facts that a command's rank depends on. */
export interface Where extends Pick<Grounds, 'scopes'> {
  /** Choices of the chat. */
  chosen: ChatSettings['commands'];
}

/** Finds the stricter of two. */
function stricter(a: Who, b: Who): Who {
  const { options } = whoSchema;
  return options.indexOf(a) >= options.indexOf(b) ? a : b;
}

/**
 * Tells whether rules hold for a command. Commands that everybody needs to get along are always there, and so is the one
 * that makes rules. What only the bot itself says has no rank of its own.
 */
export function isGoverned({ public: isPublic, acts, internal, governs }: CommandSpec): boolean {
  return !isPublic && acts !== 'now' && internal === undefined && governs !== true;
}

/** Tells whether the core itself says a command, and owes it. One that a person has asked for at a time was read without options. */
export function isOwed(task: Resolved, spec: CommandSpec | undefined): boolean {
  const isOwn = task.kind === 'command' && task.cause === 'due' && Object.keys(task.options).length > 0;
  return isOwn && spec?.owed === true;
}

/** Finds who may use a command, or an option of it, at a place: the chat chooses, within what the operator's rules leave. */
export function whoMay(
  spec: CommandSpec,
  option: string | undefined,
  { scopes, chosen = {} }: Where,
  rules: readonly CommandRule[],
): Who {
  const declared = declaredFor(spec, option);
  if (!isGoverned(spec)) return declared;
  const keys = option === undefined ? [spec.name] : [`${spec.name}.${option}`, spec.name];
  const least = first(keys, (key) => ruleFor(key, scopes, rules));
  const choice = first(keys, (key) => (Object.hasOwn(chosen, key) ? chosen[key] : undefined));
  if (choice === undefined) return least ?? declared;
  return least === undefined ? choice : stricter(least, choice);
}

/** The one who asked is looked for by the command itself. */
function declaredFor({ rank, options }: CommandSpec, option: string | undefined): Who {
  const declared = options.find(({ name }) => name === option)?.rank ?? rank ?? 'anybody';
  return declared === 'asker' ? 'anybody' : declared;
}

/** The rule for the nearest place, or else for everywhere. */
function ruleFor(command: string, scopes: readonly string[], rules: readonly CommandRule[]): Who | undefined {
  const own = rules.filter((rule) => rule.command === command);
  const near = first(scopes, (scope) => own.find((rule) => rule.scope === scope));
  return (near ?? own.find(({ scope }) => scope === undefined))?.who;
}

function first<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
