import { misused, readCommandLine } from '../command-line.ts';
import { walkAll } from './bounded-walk.ts';
import { proveAll } from './failures-run.ts';

/** What attackers have tried and will try, in one place. */

const usage = `npm run attacks -- [options]: every function over outside text with hostile texts, then the tests of the
numbered attacks, with a line for each.

  --seed N   plays a former run again
  --share N  a share of the hostile texts, from 0 to 1; all of them when absent
  --walk     the functions alone
  --numbers  the numbered attacks alone
  --help     this text
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const { values } = readCommandLine(usage, { seed: text, share: text, walk: flag, numbers: flag });
const all = !values.walk && !values.numbers;
const seed = numberOf('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const share = numberOf('share', values.share ?? '1');

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (!(number >= 0)) misused(usage, `--${name} must be a number`);
  return number;
}

let good = true;
if (all || values.walk) {
  console.log(`seed ${seed}`);
  good = await walkAll(seed, share);
}
if (all || values.numbers) good = (await proveAll()) && good;
process.exitCode = good ? 0 : 1;
