import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import { freePort } from './free-port.ts';
import { startExecutable } from './process.ts';

/** Place at which `.ci/redis` unpacks Debian's packages. */
const unpacked = join(import.meta.dirname, '../../node_modules/.cache/redis');
const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(unpacked, 'usr/bin')];
const executable = folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));

/**
 * Declares checks against a real Redis. A machine that has none leaves them out, and the end of the run says so
 * (left-out.ts); where CI is set, that is a failure.
 */
export function describeRedis(title: string, body: () => void): void {
  if (executable) describe(title, body);
  else if (process.env['CI']) throw new Error('redis-server is needed here: run .ci/redis');
  else describe.skip(`${title}: redis-server is not on this machine`, body);
}

/** A Redis of the test's own, which has written to its disk whatever it acknowledged. */
export interface TestRedis {
  /** `redis://127.0.0.1:…`; the same after every start. */
  url: string;
  port: number;
  /** Ends it at once; what it acknowledged is kept for the next start. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
  /** Lets it hang with its lines open: it takes in bytes and answers nothing. */
  freeze(): void;
  thaw(): void;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
}

/** Starts one within a tenth of a second. `settings`: more lines of redis.conf, as names and values. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  let port = await freePort();
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = await launch(folder, { port: String(port), ...settings });
  }

  async function kill(): Promise<void> {
    const dying = server;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      dying.once('exit', () => resolve());
      dying.kill('SIGKILL');
    });
  }

  try {
    await start();
  } catch {
    // Taken by somebody else between the look and the start.
    port = await freePort();
    await start();
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once it takes commands. */
function launch(folder: string, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const all = {
    ...{ bind: '127.0.0.1', dir: folder, daemonize: 'no', logfile: '', 'enable-debug-command': 'local' },
    ...{ save: '', appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' },
    ...settings,
  };
  const libraries = join(unpacked, 'usr/lib');
  const architectures = existsSync(libraries) ? readdirSync(libraries) : [];
  const server = startExecutable(
    executable ?? 'redis-server',
    Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
    {
      env: { LD_LIBRARY_PATH: architectures.map((each) => join(libraries, each)).join(':') },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (piece: Buffer) => {
        said += piece;
        if (said.includes('Ready to accept connections')) resolve(server);
      });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
  });
}
