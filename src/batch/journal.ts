import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { type BatchOutcome, batchOutcomeSchema } from '../ports/index.ts';
import { Fault } from '../util/errors.ts';

/** Journal of a batch that an operator runs: what was asked and answered, a line of JSON each, beside the file of answers. */
export interface Journal {
  /** Times that a line was asked. */
  tries(n: number): number;
  outcome(n: number): BatchOutcome | undefined;
  /** Notes tries of a line. Durable when it returns. */
  tried(n: number, count: number): void;
  /** Notes the outcome of a line. Durable when it returns. */
  keep(n: number, outcome: BatchOutcome): void;
  close(): void;
  /** Deletes it: the answers are in their file. */
  remove(): void;
}

const headSchema = v.object({ v: v.literal(1), batch: v.string() });
const lineSchema = v.object({
  n: v.pipe(v.number(), v.safeInteger()),
  tried: v.exactOptional(v.number()),
  outcome: v.exactOptional(batchOutcomeSchema),
});

/**
 * Opens a journal, or begins it.
 * @param batch sign of what is asked: a journal of anything else is not gone on with
 * @throws Fault('config') for a journal of another batch
 */
export function openJournal(path: string, batch: string): Journal {
  const tries = new Map<number, number>();
  const outcomes = new Map<number, BatchOutcome>();
  const [head, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  // One that was just begun when its process ended has no whole first line.
  const begun = head === undefined || lines.length === 0 ? undefined : parsed(head);
  if (begun !== undefined && !(v.is(headSchema, begun) && begun.batch === batch))
    throw new Fault('config', `${path} is of a batch with other prompts, another template or another model`, {
      advice: 'Ask for the same as before, delete that file, or name another with --out.',
    });
  for (const line of lines) {
    const noted = parsed(line);
    // The last one may have been cut with its process.
    if (!v.is(lineSchema, noted)) continue;
    if (noted.tried !== undefined) tries.set(noted.n, (tries.get(noted.n) ?? 0) + noted.tried);
    if (noted.outcome) outcomes.set(noted.n, noted.outcome);
  }
  const file = openSync(path, begun === undefined ? 'w' : 'a', 0o600);
  const write = (value: object) => {
    writeSync(file, `${JSON.stringify(value)}\n`);
    fdatasyncSync(file);
  };
  if (begun === undefined) write({ v: 1, batch });
  // Behind a line that was cut, the next one would be cut as well.
  else writeSync(file, '\n');
  return {
    tries: (n) => tries.get(n) ?? 0,
    outcome: (n) => outcomes.get(n),
    tried(n, count) {
      write({ n, tried: count });
      tries.set(n, (tries.get(n) ?? 0) + count);
    },
    keep(n, outcome) {
      write({ n, outcome });
      outcomes.set(n, outcome);
    },
    close: () => closeSync(file),
    remove: () => rmSync(path, { force: true }),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
