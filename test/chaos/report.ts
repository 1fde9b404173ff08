import { promptsIn } from './marks.ts';
import type { Behind, Result, Used } from './result.ts';

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Violations of one kind a round shows at most, and lines of what happened around each. */
const SHOWN = 6;
const LINES = 16;

/** What happened from the moment the prompt was said that a violation is about. */
function around(trace: readonly string[], what: string): string[] {
  const [id] = promptsIn(what);
  const at = trace.findIndex((line) => line.includes(` Q${id} said`));
  const lines = at < 0 ? [] : trace.slice(at).filter((line) => line.includes(`Q${id} `) || !line.includes(' said in '));
  return lines.slice(0, LINES).map((line) => `    | ${line}`);
}

/** One line a round; what is wrong, and on request all that happened. */
export function printRound(result: Result, verbose: boolean): void {
  const {
    plan,
    violations,
    said,
    answered,
    errors,
    kills,
    restarts,
    faults,
    orphans,
    lostCreates,
    followUps,
    modelCalls,
    behind,
    used,
    ms,
  } = result;
  const count = [...faults.values()].reduce((sum, each) => sum + each, 0);
  print(
    `seed ${plan.seed} (${plan.profile}${plan.control ? `, without: ${plan.control}` : ''}): ${said} messages, ${answered} answers, ${errors} errors, ` +
      `${kills} kills, ${restarts} restarts, ${count} faults, ${orphans}/${lostCreates} orphans, ${followUps.orphans}/${followUps.lost} of follow-ups, ${modelCalls} model calls, ${behind.batches > 0 ? `${behindText(behind)}, ` : ''}${used.proposed > 0 ? `${usedText(used)}, ` : ''}${Math.round(ms / 1000)} s: ` +
      `${violations.length === 0 ? 'ok' : `${violations.length} VIOLATIONS`}`,
  );
  const kinds = Map.groupBy(violations, ({ kind }) => kind);
  if (violations.length > 0) print(`  ${[...kinds].map(([kind, all]) => `${all.length} × ${kind}`).join(', ')}`);
  if (!verbose && kinds.has('crash')) print(lastLines(result));
  for (const violation of [...kinds.values()].flatMap((all) => all.slice(0, SHOWN))) {
    const { kind, what } = violation;
    print(`  ${kind}: ${what}`);
    for (const line of result.stories.get(violation) ?? []) print(`    | ${line}`);
    if (!verbose) print(around(result.trace, what).join('\n'));
  }
  if (!verbose) {
    if (violations.length > 0)
      print(`  again: npm run chaos -- --seed ${plan.seed} --profile ${plan.profile} --verbose`);
    return;
  }
  print([...faults].map(([name, times]) => `  ${times} × ${name}`).join('\n'));
  print(result.trace.map((line) => `  ${line}`).join('\n'));
  if (violations.length > 0) print(lastLines(result));
}

/** Says what was done behind people's turns. */
export function behindText({ batches, results, lines, asked, kills, folds, summarised }: Behind): string {
  return `${kills} kills within ${batches} batches of ${lines} lines (${asked} asked, ${results} files), ${folds} summaries in ${summarised} requests`;
}

/** Says what tools did. */
export function usedText({ proposed, done, cut, reads, kills, within, due }: Used): string {
  return `${kills} kills within ${done} deeds (${within} at work) of ${proposed} that waited for leave, ${cut} of them unknown, ${reads} reads, ${due} due times`;
}

/** The last the bot printed. */
function lastLines({ tail }: Result): string {
  return tail.split('\n').slice(-60).join('\n');
}

/** Sums numbers that have the same names. */
function summed<T extends object>(none: T, all: readonly T[]): T {
  const sums = Object.entries(none).map(([name]) => [
    name,
    all.reduce((total, each) => total + Number(each[name as keyof T]), 0),
  ]);
  return Object.fromEntries(sums) as T;
}

const noBehind: Behind = { batches: 0, results: 0, lines: 0, asked: 0, kills: 0, folds: 0, summarised: 0 };
const unused: Used = { proposed: 0, done: 0, cut: 0, reads: 0, kills: 0, within: 0, due: 0 };

/** The sums of some rounds. */
export function total(results: readonly Result[]) {
  const sum = (of: (result: Result) => number) => results.reduce((all, result) => all + of(result), 0);
  return {
    said: sum(({ said }) => said),
    answered: sum(({ answered }) => answered),
    errors: sum(({ errors }) => errors),
    kills: sum(({ kills }) => kills),
    restarts: sum(({ restarts }) => restarts),
    faults: sum(({ faults }) => [...faults.values()].reduce((all, each) => all + each, 0)),
    orphans: sum(({ orphans }) => orphans),
    lostCreates: sum(({ lostCreates }) => lostCreates),
    followUps: {
      orphans: sum(({ followUps }) => followUps.orphans),
      lost: sum(({ followUps }) => followUps.lost),
    },
    outlasted: results.flatMap(({ outlasted }) => outlasted),
    behind: summed(
      noBehind,
      results.map(({ behind }) => behind),
    ),
    used: summed(
      unused,
      results.map(({ used }) => used),
    ),
    modelCalls: sum(({ modelCalls }) => modelCalls),
    violations: sum(({ violations }) => violations.length),
  };
}
