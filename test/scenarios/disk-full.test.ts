import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTestBot } from '../support/test-bot.ts';

/**
 * A disk without space, twice: SQLite's own bound on the file, which fails as a full disk does and needs no rights, and a
 * real file system of a few pages, where one may be mounted.
 */

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Disk {
  /** Where the store is to be. */
  url: string;
  /** Takes all space away; to be called once the bot runs. */
  fill(): void;
  free(): void;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parley-disk-'));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The bot's own connection, bounded from beside it: there is no setting for this. */
function bounded(): Disk {
  const opened = vi.spyOn(DatabaseSync.prototype, 'exec');
  cleanups.push(() => opened.mockRestore());
  const path = join(folder(), 'parley.db');
  const limit = (pages: number) => {
    const connections = opened.mock.contexts.filter((each) => each instanceof DatabaseSync);
    const own = connections.find((each) => each.isOpen && each.location() === realpathSync(path));
    own?.prepare(`PRAGMA max_page_count = ${pages}`).get();
  };
  return {
    url: `sqlite://${path}`,
    // Below what there is it becomes what there is.
    fill: () => limit(1),
    free: () => limit(1_000_000),
  };
}

function mounted(): Disk | undefined {
  const path = folder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  cleanups.push(() => execFileSync('umount', [path]));
  const filler = join(path, 'filler');
  return {
    url: `sqlite://${join(path, 'parley.db')}`,
    fill() {
      for (const piece of [65_536, 4096, 1]) while (appended(filler, piece));
    },
    free: () => rmSync(filler),
  };
}

/** Writes so many bytes more; false when they do not fit. */
function appended(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    return true;
  } catch {
    return false;
  }
}

/** More than fits into what pages have left. */
const long = 'and a long story to it '.repeat(140);

describe.each([
  { name: 'a bounded file', open: bounded },
  { name: 'a small file system', open: mounted },
])('$name', ({ open }) => {
  it('nothing is acknowledged or lost, and once there is space every message has one answer', async (context) => {
    const disk = open();
    if (!disk) return context.skip('needs the right to mount');
    const bot = await startTestBot({ settings: { STORAGE_URL: disk.url } });
    cleanups.push(() => bot.close());
    const { telegram, discord, openai } = bot;
    const [ann, bob] = [telegram.user({ first_name: 'Ann' }), telegram.user({ first_name: 'Bob' })];
    const [chat, other] = [telegram.privateChat(ann), telegram.privateChat(bob)];
    const dora = discord.user({ username: 'dora' });
    const dm = discord.dm(dora);
    const hers = () => discord.messages(dm).filter(({ author }) => author.id === discord.bot.id);
    openai.script((heard) => {
      const asked = /m\d/.exec(heard.messages.at(-1)?.text ?? '')?.[0] ?? '';
      return asked === 'm9' ? { text: 'word '.repeat(60), tokensPerSecond: 40 } : `Answer ${asked}.`;
    });
    telegram.say(chat, ann, 'm0');
    discord.say(dm, dora, 'm1');
    await telegram.waitFor(() => telegram.answers(chat).length === 1);
    await discord.waitFor(() => hers().length === 1 && discord.commands().length > 0);
    // One answer is under way when it happens.
    telegram.say(other, bob, 'm9');
    await telegram.waitFor(() => telegram.answers(other).length === 1);

    disk.fill();
    for (const name of ['m2', 'm3', 'm4']) telegram.say(chat, ann, `${name} ${long}`);
    discord.say(dm, dora, `m5 ${long.slice(0, 1900)}`);
    const used = discord.interact(dm, dora, { name: 'ask', options: { prompt: `m6 ${long}` } });
    await discord.waitFor(() => used.messages().some(({ content }) => /too busy/.test(content)));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(telegram.pending().length).toBeGreaterThanOrEqual(3);
    expect([telegram.answers(chat), hers().length]).toEqual([['Answer m0.'], 1]);

    disk.free();
    await telegram.waitFor(() => telegram.answers(chat).length >= 4, 15_000);
    await discord.waitFor(() => hers().length >= 2, 15_000);
    await telegram.waitFor(() => telegram.answers(other)[0] === 'word '.repeat(60).trim(), 15_000);
    expect(telegram.answers(chat)).toEqual(['m0', 'm2', 'm3', 'm4'].map((name) => `Answer ${name}.`));
    expect(hers().map(({ content }) => content)).toEqual(['Answer m1.', 'Answer m5.']);
    expect(telegram.answers(other)).toHaveLength(1);
  }, 120_000);
});
