import {
  type Amount,
  measureAge,
  measureBurst,
  measureCrowd,
  measureFlow,
  measureSingle,
  measureStream,
  newChat,
  sleep,
  warmUp,
} from './measures.ts';
import type { Metric } from './report.ts';
import { type Kind, startSubject } from './subject.ts';
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
  burst: boolean;
  age: number;
}

/** Long enough for what runs beside the first answer to have ended, ms. */
const IDLE_MS = 2000;

/** Measures all three in turn, in another order each round, and arranges what was seen. */
export async function measureRounds(amount: Amount, cache: string, tell: (line: string) => void): Promise<Metric[]> {
  const seen: Record<Kind, Figures[]> = { ours: [], once: [], stream: [] };
  const world = await startWorld();
  try {
    tell('Filling the compile cache …');
    for (const kind of ['ours', 'once'] as const) for (let at = 0; at < 2; at += 1) await startUp(kind, world, cache);
    for (let round = 0; round < amount.pairs; round += 1) {
      tell(`Round ${round + 1} of ${amount.pairs} …`);
      const order: Kind[] = round % 2 === 0 ? ['ours', 'once', 'stream'] : ['stream', 'once', 'ours'];
      for (const kind of order) seen[kind].push(await measure(kind, world, cache, amount));
    }
  } finally {
    await world.close();
  }
  return arrange(seen);
}

async function measure(kind: Kind, world: World, cache: string, amount: Amount): Promise<Figures> {
  const startMs = await startUp(kind, world, cache);
  const subject = await startSubject({ kind, url: world.url, cache, probe: true });
  try {
    await world.ask(newChat(), { words: 40, wordsPerSecond: 0 });
    await sleep(IDLE_MS);
    const { rssMb } = await subject.used();
    await warmUp(world);
    const single = await measureSingle(world, subject, amount);
    const flow = await measureFlow(world, subject, amount);
    const streams = kind !== 'once';
    const streamed = streams ? await measureStream(world, amount) : { finalMs: Number.NaN, addedMs: Number.NaN };
    const crowdCpuMs = streams ? await measureCrowd(world, subject, amount) : Number.NaN;
    const burst = kind !== 'ours' || (await measureBurst(world));
    const age = kind === 'ours' ? await measureAge(world, subject, amount) : { youngMs: 1, oldMs: 1 };
    return {
      startMs,
      idleMb: rssMb,
      delayMs: single.delayMs,
      singleCpuMs: single.cpuMs,
      flowCpuMs: flow.cpuMs,
      perSecond: flow.perSecond,
      ...streamed,
      crowdCpuMs,
      burst,
      age: age.oldMs / age.youngMs,
    };
  } finally {
    await subject.stop();
  }
}

/** From the start of the process to the first answer, ms. The message is there already. */
async function startUp(kind: Kind, world: World, cache: string): Promise<number> {
  const started = performance.now();
  const answer = world.ask(newChat(), { words: 40, wordsPerSecond: 0 });
  const subject = await startSubject({ kind, url: world.url, cache, probe: false });
  try {
    const { shownAt } = await answer;
    return shownAt - started;
  } finally {
    await subject.stop();
  }
}

type Numeric = Exclude<keyof Figures, 'burst'>;

function arrange(seen: Record<Kind, Figures[]>): Metric[] {
  const of = (kind: Kind, key: Numeric) => seen[kind].map((figures) => figures[key]);
  const beside = (floor: Kind, key: Numeric) => ({ ours: of('ours', key), floor: of(floor, key) });
  const alone = (key: Numeric) => ({ ours: of('ours', key), floor: [] });
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
    { name: 'CPU a message, 16 chats, instant model', unit: 'ms', target: most(3), ...beside('once', 'flowCpuMs') },
    { name: 'CPU a message, one at a time', unit: 'ms', ...beside('once', 'singleCpuMs') },
    {
      name: 'messages a second, 16 chats',
      unit: '/s',
      target: { of: 'ratio', least: 0.3 },
      ...beside('once', 'perSecond'),
    },
    { name: 'CPU of 60 chats streaming at once', unit: 'ms', target: most(2), ...beside('stream', 'crowdCpuMs') },
    { name: 'start-up to the first answer', unit: 'ms', target: most(3.5), ...beside('once', 'startMs') },
    { name: 'idle memory', unit: 'MB', target: most(1.8), ...beside('once', 'idleMb') },
    { name: 'an old turn beside the 50th, CPU', unit: '×', target: { of: 'value', most: 1.2 }, ...alone('age') },
    {
      name: 'bursts of five, in order and each once',
      unit: '',
      target: { of: 'value', least: 1 },
      ours: seen.ours.map(({ burst }) => (burst ? 1 : 0)),
      floor: [],
    },
  ];
}
