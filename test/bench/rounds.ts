import { measureBeside } from './beside.ts';
import {
  type Amount,
  measureAge,
  measureBurst,
  measureChatter,
  measureCrowd,
  measureFlow,
  measureSingle,
  measureStream,
  measureWrites,
  newChat,
  sleep,
  warmUp,
} from './measures.ts';
import type { Metric } from './report.ts';
import { type Kind, type Subject, startSubject } from './subject.ts';
import { startWorld, type World } from './world.ts';

/** What one subject showed in one round; what a floor has no part in is missing. */
interface Figures {
  startMs: number;
  idleMb: number;
  delayMs: number;
  singleCpuMs: number;
  flowCpuMs: number;
  perSecond: number;
  finalMs: number;
  addedMs: number;
  crowdCpuMs: number;
  /** CPU of a group's message that is for nobody; the floor's never overhears. */
  unheardMs: number;
  overheardMs: number;
  /** 1: in order and each once. */
  burst: number;
  writes: number;
  age: number;
  /** Delay to the model beside attackers, as a multiple of what it is without them. */
  beside: number;
}

/** Long enough for what runs beside the first answer to have ended, ms. */
const IDLE_MS = 2000;

/** A bot with stand-ins of its own. */
interface Contestant {
  kind: Kind;
  world: World;
  subject: Subject;
  figures: Partial<Figures>;
}

const kinds: readonly Kind[] = ['ours', 'once', 'stream'];

/** Measures all three in pairs, each figure right after the other's, and arranges what was seen. */
export async function measureRounds(amount: Amount, cache: string, tell: (line: string) => void): Promise<Metric[]> {
  const seen: Record<Kind, Partial<Figures>[]> = { ours: [], once: [], stream: [] };
  const worlds = { ours: await startWorld(), once: await startWorld(), stream: await startWorld() };
  try {
    tell('Filling the compile cache …');
    for (const kind of kinds) for (let at = 0; at < 2; at += 1) await startUp(kind, worlds[kind], cache);
    for (let round = 0; round < amount.pairs; round += 1) {
      tell(`Pair ${round + 1} of ${amount.pairs} …`);
      // Whoever goes first finds the machine in another state: they take turns.
      const order = round % 2 === 0 ? kinds : kinds.toReversed();
      for (const { kind, figures } of await playRound(order, worlds, cache, amount)) seen[kind].push(figures);
    }
    const writes = await countWrites(worlds.ours, cache);
    tell('Ten people beside attackers …');
    const { aloneMs, besideMs } = await measureBeside(cache, amount.beside);
    tell(`  alone ${aloneMs.toFixed(1)} ms, beside them ${besideMs.toFixed(1)} ms`);
    for (const figures of seen.ours) Object.assign(figures, { writes, beside: besideMs / aloneMs });
  } finally {
    for (const kind of kinds) await worlds[kind].close();
  }
  return arrange(seen);
}

/** Commits of the durable inbox and the history for one answer; counting costs time, so it has a process of its own. */
async function countWrites(world: World, cache: string): Promise<number> {
  const subject = await startSubject({ kind: 'ours', url: world.url, cache, preload: 'count-writes' });
  try {
    return await orExit(subject, measureWrites(world, subject));
  } finally {
    await subject.stop();
  }
}

async function playRound(
  order: readonly Kind[],
  worlds: Readonly<Record<Kind, World>>,
  cache: string,
  amount: Amount,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  try {
    for (const kind of order) {
      const world = worlds[kind];
      const startMs = await startUp(kind, world, cache);
      const subject = await startSubject({ kind, url: world.url, cache, preload: 'probe' });
      contestants.push({ kind, world, subject, figures: { startMs } });
      await orExit(subject, world.ask(newChat(), { words: 40, wordsPerSecond: 0 }));
    }
    await sleep(IDLE_MS);
    for (const measure of measures) {
      for (const each of contestants) Object.assign(each.figures, await orExit(each.subject, measure(each, amount)));
    }
    return contestants;
  } finally {
    await Promise.all(contestants.map(({ subject }) => subject.stop()));
  }
}

/** Whoever waits for a bot that is gone waits in vain. */
function orExit<T>(subject: Subject, work: Promise<T>): Promise<T> {
  const gone = subject.exited.then((code) => Promise.reject(new Error(`the bot under measurement ended with ${code}`)));
  return Promise.race([work, gone]);
}

type Measure = (contestant: Contestant, amount: Amount) => Promise<Partial<Figures>>;

/** One after the other, all contestants in each. */
const measures: readonly Measure[] = [
  async ({ subject }) => ({ idleMb: (await subject.used()).rssMb }),
  async ({ world }, amount) => {
    await warmUp(world, amount);
    return {};
  },
  async ({ world, subject }, amount) => {
    const { delayMs, cpuMs } = await measureSingle(world, subject, amount);
    return { delayMs, singleCpuMs: cpuMs };
  },
  async ({ world, subject }, amount) => {
    const { cpuMs, perSecond } = await measureFlow(world, subject, amount);
    return { flowCpuMs: cpuMs, perSecond };
  },
  async ({ kind, world }, amount) => (kind === 'once' ? {} : measureStream(world, amount)),
  async ({ kind, world, subject }, amount) =>
    kind === 'once' ? {} : { crowdCpuMs: await measureCrowd(world, subject, amount) },
  async ({ kind, world, subject }, amount) => (kind === 'stream' ? {} : measureChatter(world, subject, amount)),
  async ({ kind, world }) => (kind === 'ours' ? { burst: (await measureBurst(world)) ? 1 : 0 } : {}),
  async ({ kind, world, subject }, amount) => {
    if (kind !== 'ours') return {};
    const { youngMs, oldMs } = await measureAge(world, subject, amount);
    return { age: oldMs / youngMs };
  },
];

/** From the start of the process to the first answer, ms. The message is there already. */
async function startUp(kind: Kind, world: World, cache: string): Promise<number> {
  const started = performance.now();
  const answer = world.ask(newChat(), { words: 40, wordsPerSecond: 0 });
  const subject = await startSubject({ kind, url: world.url, cache });
  try {
    const { shownAt } = await orExit(subject, answer);
    return shownAt - started;
  } finally {
    await subject.stop();
  }
}

function arrange(seen: Record<Kind, Partial<Figures>[]>): Metric[] {
  const of = (kind: Kind, key: keyof Figures) =>
    seen[kind].map((figures) => figures[key]).filter((value) => value !== undefined);
  const beside = (floor: Kind, key: keyof Figures) => ({ ours: of('ours', key), floor: of(floor, key) });
  const alone = (key: keyof Figures) => ({ ours: of('ours', key), floor: [] });
  const most = (bound: number) => ({ of: 'ratio', most: bound }) as const;
  return [
    { name: 'delay to the model, p50', unit: 'ms', target: most(2), ...beside('once', 'delayMs') },
    {
      name: 'last token to final text, p50',
      unit: 'ms',
      target: { of: 'value', most: 5 },
      ...beside('stream', 'finalMs'),
    },
    {
      name: 'time added in all, streamed, p50',
      unit: 'ms',
      target: { of: 'value', most: 6 },
      ...beside('stream', 'addedMs'),
    },
    { name: 'CPU a message, 16 chats, instant model', unit: 'ms', target: most(2.6), ...beside('once', 'flowCpuMs') },
    { name: 'CPU a message, one at a time', unit: 'ms', ...beside('once', 'singleCpuMs') },
    {
      name: 'messages a second, 16 chats',
      unit: '/s',
      target: { of: 'ratio', least: 0.3 },
      ...beside('once', 'perSecond'),
    },
    { name: 'CPU of 60 chats streaming at once', unit: 'ms', target: most(1.8), ...beside('stream', 'crowdCpuMs') },
    { name: 'CPU of a group’s talk, unasked', unit: 'ms', target: most(2), ...beside('once', 'unheardMs') },
    { name: 'CPU of it where it is overheard', unit: 'ms', target: most(2.5), ...beside('once', 'overheardMs') },
    { name: 'start-up to the first answer', unit: 'ms', target: most(3), ...beside('once', 'startMs') },
    { name: 'idle memory', unit: 'MB', target: most(1.6), ...beside('once', 'idleMb') },
    { name: 'an old turn beside the 50th, CPU', unit: '×', target: { of: 'value', most: 1.2 }, ...alone('age') },
    { name: 'commits of the store an answer', unit: '', ...alone('writes') },
    { name: 'delay beside attackers', unit: '×', target: { of: 'value', most: 2 }, ...alone('beside') },
    {
      name: 'bursts of five, in order and each once',
      unit: '',
      target: { of: 'value', least: 1 },
      // One that went wrong is one too many.
      ours: [Math.min(...of('ours', 'burst'))],
      floor: [],
    },
  ];
}
