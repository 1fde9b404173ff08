import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdNoCanary } from '../support/canary.ts';
import { type StandInOptions, startStandIns } from '../support/stand-ins.ts';
import { call, emptyFolder, start, startInTerminal } from './program.ts';

/** `npm run init` where nobody can be asked: with what the environment and options say. */

async function house(options?: StandInOptions) {
  const { close, settings, ...ins } = await startStandIns(options);
  onTestFinished(close);
  const { TELEGRAM_API_ROOT = '', DISCORD_API_URL = '' } = settings;
  const cwd = emptyFolder();
  const file = join(cwd, '.env');
  /** Addresses of the stand-ins, which nobody is asked for. */
  const roots = { TELEGRAM_API_ROOT, DISCORD_API_URL };
  const { telegram, openai } = ins;
  const env = {
    ...roots,
    TELEGRAM_BOT_TOKEN: telegram.token,
    OPENAI_API_KEY: openai.key,
    OPENAI_BASE_URL: openai.baseUrl,
  };
  return {
    ...ins,
    cwd,
    file,
    roots,
    env,
    init: (line: string[], given: Record<string, string> = env) => call(['init', ...line], { cwd, env: given }),
  };
}

it('leads from tokens to a first answer, without another setting', async () => {
  const { telegram, discord, env, roots, cwd, file, init } = await house();
  const path = join(emptyFolder(), 'token');
  writeFileSync(path, `${discord.token}\n`);
  const { out, error, code } = await init(['--discord-token-file', path]);
  expect([error, code]).toEqual(['', 0]);
  expect(out).toContain('https://t.me/parley_bot');
  expect(out).toMatch(new RegExp(`https://discord\\.com/oauth2/authorize\\?client_id=${discord.application}&`));
  holdNoCanary('what init prints', out);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(cwd)).toEqual(['.env']);
  const { TELEGRAM_BOT_TOKEN, OPENAI_API_KEY, OPENAI_BASE_URL } = env;
  expect(parse(readFileSync(file))).toEqual({
    TELEGRAM_BOT_TOKEN,
    OPENAI_API_KEY,
    OPENAI_BASE_URL,
    DISCORD_BOT_TOKEN: discord.token,
  });

  const bot = start([], { cwd, env: roots });
  let said = '';
  bot.stdout?.on('data', (chunk: Buffer) => (said += chunk));
  const link = /t\.me\/parley_bot\?start=(\S+)/;
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(link);
  const ann = telegram.user({ first_name: 'Ann' });
  const chat = telegram.privateChat(ann);
  telegram.say(chat, ann, `/start ${link.exec(said)?.[1]}`);
  telegram.say(chat, ann, 'say one');
  await telegram.waitFor(() => telegram.answers(chat).includes('one'), 20_000);
});

const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

describe.skipIf(!hasScript)('in a terminal', () => {
  async function typed(steps: readonly (readonly [question: string, keys: string])[]) {
    const { telegram, openai, cwd, roots } = await house();
    const { baseUrl, key } = openai;
    const env = { ...roots, OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: key };
    const child = startInTerminal(['init'], { ...env, NO_COLOR: '1' }, cwd);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let shown = '';
    child.stdout?.on('data', (chunk: Buffer) => (shown += chunk));
    let from = 0;
    for (const [question, keys] of steps) {
      await expect.poll(() => shown.slice(from), { timeout: 20_000 }).toContain(question);
      from = shown.length;
      child.stdin?.write(keys.replace('TOKEN', telegram.token));
    }
    const code = await ended;
    holdNoCanary('what init shows', shown);
    return { code, shown, left: readdirSync(cwd) };
  }

  it('asks until it has all, shows no secret, and writes', async () => {
    const { code, shown, left } = await typed([
      ['Where shall the bot speak?', ' \r'],
      ['Token of the bot on Telegram', 'TOKEN\r'],
      ['Language of the bot', '\r'],
      ['Who may use it?', '\r'],
      ['Start it now?', 'n'],
    ]);
    expect([code, left]).toEqual([0, ['.env']]);
    expect(shown).toContain('this is @parley_bot');
    // Colours are off.
    expect(shown.split('\u001b[36m')).toHaveLength(1);
  });

  it('writes nothing where somebody does not go on', async () => {
    const steps = [
      ['Where shall the bot speak?', ' \r'],
      ['Token of the bot on Telegram', '\u0003'],
    ] as const;
    expect(await typed(steps)).toMatchObject({ code: 130, left: [] });
  });
});

describe('writes nothing, and says in a sentence', () => {
  it('what is missing, all at once', async () => {
    const { cwd, roots, init } = await house();
    const { out, error, code } = await init([], roots);
    expect([out, code]).toEqual(['', 1]);
    expect(error).toMatch(
      /^Nobody can be asked here.*TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN.*OPENAI_API_KEY.*\n.*--help/,
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('what is wrong, where it was checked', async () => {
    const { cwd, env, init } = await house();
    const { error, code } = await init([], { ...env, TELEGRAM_BOT_TOKEN: '1:hush-hush' });
    expect([error, code]).toEqual([
      expect.stringMatching(/^Telegram does not know this bot token\. Copy.*\nNothing/),
      1,
    ]);
    expect(error).not.toMatch(/hush/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('nothing at all where it is ended in the middle', async () => {
    const { telegram, cwd, env } = await house();
    const asked = Promise.withResolvers<void>();
    telegram.rule({ match: () => true, before: () => asked.resolve(), hang: true });
    const child = start(['init'], { cwd, env });
    await asked.promise;
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('.env that is there', () => {
  it('keeps every line, and gets those that are missing', async () => {
    const { env, roots, openai, file, init } = await house();
    // As it is copied from .env.example, with no end to its last line.
    const before = `# mine\nTELEGRAM_BOT_TOKEN=${env.TELEGRAM_BOT_TOKEN}\nOPENAI_API_KEY=\nLOG_LEVEL=warn`;
    writeFileSync(file, before, { mode: 0o640 });
    const given = { ...roots, OPENAI_BASE_URL: openai.baseUrl, OPENAI_API_KEY: openai.key };
    const { out, code } = await init([], given);
    expect([out, code]).toEqual([expect.stringContaining('Added OPENAI_API_KEY, OPENAI_BASE_URL to .env'), 0]);
    const after = readFileSync(file, 'utf8');
    expect(after.startsWith(`${before}\n`)).toBe(true);
    expect(parse(after)).toEqual({ ...parse(before), OPENAI_API_KEY: openai.key, OPENAI_BASE_URL: openai.baseUrl });
    const again = await init([], roots);
    expect(again).toMatchObject({ out: expect.stringContaining('nothing was changed'), code: 0 });
    const refused = await init(['--telegram-token', '1:other'], roots);
    expect(refused).toMatchObject({ error: expect.stringMatching(/TELEGRAM_BOT_TOKEN is in \.env already/), code: 1 });
    expect(readFileSync(file, 'utf8')).toBe(after);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('has to be one that a start would take', async () => {
    const { env, file, init } = await house();
    writeFileSync(file, 'STREAM=true\n');
    expect(await init([], env)).toMatchObject({
      error: expect.stringMatching(/STREAM in \.env is no setting/),
      code: 1,
    });
    expect(readFileSync(file, 'utf8')).toBe('STREAM=true\n');
  });
});
