import { misused, readCommandLine } from '../command-line.ts';
import { walkAll } from './bounded-walk.ts';
import { playControls } from './controls-run.ts';
import { proveAll } from './failures-run.ts';

/** What attackers have tried and will try, in one place. */

const usage = `npm run attacks -- [options]: every function over outside text with hostile texts, then the tests of the
numbered attacks, with a line for each.

  --seed N   plays a former run again
  --ci       a short round: a few of the hostile texts, the numbered attacks, and a fifth of the negative controls
  --share N  a share of the hostile texts, from 0 to 1; all of them when absent
  --walk     the functions alone
  --numbers  the numbered attacks alone
  --controls the negative controls alone: each safeguard is taken out of a copy, and its tests must turn red;
             --control NAME for one of them
  --help     this text
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const { values } = readCommandLine(usage, {
  ci: flag,
  seed: text,
  share: text,
  walk: flag,
  numbers: flag,
  controls: flag,
  control: text,
});
const isControls = values.controls === true || values.control !== undefined;
const all = !values.walk && !values.numbers && !isControls;

const seed = numberOf('seed', values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const share = numberOf('share', values.share ?? (values.ci ? '0.03' : '1'));

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
if (isControls || values.ci) good = (await playControls(values.control, isControls ? undefined : seed)) && good;
process.exitCode = good ? 0 : 1;
