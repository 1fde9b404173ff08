import type { Plan } from './model.ts';
import type { Subject } from './subject.ts';
import type { Exchange, World } from './world.ts';

/** How much is measured. */
export interface Amount {
  pairs: number;
  /** Messages one after the other. */
  single: number;
  /** Messages of each of the chats that talk without pause. */
  flow: number;
  /** Answers streamed one after the other. */
  streams: number;
  /** Words of each of the many answers streamed at once. */
  crowdWords: number;
  /** Messages of a group that are for nobody. */
  chatter: number;
  /** Turns of the chat that grows old. */
  turns: number;
  /** Questions of each of the people beside attackers, and as many without these. */
  beside: number;
}

const instant: Plan = { words: 40, wordsPerSecond: 0 };
const FLOW_CHATS = 16;
const CROWD_CHATS = 60;

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return Number.NaN;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** Chats nobody has talked in yet. */
let lastChat = 1000;
export function newChat(): number {
  lastChat += 1;
  return lastChat;
}

/** CPU time `work` costs the bot, ms. */
async function cpuOf(subject: Subject, work: () => Promise<unknown>): Promise<number> {
  const before = await subject.used();
  await work();
  return (await subject.used()).cpuMs - before.cpuMs;
}

/** One message after the other in one chat; a short rest between them, so that each begins at ease. */
async function oneByOne(world: World, chat: number, count: number, plan: Plan, restMs = 2): Promise<Exchange[]> {
  const exchanges: Exchange[] = [];
  for (let at = 0; at < count; at += 1) {
    exchanges.push(await world.ask(chat, plan));
    await sleep(restMs);
  }
  return exchanges;
}

/**
 * Brings a bot to what it is for the rest of its life. Until V8 has compiled what is used, a message costs up to a third
 * more, and what is seen depends on when one looks.
 */
export async function warmUp(world: World, { flow: each }: Amount): Promise<void> {
  await oneByOne(world, newChat(), 60, instant);
  await flow(world, each);
}

/** p50 of the time from a message's being there to the model's request, and the CPU of such a message, ms. */
export async function measureSingle(world: World, subject: Subject, amount: Amount) {
  let exchanges: Exchange[] = [];
  const chat = newChat();
  const cpu = await cpuOf(subject, async () => {
    exchanges = await oneByOne(world, chat, amount.single, instant);
  });
  return {
    delayMs: median(exchanges.map(({ putAt, askedAt }) => askedAt - putAt)),
    cpuMs: cpu / amount.single,
  };
}

async function flow(world: World, each: number): Promise<void> {
  const talk = () => oneByOne(world, newChat(), each, instant, 0);
  await Promise.all(Array.from({ length: FLOW_CHATS }, talk));
}

/** Several chats that talk without pause: CPU a message, ms, and messages a second. */
export async function measureFlow(world: World, subject: Subject, amount: Amount) {
  const messages = FLOW_CHATS * amount.flow;
  const started = performance.now();
  const cpu = await cpuOf(subject, () => flow(world, amount.flow));
  return { cpuMs: cpu / messages, perSecond: (messages * 1000) / (performance.now() - started) };
}

/** Streamed answers, one at a time: last word to final text, and all time that the bot adds, p50, ms. */
export async function measureStream(world: World, amount: Amount) {
  const plan = { words: 30, wordsPerSecond: 60 };
  const exchanges = await oneByOne(world, newChat(), amount.streams, plan, 20);
  return {
    finalMs: median(exchanges.map(({ spokenAt, shownAt }) => shownAt - spokenAt)),
    addedMs: median(exchanges.map(({ putAt, askedAt, spokenAt, shownAt }) => askedAt - putAt + (shownAt - spokenAt))),
  };
}

/** Many chats streaming at once: the CPU of it all, ms. */
export async function measureCrowd(world: World, subject: Subject, amount: Amount): Promise<number> {
  const plan = { words: amount.crowdWords, wordsPerSecond: 40 };
  const all = Array.from({ length: CROWD_CHATS }, newChat);
  return cpuOf(subject, () => Promise.all(all.map((chat) => world.ask(chat, plan))));
}

/** A group's talk among itself, one message after the other: CPU of each, ms. */
async function chatter(world: World, subject: Subject, group: number, count: number): Promise<number> {
  const talk = async (messages: number) => {
    for (let at = 0; at < messages; at += 1)
      await world.chat(group, `Somebody says ${at} to somebody else, at length.`);
  };
  await talk(count / 2);
  return (await cpuOf(subject, () => talk(count))) / count;
}

/** CPU of a message that is for nobody in a group, and in one where such messages are overheard, ms. */
export async function measureChatter(world: World, subject: Subject, { chatter: count }: Amount) {
  const unheardMs = await chatter(world, subject, -newChat(), count);
  if (subject.kind !== 'ours') return { unheardMs, overheardMs: unheardMs };
  const group = -newChat();
  world.say(group, '@bench_bot /room overhear=50');
  await sleep(300);
  const overheardMs = await chatter(world, subject, group, count);
  await world.ask(group, instant);
  if (!world.heard().includes(`Somebody says ${count - 1} to`)) throw new Error('nothing was overheard');
  return { unheardMs, overheardMs };
}

/** Five messages at once in one chat: whether they were answered in order, each once. */
export async function measureBurst(world: World): Promise<boolean> {
  const chat = newChat();
  const from = world.shown.length;
  const asked = await Promise.all(Array.from({ length: 5 }, () => world.ask(chat, instant)));
  await sleep(300);
  return world.shown.slice(from).join() === asked.map(({ id }) => id).join();
}

/** CPU of a turn around the last of a chat's `turns`, and around its 50th, ms. */
export async function measureAge(world: World, subject: Subject, { turns }: Amount) {
  const chat = newChat();
  const window = 40;
  const around = () => cpuOf(subject, () => oneByOne(world, chat, window, instant));
  await oneByOne(world, chat, 50 - window / 2, instant, 0);
  const young = await around();
  await oneByOne(world, chat, turns - 50 - window, instant, 0);
  const old = await around();
  return { youngMs: young / window, oldMs: old / window };
}

/** Commits for one answer that is streamed in one bubble. */
export async function measureWrites(world: World, subject: Subject): Promise<number> {
  const plan = { words: 30, wordsPerSecond: 100 };
  await oneByOne(world, newChat(), 1, plan, 50);
  const count = 10;
  const before = await subject.used();
  await oneByOne(world, newChat(), count, plan, 50);
  return ((await subject.used()).transactions - before.transactions) / count;
}
