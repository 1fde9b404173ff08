import { isOwed } from '../admission/command-rules.ts';
import type { Terms } from '../admission/gate.ts';
import { type CommandSpec, MOST_PICTURES, type Resolved } from '../ports/index.ts';

/** Tells the gate of a task: whether people it refuses may ask it, and how much it costs. */
export function termsOf(resolved: Resolved, specs: readonly CommandSpec[]): Terms {
  const spec = resolved.kind === 'command' ? specs.find(({ name }) => name === resolved.name) : undefined;
  const free = spec !== undefined && spec.costs === undefined && wasCounted(resolved) && isLeafing(resolved, spec);
  if (isOwed(resolved, spec)) return { public: false, points: 0, owed: true };
  return { public: spec?.public ?? false, points: free ? 0 : Math.max(1, picturesOf(resolved, specs)) };
}

/** Tells whether it came by a press, which was counted, or was asked for before; a message that fills in a form was not. */
function wasCounted(resolved: Resolved): boolean {
  if (resolved.cause === 'due') return true;
  if (resolved.cause !== 'press') return false;
  const about = resolved.kind === 'command' ? resolved.turnId : undefined;
  return about !== undefined || resolved.target.prompt === undefined;
}

/**
 * Tells whether a press shows another page of what is there, or does something to it. Any other entry begins something, as
 * if it had been typed.
 */
function isLeafing(resolved: Resolved, spec: CommandSpec): boolean {
  const about = resolved.kind === 'command' ? resolved.turnId : undefined;
  return spec.menu === true || spec.internal !== undefined || about !== undefined;
}

/** Number of pictures a task asks for; none where it asks for more than there are, and is refused by its command. */
function picturesOf(resolved: Resolved, specs: readonly CommandSpec[]): number {
  if (resolved.kind !== 'command' || resolved.problem) return 0;
  const spec = specs.find(({ name }) => name === resolved.name);
  if (spec?.costs !== 'pictures') return 0;
  const option = spec.options.find(({ pictures }) => pictures);
  const count = Number((option && resolved.options[option.name]) ?? 1);
  return Number.isInteger(count) && count >= 1 && count <= MOST_PICTURES ? count : 0;
}
