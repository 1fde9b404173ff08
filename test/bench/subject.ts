import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdNoLongTurn, readLongTurns } from '../support/loop-monitor.ts';
import { owner, token } from './world.ts';

export type Kind = 'ours' | 'once' | 'stream';

/** What a process has used so far. */
export interface Used {
  cpuMs: number;
  rssMb: number;
  /** Commits of SQLite, where they are counted. */
  transactions: number;
}

/** A bot under measurement, in a process of its own. */
export interface Subject {
  readonly kind: Kind;
  /** Id of its process. */
  readonly pid: number;
  used(): Promise<Used>;
  /** Resolves with its exit code once it has ended. */
  exited: Promise<number | null>;
  /** Ends it in good order, so that its compile cache is written. Fails where it was watched and held its event loop. */
  stop(): Promise<void>;
}

export interface SubjectOptions {
  kind: Kind;
  /** Where the stand-ins are. */
  url: string;
  /** Folder of the compile cache that all share. */
  cache: string;
  /** What is loaded beforehand, to be asked; without, the process is exactly what people run. */
  preload?: keyof typeof preloads;
  /** Settings of ours over those that take every limit away. */
  settings?: Readonly<Record<string, string>>;
}

const programs = { ours: import.meta.resolve('../../src/main.ts'), floor: import.meta.resolve('./floor.ts') };
const preloads = {
  probe: import.meta.resolve('./probe.ts'),
  watched: import.meta.resolve('./watched.ts'),
  'count-writes': import.meta.resolve('./count-writes.ts'),
};

/** Starts a bot; it is on its way when this resolves. */
export async function startSubject(options: SubjectOptions): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const longTurns = join(folder, 'long-turns');
  const program = programs[options.kind === 'ours' ? 'ours' : 'floor'];
  const { preload } = options;
  const imports = preload ? ['--import', preloads[preload]] : [];
  const child = spawn(process.execPath, [...imports, fileURLToPath(program)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: options.cache,
      LONG_TURNS: longTurns,
      ...(options.kind === 'ours'
        ? { ...ourSettings(options.url, folder), ...options.settings }
        : floorSettings(options)),
    },
    stdio: preload ? ['ignore', 'ignore', 'inherit', 'ipc'] : ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    kind: options.kind,
    pid: child.pid ?? 0,
    used: () => askUsed(child),
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      const held = readLongTurns(longTurns);
      await rm(folder, { recursive: true, force: true });
      holdNoLongTurn('the bot under measurement', held);
    },
  };
}

/** As people run it, with every limit off; the inbox is durable. */
function ourSettings(url: string, folder: string): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: url,
    OPENAI_API_KEY: 'bench',
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_MODEL: 'bench',
    STORAGE_URL: `sqlite://${join(folder, 'parley.db')}`,
    STORAGE_SYNC: 'normal',
    ACCESS: 'open',
    OWNERS: `telegram:${owner}`,
    REQUESTS_PER_MINUTE: '0',
    CHAT_QUEUE_LIMIT: '0',
    MAX_CONCURRENT_TURNS: '0',
    TELEGRAM_CHAT_RATE: '0',
    TELEGRAM_GROUP_RATE: '0',
    TELEGRAM_GLOBAL_RATE: '0',
    LOG_LEVEL: 'warn',
    // The floors have none.
    CONVERSATION_SUMMARIES: 'false',
  };
}

function floorSettings({ kind, url }: SubjectOptions): Record<string, string> {
  return { BENCH_TOKEN: token, BENCH_URL: url, BENCH_MODE: kind };
}

function askUsed(child: ChildProcess): Promise<Used> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the bot under measurement does not answer')), 10_000);
    child.once('message', (message) => {
      clearTimeout(late);
      if (isUsed(message)) resolve(message);
      else reject(new Error('the bot under measurement sent something else'));
    });
    child.send('used');
  });
}

function isUsed(value: unknown): value is Used {
  return typeof value === 'object' && value !== null && 'cpuMs' in value && 'transactions' in value;
}
