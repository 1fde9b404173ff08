import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { createEnvFile } from '../../src/cli/env-lines.ts';
import { settingOf } from '../../src/config/settings.ts';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { freePort } from '../support/free-port.ts';
import { startStandIns } from '../support/stand-ins.ts';

/**
 * What runs the bot for good: the image, docker-compose.yml, the unit of systemd. No machine of ours builds an image, so its
 * steps are replayed: those that make it by `.ci/image`, those of a container here.
 */

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const instructions = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter(Boolean)
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }));
const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const instruction = (wanted: string) => stage.find(({ name }) => name === wanted)?.rest ?? '';
const image = {
  env: Object.fromEntries(
    instruction('ENV')
      .split(/\s+/)
      .map((each) => each.split('=')),
  ) as Record<string, string>,
  folder: instruction('WORKDIR'),
  check: JSON.parse(instruction('HEALTHCHECK').replace(/^.*CMD /, '')) as string[],
  command: JSON.parse(instruction('CMD')) as string[],
};

/** Tells what a pattern of text says at its first group. */
const said = (text: string, pattern: RegExp) => pattern.exec(text)?.[1];

describe('the image', () => {
  it('is made of files that are there, and that .dockerignore lets in', () => {
    const copied = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    const letIn = read('.dockerignore').split('\n');
    expect(copied).toContain('adapters');
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(letIn[0]).toBe('*');
    expect(copied.filter((path) => !letIn.includes(`!${path.split('/')[0]}`))).toEqual([]);
    expect(letIn).not.toContain('!.env');
  });

  it('answers from folders it cannot write to, for another account, and is healthy until it is killed', async () => {
    const { telegram, openai, settings, ...standIns } = await startStandIns({ platforms: ['telegram'] });
    onTestFinished(standIns.close);
    const { STORAGE_URL: _, ...lines } = settings;
    const container = await build({ ...lines, SYSTEM_PROMPT: `'It costs $5 #really'` });
    const bot = container.run(image.command);

    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    telegram.say(chat, ann, 'say one');
    await telegram.waitFor(() => telegram.answers(chat).length > 0, 30_000);
    expect(telegram.answers(chat)).toEqual(['one']);
    expect(JSON.stringify(openai.requests[0]?.body)).toContain('It costs $5 #really');
    expect(await ended(container.run(image.check))).toBe(0);

    bot.kill('SIGTERM');
    expect(await ended(bot)).toBe(0);
    expect(await ended(container.run(image.check))).toBe(1);
    expect(container.data()).toContain('parley.db');
  });
});

/** Lays out what the image holds, and what docker-compose.yml brings along, as far as one account can do without a container. */
async function build(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-image-'));
  onTestFinished(() => {
    spawnSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });
  const [app, data] = [join(folder, 'app'), join(folder, 'data')];
  for (const path of [app, data]) mkdirSync(path);
  for (const path of ['src', 'adapters', 'package.json'])
    cpSync(join(root, path), join(app, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'));
  const file = join(app, '.env');
  writeFileSync(
    file,
    Object.entries(env)
      .map((entry) => `${entry.join('=')}\n`)
      .join(''),
  );
  spawnSync('chmod', ['-R', 'a-w,a+rX', app]);
  chmodSync(folder, 0o755);
  const account = otherAccount();
  if (account) for (const path of [data, file]) chownSync(path, account.uid, account.gid);
  chmodSync(data, 0o700);
  chmodSync(file, 0o400);
  const place = (value: string) => value.replace('/app', app).replace('/data', data);
  const surroundings = Object.entries(image.env).map(([name, value]) => [name, place(value)]);
  const at = { cwd: place(image.folder), ...account, stdio: 'ignore' as const };
  // The image's own port may be taken on this machine.
  const port = image.env['HTTP_PORT'] ? { HTTP_PORT: String(await freePort()) } : {};
  const settings = { ...Object.fromEntries(surroundings), ...port, LOG_LEVEL: 'error' };
  return {
    data: () => readdirSync(data),
    run([program = '', ...line]: string[]): ChildProcess {
      const path = program === 'node' ? process.execPath : program;
      const child = spawn(path, line, { ...at, env: { PATH: process.env['PATH'], ...settings } });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
  };
}

/** The image's account, where this one may take another's part and the other may run Node. */
function otherAccount(): { uid: number; gid: number } | undefined {
  const account = { uid: 1000, gid: 1000 };
  if (process.getuid?.() !== 0) return undefined;
  return spawnSync(process.execPath, ['--version'], { ...account, cwd: '/' }).status === 0 ? account : undefined;
}

const ended = (child: ChildProcess) =>
  new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode)));

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml').replace(/#.*/g, '');

  it('lays .env where the bot looks for it, and keeps what the image says is kept', () => {
    expect(compose).toMatch(new RegExp(`source: \\./\\.env\\s+target: ${image.folder}/\\.env\\s+read_only: true`));
    expect(said(image.env['STORAGE_URL'] ?? '', /^sqlite:\/\/(.*)\//)).toBe('/data');
    expect(compose).toMatch(/- data:\/data\n/);
    expect(compose).not.toMatch(/env_file:|privileged/);
    expect(parse(compose).services.parley).not.toHaveProperty('ports');
  });

  it('gives a stop a minute more than SHUTDOWN_GRACE, whatever that is', () => {
    expect(said(compose, /stop_grace_period: 1m\$\{SHUTDOWN_GRACE:-(\d+)\}s\n/)).toBe(
      settingOf('SHUTDOWN_GRACE').default,
    );
  });
});

it('a backup in a container, and its way back, go as docs/containers.md says', () => {
  const [backup = '', back = ''] = [
    ...read('docs/containers.md').matchAll(/```sh\n(docker compose (?:exec|stop)[^`]*)```/g),
  ]
    .map(([, lines = '']) => lines)
    .filter((lines) => /copy/.test(lines));
  const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const data = join(folder, 'data');
  openDatabase({ path: join(data, 'parley.db') }).close();
  // What stands behind the service's name is done here, beside the data.
  const docker = [
    '#!/bin/bash',
    '[[ $2 = stop || $2 = up ]] && exit',
    'until [ "$1" = parley ]; do shift; done',
    `cd ${root}; exec "\${@:2}"`,
  ];
  writeFileSync(join(folder, 'docker'), docker.join('\n'), { mode: 0o755 });
  const here = (lines: string) =>
    `set -e\n${lines.replaceAll('/data', data).replace(/parley-\d{4}-\d\d-\d\d/, 'parley-*')}`;
  const env = {
    PATH: [folder, dirname(process.execPath), process.env['PATH']].join(':'),
    STORAGE_URL: `sqlite://${join(data, 'parley.db')}`,
  };
  for (const lines of [backup, back]) {
    expect(spawnSync('bash', ['-c', here(lines)], { cwd: folder, env, encoding: 'utf8' })).toMatchObject({ status: 0 });
    expect(readdirSync(data)).not.toContain('copy');
  }
  expect(readdirSync(data)).toContainEqual(expect.stringMatching(/^parley\.db\.before-restore-\d+$/));
});

it('npm run init writes a $ so that Compose and the bot read the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  createEnvFile(path, new Map([['PROXY_URL', 'http://me:5$x@proxy.example']]));
  expect(readFileSync(path, 'utf8')).toContain("PROXY_URL='http://me:5$x@proxy.example'\n");
});

describe('parley.service', () => {
  const unit = 'docs/systemd/parley.service';

  it('gives a stop longer than SHUTDOWN_GRACE, and runs files that are there', () => {
    expect(Number(said(read(unit), /^TimeoutStopSec=(\d+)$/m))).toBeGreaterThan(
      Number(settingOf('SHUTDOWN_GRACE').default) + 30,
    );
    const files = [...read(unit).matchAll(/\/opt\/parley\/(\S+)/g)].map(([, path = '']) => path);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(files.at(-1)).toBe(image.command.at(-1));
  });

  it.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('is understood, and exposes little', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'parley.service');
    writeFileSync(path, read(unit).replaceAll('/opt/parley', root));
    const analyse = (...line: string[]) => spawnSync('systemd-analyze', [...line, path], { encoding: 'utf8' });
    expect(analyse('verify')).toMatchObject({ status: 0, stderr: '' });
    // In tenths: 2.0 of 10 at most.
    expect(analyse('security', '--offline=yes', '--threshold=20', '--no-pager').status).toBe(0);
  });
});
