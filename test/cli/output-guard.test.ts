import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CANARY, canaryIn, holdNoCanaryIn, secrets } from '../support/canary.ts';
import { surroundings } from '../support/process.ts';
import { itEach } from '../support/whole.ts';

/** Whatever goes wrong, and however early: no secret is printed. */

const main = join(import.meta.dirname, '../../src/main.ts');
const OPENAI_FALLBACK_MODELS = 'other@https://fallback.example/v1';
const nobody = 'http://127.0.0.1:9';
const sound = {
  ...{ ...secrets, OPENAI_FALLBACK_MODELS, LOG_LEVEL: 'debug' },
  ...{ TELEGRAM_API_ROOT: nobody, SEARCH_URL: nobody },
};

interface Call {
  env?: Record<string, string>;
  /** Runs in the process before the program. */
  before?: string;
  node?: string[];
  line?: string[];
  /** Ends the process once it has printed this. */
  until?: RegExp;
}

async function call({ env = {}, before = '', node = [], line = [], until }: Call) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-output-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const child = spawn(process.execPath, [...node, '--import', preload, main, ...line], {
    cwd: folder,
    env: { ...surroundings(), ...sound, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk;
    if (until?.test(printed)) child.kill('SIGKILL');
  });
  const [out, error, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  holdNoCanaryIn(folder);
  return { all: out + error, error, code, folder };
}

const soon = (what: string) => `setTimeout(() => { ${what} }, 300);`;
const token = 'process.env.TELEGRAM_BOT_TOKEN';
const key = 'process.env.OPENAI_API_KEY';

describe('a failure nobody handled', () => {
  itEach(2, [
    ['an error', `throw new Error('at https://api.telegram.org/bot' + ${token} + '/getMe')`],
    ['a text', `Promise.reject('with ' + ${key})`],
    ['a rejection', `Promise.reject(new Error('with ' + ${key}))`],
    ['an error with a cause', `throw new Error('x', { cause: new Error(${token}) })`],
    ['a secret at the place where messages are cut', `throw new Error('x'.repeat(280) + ${token})`],
    ['an object, of which nothing is told', `Promise.reject({ headers: { authorization: 'Bearer ' + ${key} } })`],
    [
      'an error whose fields throw',
      `throw Object.defineProperty(new Error(), 'message', { get() { throw new Error(${key}) } })`,
    ],
    [
      'an error with other fields',
      `throw Object.assign(new Error('x'), { config: { token: ${token} }, message: 7, code: {} })`,
    ],
  ])('ends the process without a secret: %s', async (_, what) => {
    const { all, code } = await call({ before: soon(what) });
    expect(canaryIn(all)).toBeUndefined();
    expect(all).not.toMatch(/simulated-to|authorization/);
    expect(all).toMatch(/A failure nobody handled/);
    expect(code).toBe(1);
  });

  it('prints no secret either when the log is what fails', async () => {
    const failing = `import fs from 'node:fs';
      const write = fs.writeSync;
      fs.writeSync = (fd, ...rest) => {
        if (fd === 2) throw new Error('no log: ' + ${token});
        return write(fd, ...rest);
      };`;
    const { all, code } = await call({ before: failing + soon(`throw new Error(${key})`) });
    expect(canaryIn(all)).toBeUndefined();
    expect(code).toBe(1);
  });
});

describe('what fails early', () => {
  /** `name`: a package, or the end of a path of ours. */
  const missing = (name: string) => `
    import { registerHooks } from 'node:module';
    const refuse = (what) => {
      if (what.endsWith('${name}')) throw new Error('cannot load ${name}, with ' + ${token});
    };
    registerHooks({
      resolve: (name, context, next) => refuse(name) ?? next(name, context),
      load: (url, context, next) => refuse(url) ?? next(url, context),
    });`;

  itEach(1, [['/composition/app.ts'], ['pino'], ['dotenv'], ['valibot'], ['/cli/run.ts']])(
    'a part that cannot be loaded: %s',
    async (name) => {
      const { all, code } = await call({ before: missing(name) });
      expect(canaryIn(all)).toBeUndefined();
      expect(all).toMatch(/cannot load/);
      expect(code).toBe(1);
    },
  );

  it('is JSON where that is asked for', async () => {
    const { error } = await call({ before: missing('pino'), env: { LOG_FORMAT: 'json' } });
    expect(JSON.parse(error)).toMatchObject({ level: 'error', msg: expect.stringMatching(/cannot load pino/) });
  });

  itEach<[string, Record<string, string>]>(2, [
    ['a token among the people', { ALLOWED_USERS: secrets.TELEGRAM_BOT_TOKEN }],
    ['a password in an address that may be', { OPENAI_BASE_URL: `https://user:${CANARY}@host/v1`, LOG_LEVEL: 'loud' }],
    ['a file that is not there', { OPENAI_API_KEY: '', OPENAI_API_KEY_FILE: '/none', LOG_LEVEL: 'loud' }],
    ['a key as a level', { LOG_LEVEL: secrets.OPENAI_API_KEY }],
    ['a token with a space', { TELEGRAM_BOT_TOKEN: `${secrets.TELEGRAM_BOT_TOKEN} x` }],
    ['an address of another form, with a password', { OPENAI_BASE_URL: `ftp://user:${CANARY}@host/` }],
    ['storage that is not there yet', { STORAGE_URL: `redis://user:${CANARY}@host:6379/0` }],
    ['a name that is nearly right', { OPENAI_APIKEY: secrets.OPENAI_API_KEY }],
  ])('wrong settings: %s', async (_, env) => {
    const { all, code } = await call({ env });
    expect(canaryIn(all)).toBeUndefined();
    expect(all).toMatch(/These settings need a change/);
    expect(code).toBe(1);
  });

  it('a command line that repeats a secret', async () => {
    const { all } = await call({ line: [secrets.TELEGRAM_BOT_TOKEN, `--${secrets.OPENAI_API_KEY}`] });
    expect(canaryIn(all)).toBeUndefined();
  });
});

describe('what libraries and Node print', () => {
  itEach(2, [
    ['by the console', `console.error('debug', { token: ${token} }); console.log(${key})`],
    ['as a warning', `process.emitWarning('with ' + ${token}); process.emitWarning(new Error(${key}))`],
    ['to the stream', `process.stderr.write(${token}); process.stdout.write(Buffer.from(${key}))`],
    ['of secrets of other programs', `console.error(process.env.OTHER_SECRET)`],
    ['of a promise settled twice', `new Promise((resolve, reject) => { resolve(1); reject(new Error(${token})) })`],
  ])('goes through the same guard: %s', async (_, what) => {
    const env = { OTHER_SECRET: `other-${CANARY}` };
    const { all } = await call({ env, before: soon(`${what}; setTimeout(() => process.exit(3), 50)`) });
    expect(canaryIn(all)).toBeUndefined();
  });

  it('is said of a proxy that does not answer, without its password', async () => {
    const { all } = await call({ until: /unreachable|ECONNREFUSED|ended/i });
    expect(canaryIn(all)).toBeUndefined();
    expect(all).toMatch(/127\.0\.0\.1:9/);
  });

  it('a report of Node lists no environment', async () => {
    const before = soon(`process.report.writeReport('report.json'); process.exit(0)`);
    const { folder } = await call({ before });
    const report = readdirSync(folder).find((name) => name === 'report.json');
    expect(readFileSync(join(folder, report ?? 'none'), 'utf8')).toContain('"javascriptStack"');
  });
});
