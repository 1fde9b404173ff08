import { misused, readCommandLine } from '../command-line.ts';
import { walkAll } from './bounded-walk.ts';

/** What attackers have tried and will try, in one place. */

const usage = `npm run attacks -- [options]: functions over outside text with hostile input, and the numbered attacks.

  --seed N   plays a former run again
  --share N  a share of the hostile texts, from 0 to 1; all of them when absent
  --help     this text
`;

const text = { type: 'string' } as const;
const { values } = readCommandLine(usage, { seed: text, share: text });
const seed = numberOf('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const share = numberOf('share', values.share ?? '1');

function numberOf(name: string, value: string): number {
  const number = Number(value);
  if (!(number >= 0)) misused(usage, `--${name} must be a number`);
  return number;
}

console.log(`seed ${seed}`);
process.exitCode = (await walkAll(seed, share)) ? 0 : 1;
