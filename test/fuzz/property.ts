import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';

/** What can be run of a property: which cases, and where to count them. */
export interface Run {
  seed: number;
  cases: number;
  /** fast-check's path to one case, to repeat it. */
  path?: string;
  /** Called before every case. */
  count(): void;
}

/** One thing that holds for whatever comes in. */
export interface Fuzz {
  /** In kebab-case, as the command line names it. */
  name: string;
  run(run: Run): Promise<Outcome>;
}

/** How a run ended. `failure` is the smallest case found. */
export interface Outcome {
  cases: number;
  /** Cases that only show a finding that is known. */
  known: Readonly<Record<string, number>>;
  failure?: { path: string; example: string; error: string };
}

/** A bug that is known and not mended yet: its number in the list of findings, and how to tell it. */
export interface KnownIssue {
  finding: string;
  is(error: unknown): boolean;
}

/** Longest a counterexample is printed, in UTF-16 units. */
const EXAMPLE_LIMIT = 3000;

/** A property of values of `inputs`: `check` throws where it does not hold. */
export function fuzz<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
  issues: readonly KnownIssue[] = [],
): Fuzz {
  return {
    name,
    async run({ seed, cases, path, count }) {
      const known: Record<string, number> = {};
      const property = fc.asyncProperty(inputs, async (input) => {
        count();
        try {
          await check(input);
        } catch (error) {
          const issue = issues.find(({ is }) => is(error));
          if (!issue) throw error;
          known[issue.finding] = (known[issue.finding] ?? 0) + 1;
        }
      });
      const details = await fc.check(property, {
        seed,
        numRuns: cases,
        ...(path === undefined ? {} : { path, endOnFailure: true }),
      });
      const outcome = { cases: details.numRuns, known };
      if (!details.failed) return outcome;
      return {
        ...outcome,
        failure: {
          path: details.counterexamplePath ?? '',
          example: fc.stringify(details.counterexample?.[0]).slice(0, EXAMPLE_LIMIT),
          error: told(details.errorInstance),
        },
      };
    },
  };
}

function told(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Fails the property, with what is wrong. */
export function wrong(what: string): never {
  throw new Error(what);
}

/** Fails unless `fact`. */
export function hold(fact: boolean, what: string | (() => string)): void {
  if (!fact) wrong(typeof what === 'string' ? what : what());
}

/** Fails unless `value` is what JSON keeps: nothing is lost or changed by a round trip. */
export function holdPlain(value: unknown, what: string): void {
  const back: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
  hold(isDeepStrictEqual(back, value), () => `${what} is no plain JSON: ${fc.stringify(value)}`);
}

/** Fails when `work` takes longer than `ms`: far above what it needs, so that only a runaway is caught. */
export function holdTime<T>(ms: number, what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  const took = performance.now() - start;
  hold(took < ms, () => `${what} took ${Math.round(took)} ms`);
  return result;
}
