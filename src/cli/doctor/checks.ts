import type { Check, Examined, Finding } from '../../ports/index.ts';
import { codeOf, type Fault, isFault } from '../../util/errors.ts';
import { capitalized } from '../../util/text.ts';

/** Finding, and the check that it is from. */
export interface Result extends Finding {
  name: string;
}

/** Checks at work at the same time. */
const AT_ONCE = 8;
/** Time limit of a check, ms. */
const LIMIT_MS = 10_000;
/** Time in which a check that was told to stop can say what it found so far, ms. */
const LAST_WORDS_MS = 500;

/** Runs checks, and those that come of them, so many at a time. Gives what they found, in the order of the checks. Never rejects. */
export async function runChecks(checks: readonly Check[], limitMs = LIMIT_MS): Promise<Result[]> {
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  }

  async function run(check: Check): Promise<Result[]> {
    const { findings, next = [] } = await inTurn(() => examine(check, limitMs));
    const results = atMost(findings).map((finding) => ({ name: check.name, ...finding }));
    return [...results, ...(await Promise.all(next.map(run))).flat()];
  }

  return (await Promise.all(checks.map(run))).flat();
}

/** Findings of one check that are told: nobody reads more, and a report has an end. */
const MOST = 40;

function atMost(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST) return findings;
  const bad = findings.filter(({ state }) => state !== 'ok').slice(0, MOST);
  return [...bad, { state: 'note', message: `${findings.length - bad.length} more of the kind are not listed` }];
}

async function examine({ run, limitMs: own }: Check, limitMs: number): Promise<Examined> {
  const ms = own ?? limitMs;
  const { promise: over, resolve } = Promise.withResolvers<Examined>();
  const late: Finding = {
    state: 'error',
    message: `No answer within ${ms / 1000} seconds`,
    mend: 'Check the network and PROXY_URL.',
  };
  const timer = setTimeout(() => resolve({ findings: [late] }), ms + LAST_WORDS_MS);
  const signal = AbortSignal.timeout(ms);
  const answer = run(signal).catch((error: unknown) => ({ findings: [signal.aborted ? late : thrown(error)] }));
  return Promise.race([answer, over]).finally(() => clearTimeout(timer));
}

/** Something that a check rejected with, in words. Only a Fault's are known to hold nothing that somebody said. */
function thrown(error: unknown): Finding {
  if (isFault(error)) return asFinding(error);
  const name = error instanceof Error ? error.name : typeof error;
  return { state: 'error', message: `It could not be looked at (${name})` };
}

/** A Fault as a finding. */
export function asFinding({ message, facts, cause }: Fault): Finding {
  const told = facts.status ?? facts.code ?? innerCode(cause);
  const sentence = capitalized(message);
  return {
    state: 'error',
    message: told === undefined || message.includes(String(told)) ? sentence : `${sentence} (${told})`,
    ...(facts.advice === undefined ? {} : { mend: facts.advice }),
  };
}

/** The system's code of a failed connection, such as ENOTFOUND, which other errors may wrap. */
export function innerCode(error: unknown): string | undefined {
  return codeOf(error) ?? (error instanceof Error ? innerCode(error.cause) : undefined);
}
