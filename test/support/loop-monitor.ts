import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import * as v from 'valibot';

/**
 * Watches the event loop of this thread. Each of its turns is measured by the thread's own processor time: however busy
 * the machine is, a turn takes no longer by it.
 */

/** A turn of the event loop that took long, as one process tells another. */
export const longTurn = v.object({
  /** Processor time, ms. */
  ms: v.number(),
  /** Epoch ms of its end. */
  at: v.number(),
  /** Packages of which files were loaded in it for the first time. */
  loaded: v.array(v.string()),
});

export type LongTurn = v.InferOutput<typeof longTurn>;

/** Longest turn that is no finding, ms of processor time. */
export const LIMIT_MS = 100;
/**
 * The same for the thread of a test, ms. The stand-ins and the checks run on it, too, and its heap holds what the files
 * before left: a collection of that alone took 60 ms on two cores.
 */
export const SHARED_LIMIT_MS = 250;
/**
 * How often the time is looked at, ms. Between two looks lie at most so much of short turns and one long one, so a turn
 * counts as long from LIMIT_MS and this on. The looks of an idle process cost it a thousandth of a core.
 */
const EVERY_MS = 5;
/** Looks for which a load is remembered: what was read in one turn is often run in the next. */
const REMEMBERED = 3;

/**
 * Loads that may take long, by package, and why. A file is loaded once in the life of a process, and before anybody is
 * answered by what it holds. A package that is not listed here counts like any other work.
 */
export const firstLoads: Readonly<Record<string, string>> = {
  parley: 'own files: Node strips their types where its compile cache does not have them',
  'gpt-tokenizer': "the vocabulary of the model's tokens, two megabytes",
  'discord.js': 'loaded at the start, where Discord is set up',
  '@discordjs': 'parts of discord.js',
  'discord-api-types': 'parts of discord.js',
  undici: 'HTTP of discord.js',
  grammy: 'loaded at the start, where Telegram is set up',
  openai: 'the client, loaded right after the start',
  'mdast-util-from-markdown': 'the parser of Markdown, loaded when the first answer has some',
  'mdast-util-gfm': 'a part of the parser of Markdown',
  '@modelcontextprotocol': 'the client of tool servers, loaded when one is first needed',
  zod: 'a part of the client of tool servers',
  micromark: 'a part of the parser of Markdown',
};

export interface LoopMonitor {
  /** Long turns so far, loads aside. */
  readonly long: readonly LongTurn[];
  /** Long turns in which a listed package was loaded. */
  readonly exempt: readonly LongTurn[];
  /** Longest turn so far, loads aside, ms. */
  readonly longest: number;
  stop(): void;
}

/** Starts to watch; `found` hears of each long turn as it ends. It keeps no process alive. */
export function watchLoop(found: (turn: LongTurn) => void = () => undefined, limitMs = LIMIT_MS): LoopMonitor {
  const long: LongTurn[] = [];
  const exempt: LongTurn[] = [];
  const recent: string[][] = [[]];
  let longest = 0;
  const hooks = registerHooks({
    load(url, context, next) {
      recent.at(-1)?.push(packageOf(url));
      return next(url, context);
    },
  });
  let before = process.threadCpuUsage();
  const look = () => {
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    const ms = (user + system) / 1000;
    const loaded = [...new Set(recent.flat())];
    recent.push([]);
    if (recent.length > REMEMBERED) recent.shift();
    const isLoad = loaded.some((name) => Object.hasOwn(firstLoads, name));
    if (!isLoad) longest = Math.max(longest, ms - EVERY_MS);
    if (ms <= limitMs + EVERY_MS) return;
    const turn = { ms: Math.round(ms), at: Date.now(), loaded };
    if (isLoad) exempt.push(turn);
    else {
      long.push(turn);
      found(turn);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  return {
    long,
    exempt,
    get longest() {
      return longest;
    },
    stop() {
      look();
      clearInterval(timer);
      hooks.deregister();
    },
  };
}

/** Reads what `loop-report.ts` has written; nothing where it had nothing to write. */
export function readLongTurns(path: string): LongTurn[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => v.parse(longTurn, JSON.parse(line)));
}

/** Fails where a turn took too long. `where` says whose loop it was. */
export function holdNoLongTurn(where: string, long: readonly LongTurn[]): void {
  if (long.length === 0) return;
  const each = long.map(({ ms, loaded }) => `${ms} ms${loaded.length > 0 ? ` (loaded: ${loaded.join(', ')})` : ''}`);
  throw new Error(`the event loop of ${where} was held: ${each.join('; ')} of processor time in one turn`);
}

/** Package that a file belongs to, by its name or its scope; `parley` for own files. */
function packageOf(url: string): string {
  if (url.startsWith('node:')) return 'node';
  const path = url.split('/node_modules/').at(-1) ?? url;
  return path === url ? 'parley' : (path.split('/')[0] ?? path);
}
