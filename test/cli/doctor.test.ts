import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/storage/sqlite/database.ts';
import { openDocuments } from '../../src/storage/sqlite/documents.ts';
import { knownVersion } from '../../src/storage/sqlite/schema.ts';
import { createTestLog } from '../fake-clock.ts';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { holdNoCanary, secrets } from '../support/canary.ts';
import { startProcess } from '../support/process.ts';
import { type StandInOptions, startStandIns } from '../support/stand-ins.ts';
import { call } from './program.ts';

/** What an operator is told of an installation, by the real program between the stand-ins. */

interface Found {
  name: string;
  state: string;
  message: string;
  mend?: string;
}

async function doctor(line: string[], cwd: string, env: Record<string, string>) {
  const { out, error, code } = await call(['doctor', ...line], { cwd, env });
  const said = `${out}${error}`;
  holdNoCanary('what the doctor says', said);
  return { out: said, code };
}

async function examine(cwd: string, env: Record<string, string>, line: string[] = []) {
  const { out, code } = await doctor([...line, '--json'], cwd, env);
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: Found[] };
  expect(code).toBe(ok ? 0 : 1);
  return checks;
}

const bad = (checks: Found[]) =>
  checks.filter(({ state }) => state !== 'ok').map(({ name, state, message }) => `${state} ${name}: ${message}`);

async function standIns(options?: StandInOptions) {
  const made = await startStandIns(options);
  onTestFinished(made.close);
  return made;
}

const bytes = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, createHash('sha1').update(readFileSync(path)).digest('hex')]),
  );

describe('the doctor', () => {
  it('finds nothing wrong with a bot that runs, and changes nothing', async () => {
    const { telegram, discord, folder, store, settings } = await standIns();
    const ann = telegram.user({ first_name: 'Ann' });
    const group = telegram.group({ title: 'Friends' });
    const channel = discord.channel(discord.guild({ name: 'Server' }), { name: 'general' });
    const bot = startProcess({ ...settings, LOG_LEVEL: 'info' }, folder);
    onTestFinished(async () => void (await bot.end('SIGKILL')));
    telegram.say(group, ann, '@parley_bot hello');
    await telegram.waitFor(() => telegram.answers(group).length > 0, 20_000);
    const bob = discord.user({ username: 'bob' });
    await discord.waitFor(() => discord.online() > 0 && discord.commands().length > 0, 20_000);
    discord.say(channel, bob, `<@${discord.bot.id}> hello`);
    await discord.waitFor(() => discord.messages(channel).length > 1, 20_000);
    await expect.poll(() => [openTurns(store), discord.busy()], { timeout: 10_000 }).toEqual([0, []]);
    // The last that it writes by itself for a minute.
    await expect.poll(bot.output, { timeout: 10_000 }).toContain('speech=true');

    const before = bytes(folder);
    const [asked, called] = [telegram.calls.length, discord.calls.length];
    const checks = await examine(folder, settings);
    expect(bad(checks)).toEqual([]);
    expect(bytes(folder)).toEqual(before);
    const methods = telegram.calls.slice(asked).map(({ method }) => method);
    // The bot itself goes on polling.
    expect(new Set(methods.filter((method) => method !== 'getUpdates'))).toEqual(
      new Set(['getMe', 'getWebhookInfo', 'getChat', 'getChatMember']),
    );
    expect(discord.calls.slice(called).every(({ method }) => method === 'GET')).toBe(true);
    const said = checks.map(({ message }) => message).join('\n');
    expect(said).toMatch(/a bot runs on it/);
    expect(said).toMatch(/1 known one was looked at/);
    expect(said).toMatch(/1 known channel was looked at/);
    expect(said).toMatch(/gpt-6-luna \(OPENAI_MODEL\) is there: sees pictures/);

    // What a kill leaves behind is read as well, and left as it is.
    await bot.end('SIGKILL');
    const left = bytes(folder);
    expect((await examine(folder, settings)).find(({ name }) => name === 'storage')?.message).toMatch(/no bot runs/);
    expect(bytes(folder)).toEqual(left);
  });

  it('tells all that is wrong at once, each with what mends it', async () => {
    const { telegram, discord, folder, store, settings } = await standIns({
      discord: { messageContent: false, interactionsUrl: 'https://elsewhere.example/hook' },
    });
    const [noisy, mute] = [telegram.group({ title: 'Noisy' }), telegram.group({ title: 'Mute' })];
    telegram.allow(mute, { messages: false, photos: false }, 'everybody');
    const channel = discord.channel(discord.guild({ name: 'Server' }), { name: 'general' });
    discord.permit(channel, { send: false });
    await keep(store, { [`telegram:${noisy.id}`]: { v: 1, answers: 'always' }, [`telegram:${mute.id}`]: { v: 1 } });
    await keep(store, { [`discord:${channel.id}`]: { v: 1 } });
    await fetch(`${telegram.apiRoot}/bot${telegram.token}/setWebhook?url=https://elsewhere.example/secret-path`);
    writeFileSync(join(folder, '.env'), 'STREAM=true\n');
    chmodSync(join(folder, '.env'), 0o644);
    const env = {
      ...settings,
      OPENAI_MODEL: 'gpt-nine',
      OPENAI_TRANSCRIPTION_MODEL: 'gpt-hears',
      OPENAI_API_KEY: `sk-of-nobody, ${settings['OPENAI_API_KEY']}`,
      ALLOWED_CHATS: 'telegram:-100777, discord:server:777',
      COMMANDS: 'fly=owner',
    };
    const checks = await examine(folder, env);
    const findings = checks.filter(({ state }) => state !== 'ok' && state !== 'note');
    const found = (state: string, name: string, message: RegExp, mend: RegExp) =>
      expect(checks).toContainEqual({
        state,
        name,
        message: expect.stringMatching(message),
        mend: expect.stringMatching(mend),
      });
    found('error', 'settings', /STREAM in \.env is no setting/, /configuration\.md/);
    found('error', 'settings', /COMMANDS names fly/, /configuration\.md/);
    found('warning', 'settings.file', /may open \.env \(mode 644\)/, /^chmod 600 \.env$/);
    found('warning', 'telegram.updates', /webhook is left over at elsewhere\.example;/, /Start the bot/);
    found('warning', 'telegram.groups', /-100777, which ALLOWED_CHATS/, /take the group out/);
    found('warning', 'telegram.groups', /\(Noisy\) the bot is to hear more/, /setprivacy/);
    found('warning', 'telegram.groups', /may not write in .*\(Mute\)/, /admin/);
    found('warning', 'discord.application', /Message Content intent is off/, /Message Content Intent/);
    found('error', 'discord.application', /Interactions Endpoint URL is set/, /Empty/);
    found('warning', 'discord.channels', /server:777, which ALLOWED_CHATS/, /Add the bot/);
    found('warning', 'discord.channels', /\(#general\) the bot cannot answer/, /Send Messages/);
    found('warning', 'model.service', /Key 1: .*refuses the key/, /OPENAI_API_KEY/);
    found('error', 'model.service', /no model gpt-nine \(OPENAI_MODEL\)/, /one that it has: gpt-/);
    found('note', 'model.service', /Sound is not heard: the service has no gpt-hears/, /or to off/);
    expect(findings).toHaveLength(13);
    expect(JSON.stringify(checks)).not.toMatch(/secret-path/);
    // People see the worst first, and are told how much there is.
    const { out } = await doctor([], folder, env);
    expect(out).toMatch(/^✗ settings +STREAM/);
    expect(out).toMatch(/\n4 things prevent work, 9 warnings\.\n/);
  });

  it('tells of refused tokens, of a service that is not there, and of a database of a newer version', async () => {
    const { folder, store, settings } = await standIns();
    openDatabase({ path: store }).close();
    const newer = new DatabaseSync(store);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const before = bytes(folder);
    const checks = await examine(folder, {
      ...settings,
      TELEGRAM_BOT_TOKEN: secrets.TELEGRAM_BOT_TOKEN.replace('simulated', 'mistaken'),
      DISCORD_BOT_TOKEN: secrets.DISCORD_BOT_TOKEN.replace('simulated', 'mistaken'),
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    });
    expect(bad(checks)).toEqual([
      'error telegram.token: Telegram does not know this bot token (401)',
      'error discord.token: Discord refused the token (401)',
      'error model.service: The model service cannot be reached (ECONNREFUSED)',
      `error storage: The database has version 99, this Parley knows ${knownVersion}`,
    ]);
    expect(checks.every(({ state, mend }) => state === 'ok' || mend)).toBe(true);
    expect(bytes(folder)).toEqual(before);
  });

  it('goes on when the database is damaged, whatever of it', async () => {
    const { folder, store, settings } = await standIns();
    await keep(store, Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`telegram:-${at + 1}`, { v: 1 }])));
    const file = openSync(store, 'r+');
    writeSync(file, Buffer.alloc(fstatSync(file).size - 4096, 0xff), 0, undefined, 4096);
    closeSync(file);
    const checks = await examine(folder, settings);
    expect(checks).toContainEqual({
      name: 'storage',
      state: 'error',
      message: expect.stringMatching(/malformed/),
      mend: expect.stringMatching(/restore it from a backup/),
    });
    expect(checks.map(({ name }) => name)).toContain('telegram.updates');
  });

  it('sends no token anywhere else than it was meant to go', async () => {
    const { telegram, discord, openai, folder, settings } = await standIns();
    const checks = await examine(folder, { ...settings, PROXY_URL: 'elsewhere', OPENAI_BASE_URL: 'nowhere' });
    expect(bad(checks)).toHaveLength(2);
    expect([telegram.calls.length, discord.calls.length, openai.looks.length]).toEqual([0, 0, 0]);
  });

  it('asks the models only when told to', async () => {
    const { openai, folder, settings } = await standIns({ platforms: ['telegram'] });
    openai.script(({ messages }) => ({ text: messages.some(({ pictures }) => pictures.length > 0) ? 'Red.' : 'One.' }));
    await examine(folder, settings);
    // The time is asked for at "/".
    const requests = () => openai.requests.filter(({ path }) => path !== '/');
    expect(requests()).toEqual([]);
    const checks = await examine(folder, settings, ['model']);
    expect(bad(checks)).toEqual([]);
    const names = checks.map(({ name }) => name).filter((name) => name.startsWith('ask.'));
    expect(names).toEqual(['ask.gpt-6-luna', 'ask.picture', 'ask.gpt-6.1-sol', 'ask.sound', 'ask.voice']);
    const paths = ['/v1/chat/completions', '/v1/audio/transcriptions', '/v1/realtime'];
    expect(new Set(requests().map(({ path }) => path))).toEqual(new Set(paths));
    const error = { message: 'no budget', type: 'insufficient_quota', code: 'insufficient_quota' };
    openai.fail('chat/completions', { status: 429, error }, 9);
    const others = { OPENAI_FALLBACK_MODELS: 'llama@http://127.0.0.1:9/v1', OPENAI_SPEECH_MODEL: 'mute' };
    expect(bad(await examine(folder, { ...settings, ...others }, ['model']))).toEqual([
      expect.stringMatching(/^note model\.service: Nothing is spoken: the service has no mute/),
      expect.stringMatching(/^error ask\.gpt-6-luna: .*429/),
      expect.stringMatching(/^warning ask\.picture: .*429/),
      expect.stringMatching(/^warning ask\.gpt-6\.1-sol: .*429/),
      expect.stringMatching(/^warning model\.127\.0\.0\.1:9: .*cannot be reached/),
    ]);
  });

  it('says what a first start needs, and makes no file', async () => {
    const folder = temporaryFolder();
    const { out, code } = await doctor([], folder, {});
    expect([out, code]).toEqual([
      expect.stringMatching(/^✗ settings .* no token is set\n.*cp \.env\.example \.env/),
      1,
    ]);
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(folder, '.env'));
    const [first, second] = await examine(folder, {});
    expect(first).toMatchObject({
      state: 'error',
      message: '.env is a folder (EISDIR)',
      mend: expect.stringMatching(/mount/),
    });
    expect(second?.mend).not.toMatch(/cp /);
    expect(await doctor(['modle'], folder, {})).toMatchObject({
      code: 2,
      out: expect.stringMatching(/doctor takes model, and was given "modle"/),
    });
  });
});

/** Stores choices for chats, as a bot does. */
async function keep(path: string, choices: Record<string, object>): Promise<void> {
  const database = openDatabase({ path });
  const entries = Object.entries(choices).map(([chat, value]) => ({
    key: `settings|${chat}`,
    value,
    owner: { conversation: chat },
  }));
  await openDocuments(database, createTestLog()).setMany(entries);
  database.close();
}

function openTurns(path: string): number {
  const sql = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(sql.prepare('SELECT count(*) AS open FROM turns').get()?.['open']);
  } finally {
    sql.close();
  }
}
