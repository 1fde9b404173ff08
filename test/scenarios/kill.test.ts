import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startDiscord } from '../simulator/discord/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { startTelegram } from '../simulator/telegram/index.ts';

/** The real program in a process of its own, killed where it hurts and started again. */

const main = join(import.meta.dirname, '../../src/main.ts');
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'parley-kill-'));
  const [telegram, discord, openai] = await Promise.all([startTelegram(), startDiscord(), startOpenAI()]);
  const env = {
    PATH: process.env['PATH'],
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    DISCORD_BOT_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    OPENAI_API_KEY: openai.key,
    OPENAI_BASE_URL: openai.baseUrl,
    STORAGE_URL: `sqlite://${join(folder, 'parley.db')}`,
    ACCESS: 'open',
    LOG_LEVEL: 'warn',
  };
  let bot: ChildProcess | undefined;
  let output = '';
  const start = () => {
    bot = spawn(process.execPath, [main], { cwd: folder, env });
    for (const stream of [bot.stdout, bot.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk));
  };
  const end = (signal: NodeJS.Signals) =>
    new Promise<number | null>((resolve) => {
      if (!bot || bot.exitCode !== null || bot.signalCode !== null) return resolve(bot?.exitCode ?? null);
      bot.once('exit', (code) => resolve(code));
      bot.kill(signal);
    });
  cleanups.push(
    () => rm(folder, { recursive: true, force: true }),
    () => Promise.all([telegram.close(), discord.close(), openai.close()]),
    () => end('SIGKILL'),
  );
  start();
  return { telegram, discord, openai, start, kill: () => end('SIGKILL'), end, output: () => output };
}

describe('kill -9', () => {
  it('in mid-answer on Telegram: one answer in the same bubble, and the conversation goes on', async () => {
    const { telegram, openai, kill, start, output } = await open();
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script((_, at) => (at === 0 ? { text: 'word '.repeat(500), tokensPerSecond: 30 } : `Answer ${at}.`));
    telegram.say(chat, ann, 'Tell me');
    // Once a bubble has been edited, its id is stored: from here on nothing may be doubled.
    await telegram.waitFor(() => telegram.messages(chat).some(({ editCount }) => editCount > 0), 10_000);
    await kill();
    start();
    await telegram.waitFor(() => telegram.answers(chat)[0] === 'Answer 1.', 10_000);
    telegram.say(chat, ann, 'And then?');
    await telegram.waitFor(() => telegram.answers(chat).length === 2, 10_000);
    expect(telegram.answers(chat)).toEqual(['Answer 1.', 'Answer 2.']);
    expect(JSON.stringify(openai.requests[2]?.body)).toMatch(/Tell me.*Answer 1\..*And then\?/s);
    expect(openai.requests).toHaveLength(3);
    expect(output()).not.toContain(telegram.token);
  }, 40_000);

  it('between the acceptance of the first words and the storing of their id, on Discord: no orphan', async () => {
    const { discord, openai, kill, start } = await open();
    const ann = discord.user({ username: 'ann' });
    const dm = discord.dm(ann);
    await discord.waitFor(() => discord.online() === 1, 10_000);
    openai.script(() => 'The whole answer.');
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
      times: 1,
      drop: 'after',
      after: () => {
        killed = kill();
      },
    });
    discord.say(dm, ann, 'Hi');
    await discord.waitFor(() => killed, 10_000);
    await killed;
    start();
    await discord.waitFor(() => discord.online() === 1, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const mine = discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
    expect(mine.map(({ content }) => content)).toEqual(['The whole answer.']);
    expect(openai.requests).toHaveLength(1);
  }, 40_000);

  it('twice between the parts of a long answer on Discord: every part once, in its place', async () => {
    const { discord, openai, kill, start } = await open();
    const ann = discord.user({ username: 'ann' });
    const dm = discord.dm(ann);
    await discord.waitFor(() => discord.online() === 1, 10_000);
    const text = Array.from({ length: 2400 }, (_, at) => `w${at}`).join(' ');
    openai.script(() => text);
    let creates = 0;
    let killed: Promise<unknown> | undefined;
    discord.rule({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/messages') && [2, 4].includes(++creates),
      times: 2,
      drop: 'after',
      after: () => {
        killed = kill();
      },
    });
    discord.say(dm, ann, 'Tell me everything');
    for (let deaths = 0; deaths < 2; deaths += 1) {
      await discord.waitFor(() => killed, 15_000);
      await killed;
      killed = undefined;
      start();
    }
    const mine = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
    const whole = () =>
      mine()
        .map(({ content }) => content)
        .join(' ')
        .replace(/\s+/g, ' ');
    await discord.waitFor(() => whole() === text, 15_000);
    expect(openai.requests).toHaveLength(1);
  }, 60_000);

  it('before anything was said: the message is answered after the restart', async () => {
    const { telegram, openai, kill, start } = await open();
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script((_, at) => (at === 0 ? { text: 'never', firstTokenMs: 60_000 } : 'Late, but here.'));
    telegram.say(chat, ann, 'Hello');
    await openai.waitFor(() => true, 10_000);
    await kill();
    start();
    await telegram.waitFor(() => telegram.answers(chat).length === 1, 10_000);
    expect(telegram.answers(chat)).toEqual(['Late, but here.']);
  }, 40_000);

  it('SIGTERM ends with code 0 and confirms nothing early', async () => {
    const { telegram, openai, end, start } = await open();
    const ann = telegram.user({ first_name: 'Ann' });
    const chat = telegram.privateChat(ann);
    openai.script([{ text: 'A short answer that takes a moment.', tokensPerSecond: 10 }]);
    telegram.say(chat, ann, 'Hello');
    await openai.waitFor(() => true, 10_000);
    await expect(end('SIGTERM')).resolves.toBe(0);
    expect(telegram.answers(chat)).toEqual(['A short answer that takes a moment.']);
    start();
  }, 40_000);
});
