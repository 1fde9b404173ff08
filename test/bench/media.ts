import { pdfOf } from '../media/made-files.ts';
import { photo } from '../media/made-pictures.ts';
import { median, newChat, sleep } from './measures.ts';
import { canWatchMemory, type MemoryWatch, watchMemory } from './memory.ts';
import type { Metric } from './report.ts';
import { type Subject, startSubject } from './subject.ts';
import type { Thing } from './things.ts';
import { startWorld, type World } from './world.ts';

/** What it takes to see pictures and to read files: memory of the bot and of the processes that work for it, and time. */

/** How much is measured. */
export interface MediaAmount {
  /** Rounds, each in a process of its own. */
  rounds: number;
  /** Single pictures of a round. */
  pictures: number;
  /** Questions that come at once, where several do. */
  atOnce: number;
}

/** Things that are sent. */
interface Sent {
  picture: Thing;
  album: Thing[];
  file: Thing;
}

/** Most memory above what the idle bot has, MB. */
const MOST_MB = 350;
/** Most time from a picture to the model, ms: a process starts in 220, and scales 12 megapixels in 150. */
const MOST_PICTURE_MS = 600;
/** Most time from an album's last picture to the model, ms. The bot waits a second for more; then come ten pictures, one by one. */
const MOST_ALBUM_MS = 4000;

const plan = { words: 40, wordsPerSecond: 0 };
/** Long enough for what runs beside the first answer, or lingers behind one, to have ended, ms. */
const IDLE_MS = 2000;

/** Measures all of it, or the memory of those cases whose name has the word `only`. Where the system does not tell what memory is shared, the figures of memory are missing. */
export async function measureMedia(
  cache: string,
  amount: MediaAmount,
  only: string,
  tell: (line: string) => void,
): Promise<Metric[]> {
  const sent = await makeThings();
  const { album, file } = sent;
  const all: [name: string, things: Thing[], chats: number][] = [
    ['an album of ten 3-MB pictures', album, 1],
    [`${amount.atOnce} such albums at once`, album, amount.atOnce],
    ['a 20-MB PDF', [file], 1],
    [`${amount.atOnce} such PDFs at once`, [file], amount.atOnce],
  ];
  const cases = all.filter(([name]) => name.includes(only));
  const metrics: Metric[] = [];
  if (!canWatchMemory) tell('The memory of several processes cannot be told on this system.');
  for (const [name, things, chats] of canWatchMemory ? cases : []) {
    tell(`Memory: ${name} …`);
    const peaks: number[] = [];
    for (let round = 0; round < amount.rounds; round += 1) {
      peaks.push(await withBot(cache, (world, subject) => measureMemory(world, subject, things, chats)));
    }
    // One that passes the limit is one too many.
    const ours = [Math.max(...peaks)];
    metrics.push({ name: `memory: ${name}`, unit: 'MB', target: { of: 'value', most: MOST_MB }, ours, floor: [] });
  }
  if (only) return metrics;
  return [...metrics, ...(await measureTimes(cache, sent, amount, tell))];
}

/** The most that questions with these things take above what the bot takes without, MB. */
async function measureMemory(world: World, { pid }: Subject, things: readonly Thing[], chats: number): Promise<number> {
  const watch = watchMemory(pid);
  try {
    const idle = await idleMb(watch);
    const asked = Array.from({ length: chats }, () => askWith(world, things));
    await Promise.all(asked);
    return (await watch.peakMb()) - idle;
  } finally {
    await watch.end();
  }
}

async function idleMb(watch: MemoryWatch): Promise<number> {
  await sleep(IDLE_MS);
  await watch.peakMb();
  await sleep(100);
  return watch.peakMb();
}

async function measureTimes(
  cache: string,
  { picture, album }: Sent,
  { rounds, pictures }: MediaAmount,
  tell: (line: string) => void,
): Promise<Metric[]> {
  const [one, ten]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    tell('Time: pictures to the model …');
    await withBot(cache, async (world) => {
      const own: number[] = [];
      for (let at = 0; at < pictures; at += 1) {
        own.push(await askWith(world, [picture]));
        // The next one finds no process that lingers.
        await sleep(IDLE_MS);
      }
      one.push(median(own));
      ten.push(await askWith(world, album));
    });
  }
  const metric = (name: string, most: number, ours: number[]): Metric => ({
    ...{ name, unit: 'ms', target: { of: 'value', most }, ours, floor: [] },
  });
  return [
    metric('a 3-MB picture to the model, p50', MOST_PICTURE_MS, one),
    metric('an album of ten of them to the model', MOST_ALBUM_MS, ten),
  ];
}

/** Asks in a chat of its own; the time from the message to the model's request, ms. */
async function askWith(world: World, things: readonly Thing[]): Promise<number> {
  const { putAt, askedAt, pictures } = await world.ask(newChat(), plan, things);
  // A bot that looks at nothing needs little.
  const least = things[0]?.kind === 'photo' ? things.length : 1;
  if (pictures < least) throw new Error(`the model was shown ${pictures} pictures of ${least}`);
  return askedAt - putAt;
}

/** Does something with a bot that is idle and has answered before. */
async function withBot<T>(cache: string, use: (world: World, subject: Subject) => Promise<T>): Promise<T> {
  const world = await startWorld();
  const subject = await startSubject({ kind: 'ours', url: world.url, cache });
  try {
    await world.ask(newChat(), plan);
    await sleep(IDLE_MS);
    return await use(world, subject);
  } finally {
    await subject.stop();
    await world.close();
  }
}

/** Photos of 12 megapixels, and a report of 45 pages of which most were scanned. */
async function makeThings(): Promise<Sent> {
  const size = { width: 4000, height: 3000 };
  const picture: Thing = { kind: 'photo', bytes: await photo(size, 1, 10), ...size };
  const page = { width: 1654, height: 2339 };
  const jpeg = await photo(page, 2, 16);
  const words = (number: number) =>
    Array.from({ length: 40 }, (_, line) => `Line ${line} of page ${number}`).join('\n');
  const pages = Array.from({ length: 45 }, (_, at) => (at % 5 < 2 ? words(at + 1) : { jpeg, ...page }));
  return { picture, album: Array(10).fill(picture), file: { kind: 'document', bytes: pdfOf(pages) } };
}
