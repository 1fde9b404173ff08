import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { misused, readCommandLine } from '../command-line.ts';
import { type Control, controls } from './controls.ts';
import { behindControls } from './controls-behind.ts';
import { jointControls } from './controls-joint.ts';
import { toolControls } from './controls-tools.ts';
import type { Kind } from './judge.ts';
import { createRandom } from './random.ts';
import { behindText, print, printRound, total, usedText } from './report.ts';
import type { Result } from './result.ts';
import { playRound } from './round.ts';
import { createPlan, type Profile } from './schedule.ts';

/**
 * Runs the real bot as a process of its own between the stand-ins, killed and troubled as a seed says, and judged by what the
 * stand-ins saw.
 */

const usage = `npm run chaos -- [options]: rounds of kills and faults; eight of them when nothing says how many.

  --ci             the short round: fixed seeds, a fresh one, and every negative control
  --seed N         plays one seed
  --profile NAME   mixed, pair, steered, joint, behind, tools, slow or crowd instead of what the seed says
  --rounds N, --minutes N, --kills N, --faults N   how long
  --lanes N        rounds side by side
  --controls       the negative controls alone; --control NAME for one of them
  --no-catch-up    without looking for what was written while the bot was away
  --verbose        tells each round's story
  --help           this text
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const numbers = { seed: text, rounds: text, minutes: text, kills: text, faults: text, lanes: text };
const { values: options } = readCommandLine(usage, {
  ...numbers,
  profile: text,
  controls: flag,
  control: text,
  ci: flag,
  'no-catch-up': flag,
  verbose: flag,
});
for (const [name, value] of Object.entries(options)) {
  if (name in numbers && !(Number(value) >= 0)) misused(usage, `--${name} must be a number`);
}

const profiles: readonly Profile[] = ['mixed', 'pair', 'steered', 'slow', 'mixed', 'crowd', 'joint', 'behind', 'tools'];
/** Which violations the loss of each safeguard is to show as; one of them is enough. */
const expected: Record<Control, readonly Kind[]> = {
  'early-acknowledgement': ['lost'],
  'uncounted-claims': ['lost', 'restless', 'torn'],
  'unordered-claims': ['order', 'history'],
  'no-receipts': ['duplicate', 'torn'],
  'unmarked-history': ['history'],
  'late-gate': ['refused'],
  'no-penalties': ['pushed'],
  'held-loop': ['frozen'],
  'apart-pieces': ['split'],
  'torn-joins': ['lost'],
  'doubled-bursts': ['twice'],
  'answered-talk': ['overheard'],
  'unheard-changes': ['kept'],
  'thread-aside': ['beside'],
  'forgotten-lines': ['calls'],
  'heedless-summaries': ['recalled'],
  'no-journal': ['repeated'],
  'unkept-decisions': ['repeated'],
  'unread-terms': ['unapproved'],
};
/** Rounds that are always played. */
const fixed: readonly (readonly [seed: number, profile: Profile])[] = [
  [12, 'crowd'],
  [14, 'mixed'],
  [16, 'steered'],
  [17, 'slow'],
  [20, 'joint'],
  [21, 'behind'],
  [22, 'tools'],
];
/** Whether a safeguard is missed depends on moments that a round may not meet. */
const CONTROL_TRIES = 6;
/** Rounds side by side: two keep two cores busy; controls, short and with few chats, leave room for a third. */
const LANES = 2;
const CI_LANES = 3;
/** Shares of a round's usual length that have to do in CI. */
const CI_SHARES: Partial<Record<Profile, number>> = { behind: 0.4, tools: 0.25 };

if (options.profile !== undefined && !profiles.some((name) => name === options.profile)) {
  misused(usage, `there is no profile ${options.profile}`);
}
if (options.control !== undefined && !Object.hasOwn(controls, options.control)) {
  misused(usage, `there is no control ${options.control}; there are ${Object.keys(controls).join(', ')}`);
}

const stop = new AbortController();
const cache = mkdtempSync(join(tmpdir(), 'parley-chaos-cache-'));
process.env['NODE_COMPILE_CACHE'] = cache;
process.on('exit', () => rmSync(cache, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.once(signal, () => process.exit(130));
    stop.abort(new Error('ended from outside'));
  });
}

function profileOf(seed: number): Profile {
  const named = profiles.find((profile) => profile === options.profile);
  return named ?? profiles[seed % profiles.length] ?? 'mixed';
}

function profileWithout(control: Control): Profile {
  if (Object.hasOwn(toolControls, control)) return 'tools';
  if (Object.hasOwn(behindControls, control)) return 'behind';
  return Object.hasOwn(jointControls, control) ? 'joint' : 'mixed';
}

async function play(seed: number, profile: Profile, control?: Control): Promise<Result> {
  const plan = createPlan(createRandom(seed), seed, profile, control, options.ci ? CI_SHARES[profile] : 1);
  return playRound(plan, { catchUp: options['no-catch-up'] !== true, signal: stop.signal });
}

/** Works a list off in so many lanes; the list may go on for ever. */
async function inLanes(jobs: Iterator<() => Promise<void>>, lanes: number): Promise<void> {
  const lane = async () => {
    for (let job = jobs.next(); !job.done && !stop.signal.aborted; job = jobs.next()) await job.value();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Plays a control until it is red; false when it stays green. */
async function isRed(control: Control): Promise<boolean> {
  for (let attempt = 1; attempt <= CONTROL_TRIES; attempt += 1) {
    const result = await play(100 + attempt, profileWithout(control), control);
    const shown = result.violations.filter(({ kind }) => expected[control].includes(kind));
    const first = shown[0]?.what.split('\n')[0];
    print(
      `control ${control}: ${shown.length > 0 ? `red, as it must be (${shown.length}: ${first})` : `GREEN at try ${attempt}`}, ${result.kills} kills, ${Math.round(result.ms / 1000)} s`,
    );
    if (options.verbose) printRound(result, true);
    if (shown.length > 0) return true;
  }
  return false;
}

function* controlled(green: Control[]): Generator<() => Promise<void>> {
  for (const name of Object.keys(controls) as Control[]) {
    if (options.control !== undefined && name !== options.control) continue;
    yield async () => {
      if (!(await isRed(name))) green.push(name);
    };
  }
}

/** A gate must not hang on the moment: what a round shows in CI counts when the same plan shows a violation once more. */
async function confirmed(seed: number, first: Result): Promise<Result> {
  print(`seed ${seed} is played once more`);
  const second = await play(seed, first.plan.profile);
  printRound(second, options.verbose === true);
  if (second.violations.length > 0) return first;
  print(`seed ${seed} did not do it again. It is a bug all the same, until shown otherwise: see above`);
  return second;
}

function* rounds(results: Result[]): Generator<() => Promise<void>> {
  const began = Date.now();
  const fresh = Math.floor(Math.random() * 2 ** 31);
  const always = options.ci ? fixed : [];
  const seeds = options.seed
    ? [Number(options.seed)]
    : options.ci
      ? [...always.map(([seed]) => seed), fresh]
      : undefined;
  const most = Number(
    options.rounds ?? (options.minutes || options.kills || options.faults ? Number.POSITIVE_INFINITY : profiles.length),
  );
  for (let at = 0; at < (seeds?.length ?? most); at += 1) {
    if (options.minutes && Date.now() - began > Number(options.minutes) * 60_000) return;
    const sum = total(results);
    if (options.kills && sum.kills >= Number(options.kills) && sum.faults >= Number(options.faults ?? 0)) return;
    const seed = seeds?.[at] ?? fresh + at;
    yield async () => {
      const result = await play(seed, always[at]?.[1] ?? profileOf(seed));
      printRound(result, options.verbose === true);
      results.push(options.ci && result.violations.length > 0 ? await confirmed(seed, result) : result);
    };
  }
}

async function main(): Promise<number> {
  const results: Result[] = [];
  const began = Date.now();
  const green: Control[] = [];
  // The long ones first, so that nothing long is left over at the end.
  function* jobs(): Generator<() => Promise<void>> {
    if (options.ci || !(options.control || options.controls)) yield* rounds(results);
    if (options.ci || options.control || options.controls) yield* controlled(green);
  }
  await inLanes(jobs(), Number(options.lanes ?? (options.ci ? CI_LANES : LANES)));
  const sum = total(results);
  if (results.length > 0) {
    print(
      `${results.length} rounds in ${((Date.now() - began) / 60_000).toFixed(1)} min: ${sum.said} messages, ${sum.answered} answers, ${sum.errors} errors, ` +
        `${sum.kills} kills, ${sum.restarts} restarts, ${sum.faults} faults, ${sum.orphans} orphans of ${sum.lostCreates} lost answers to creates, ` +
        `${sum.followUps.orphans} of ${sum.followUps.lost} to follow-ups, ${sum.outlasted.length} penalties waited out, ` +
        `${sum.outlasted.filter((seconds) => seconds >= 3600).length} of them of an hour, ` +
        `${sum.modelCalls} model calls, ${behindText(sum.behind)}, ${usedText(sum.used)}; ${sum.violations} violations`,
    );
  }
  if (green.length > 0) print(`Without ${green.join(', ')} it stays green: the suite proves nothing until it is red`);
  return sum.violations === 0 && green.length === 0 && !stop.signal.aborted ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (!stop.signal.aborted) console.error(error);
    process.exit(stop.signal.aborted ? 130 : 1);
  },
);
