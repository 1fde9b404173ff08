import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { startStandIns } from '../support/stand-ins.ts';
import { itEach } from '../support/whole.ts';
import { call, emptyFolder, start } from './program.ts';

/** The real program, as an operator calls it. */

const sound = {
  TELEGRAM_BOT_TOKEN: '1:hush-hush',
  OPENAI_API_KEY: 'sk-hush-hush',
  TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
};

describe('a command line', () => {
  it.each([
    [['backup', '--help'], /^Usage:\n {2}npm run backup -- FILE {2}copies .*\n$/],
    [['restore', 'a', '-h'], /^Usage:\n {2}npm run restore -- FILE {2}puts .*\n$/],
    [['--help'], /npm start .*\n[\s\S]*npm run backup -- FILE/],
  ])('%j is answered with how to ask', async (line, said) => {
    const cwd = emptyFolder();
    const { out, error, code } = await call(line, { cwd });
    expect([out, error, code]).toEqual([expect.stringMatching(said), '', 0]);
    expect(existsSync(join(cwd, '--help'))).toBe(false);
  });

  itEach(3, [
    [['backup', 'a', 'b'], /^backup takes one file, and was given 2\nUsage:\n.*\n$/],
    [['bakup', 'a'], /no command "bakup"\nUsage:/],
    [['backup', '--fast', 'a'], /Unknown option '--fast'\nUsage:/],
    [['restore'], /restore takes one file, and was given 0\nUsage:/],
    [['start', 'now'], /start takes nothing/],
    [['__proto__'], /no command/],
  ])('%j is refused with what is wrong and how to ask', async (line, said) => {
    const { error, code } = await call(line);
    expect([error, code]).toEqual([expect.stringMatching(said), 2]);
    expect(error).not.toMatch(/ at .*:\d+/);
  });

  it('blames the file that is at fault', async () => {
    const cwd = emptyFolder();
    openDatabase({ path: join(cwd, 'data/parley.db') }).close();
    writeFileSync(join(cwd, 'notes.md'), 'no database, though long enough to be looked at as one. '.repeat(20));
    expect((await call(['backup', 'none/x.db'], { cwd })).error).toMatch(/no folder .*none/);
    const { error } = await call(['restore', 'notes.md'], { cwd });
    expect(error).toMatch(/notes\.md/);
    expect(error).not.toMatch(/STORAGE_URL/);
    expect((await call(['restore', 'none.db'], { cwd })).error).toMatch(/no backup at none\.db/);
    expect(await call(['backup', 'x.db'], { cwd })).toMatchObject({ code: 0, out: expect.stringMatching(/to x\.db/) });
    expect(statSync(join(cwd, 'x.db')).mode & 0o777).toBe(0o600);
  });
});

/** Preloaded into a process: at its end it lists the packages of which files were loaded, and own folders. It counts own files by how they were found. */
const loads = `
  import { registerHooks } from 'node:module';
  const [packages, folders, files] = [new Set(), new Set(), { loaded: 0, lookedUp: 0 }];
  registerHooks({
    resolve(name, context, next) {
      if (name.startsWith('.') && name.endsWith('.ts')) files.lookedUp += 1;
      return next(name, context);
    },
    load(url, context, next) {
      const inside = url.split('/node_modules/').at(-1);
      if (inside !== url) packages.add(inside.split('/')[0]);
      else if (url.endsWith('.ts')) {
        files.loaded += 1;
        folders.add(url.split('/').slice(0, -1).join('/').split('/src/').at(-1));
      }
      return next(url, context);
    },
  });
  process.on('exit', () => process.stdout.write(JSON.stringify({ packages: [...packages], folders: [...folders], ...files })));`;

it('until it has reached its platforms it loads nothing that can wait, and its own files by their names alone', async () => {
  const child = start([], { env: sound, node: ['--import', `data:text/javascript,${encodeURIComponent(loads)}`] });
  let [out, error] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr?.on('data', (chunk: Buffer) => (error += chunk));
  await expect.poll(() => error, { timeout: 20_000 }).toContain('trying on');
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  const { packages, folders, loaded, lookedUp } = JSON.parse(out);
  expect(packages).toContain('grammy');
  for (const name of ['openai', 'discord.js', 'gpt-tokenizer', 'mdast-util-from-markdown', 'sharp']) {
    expect(packages).not.toContain(name);
  }
  // No server of tools is listed.
  expect(folders).toContain('tools');
  expect(folders).not.toContain('tools/mcp');
  expect(loaded).toBeGreaterThan(100);
  expect(lookedUp).toBeLessThan(loaded / 10);
});

it('ends in good order when told to, and at once when told again; it says which', async () => {
  const { telegram, settings, close } = await startStandIns({ platforms: ['telegram'] });
  onTestFinished(close);
  const child = start([], { env: settings });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk));
  const code = new Promise((resolve) => child.once('exit', resolve));
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  telegram.say(chat, ann, 'slow');
  await telegram.waitFor(() => telegram.answers(chat).length > 0, 20_000);
  child.kill('SIGINT');
  await expect.poll(() => said, { timeout: 10_000 }).toContain('Once more ends at once');
  child.kill('SIGINT');
  expect(await code).toBe(130);
  expect(said).toContain('Ended at once: what was under way goes on at the next start');
});

it('asks with the key that its file says by now, without a restart, and prints neither', async () => {
  const { telegram, openai, settings, close } = await startStandIns({ platforms: ['telegram'] });
  onTestFinished(close);
  const { OPENAI_API_KEY: _, ...others } = settings;
  const path = join(emptyFolder(), 'key');
  const old = 'sk-that-was-taken-back';
  writeFileSync(path, old);
  const child = start([], { env: { ...others, OPENAI_API_KEY_FILE: path } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk));
  await expect.poll(() => said, { timeout: 20_000 }).toContain('refuses the key');
  writeFileSync(path, `${openai.key}\n`);
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  telegram.say(chat, ann, 'say one');
  await telegram.waitFor(() => telegram.answers(chat).length > 0, 20_000);
  expect(telegram.answers(chat)).toEqual(['one']);
  await expect.poll(() => said).toContain('the keys in it are used from now on');
  expect(said).toMatch(/Nobody is the owner of this bot yet/);
  expect([said.includes(old), said.includes(openai.key)]).toEqual([false, false]);
});

describe('.env', () => {
  async function said(prepare: (path: string) => void): Promise<string> {
    const cwd = emptyFolder();
    prepare(join(cwd, '.env'));
    const { error, code } = await call([], { cwd });
    expect(code).toBe(1);
    expect(error).not.toMatch(/cp \.env\.example|hush/);
    return error;
  }

  it('is named with the real cause when it cannot be read', async () => {
    expect(await said((path) => mkdirSync(path))).toMatch(/^\.env is a folder\n/);
    expect(await said((path) => symlinkSync('.env', path))).toMatch(/^\.env cannot be read/);
    const wide = (path: string) => writeFileSync(path, Buffer.from('\ufeffTELEGRAM_BOT_TOKEN=1:x', 'utf16le'));
    expect(await said(wide)).toMatch(/^\.env is no UTF-8 text\n/);
    expect(await said((path) => writeFileSync(path, Buffer.from('SYSTEM_PROMPT=h\u00e9', 'latin1')))).toMatch(/UTF-8/);
  });

  it('names what is no setting, and lines that set nothing, without what they say', async () => {
    const lines = [
      '# fine',
      'STREAM=true',
      'hush hush',
      'SYSTEM_PROMPT="one',
      'two # words',
      'three"',
      'export LOG_LEVEL=info',
    ];
    const error = await said((path) => writeFileSync(path, lines.join('\r\n')));
    expect(error.match(/Line \d+/g)).toEqual(['Line 3']);
    expect(error).toMatch(/STREAM in \.env is no setting/);
  });

  it('has no platform: nobody is told to copy another over it', async () => {
    expect(await said((path) => writeFileSync(path, 'LOG_LEVEL=info'))).toMatch(/no platform/);
  });
});

describe('everything printed', () => {
  const json = (error: string) =>
    error
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('is JSON where that is asked for, from the first line on', async () => {
    const asked = { LOG_FORMAT: 'json' };
    const bad = await call([], { env: { ...asked, TELEGRAM_BOT_TOKEN: 'hush hush', LOG_LEVEL: 'loud' } });
    expect(json(bad.error)).toMatchObject([
      { level: 'error', kind: 'config', msg: expect.stringMatching(/LOG_LEVEL/) },
    ]);
    expect(json((await call([], { env: asked })).error)).toMatchObject([{ kind: 'config' }]);
    expect(json((await call(['nothing'], { env: asked })).error)).toMatchObject([{ kind: 'config' }]);
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'data/parley.db'), { recursive: true });
    const unopened = await call([], { cwd, env: { ...asked, ...sound } });
    expect(json(unopened.error)).toMatchObject([
      { msg: 'Parley is starting', version: expect.any(String), node: process.version, store: 'data/parley.db' },
      { kind: 'storage', msg: expect.stringMatching(/data\/parley\.db/) },
    ]);
    for (const { error } of [bad, unopened]) expect(error).not.toMatch(/hush/);
  });

  it.each([
    ['a rejection', '(error) => Promise.reject(error)'],
    ['an exception', '(error) => { throw error; }'],
  ])('is redacted, %s that nobody handled too', async (_, fail) => {
    const failing = `process.on('SIGUSR2', () => (${fail})(new Error('at sk-hush-hush')));`;
    const env = { ...sound, LOG_FORMAT: 'json' };
    const child = start([], { env, node: ['--import', `data:text/javascript,${encodeURIComponent(failing)}`] });
    let error = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (!error.includes('starting') && String(chunk).includes('starting')) child.kill('SIGUSR2');
      error += chunk;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(json(error).at(-1)).toMatchObject({ level: 'error', error: { message: 'at [secret]' } });
    expect(error).not.toMatch(/hush/);
  });
});
