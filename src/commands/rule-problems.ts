import { type CommandRule, isGoverned } from '../admission/command-rules.ts';
import { commands } from './index.ts';
import { namesIn } from './people/command-rules.ts';

/** Problems with the operator's rules about commands that are none, or always there: a rule that means nothing protects nothing. */
export function ruleProblems(rules: readonly CommandRule[]): string[] {
  const known = commands
    .map(({ spec }) => spec)
    .filter(isGoverned)
    .flatMap(namesIn);
  const unknown = rules.map(({ command }) => command).filter((name) => !known.includes(name));
  return unknown.length === 0 ? [] : [`COMMANDS names ${unknown.join(', ')}; expected ${known.join(', ')}`];
}
