import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestBot, type TestBot } from '../support/test-bot.ts';
import { isWhole } from '../support/whole.ts';
import { type Platform, platforms } from './chat-driver.ts';

/** Calls that change something, through the whole bot with a real MCP server, on both platforms and both APIs. */

/** All pairs in the whole suite; else each platform and each API once. */
const pairs = (
  [
    ['Telegram', 'responses'],
    ['Discord', 'chat'],
    ['Telegram', 'chat'],
    ['Discord', 'responses'],
  ] as const
).filter((_, at) => isWhole || at < 2);

const STDIO = new URL('../simulator/mcp/stdio.ts', import.meta.url).pathname;
const booking = (room: string, more: object = {}) => ({ name: 'desk__book', arguments: { room, ...more } });

describe.each(pairs)('on %s with the API %s', (name, api) => {
  const platform: Platform = platforms[name];
  const folder = mkdtempSync(join(tmpdir(), 'parley-desk-'));
  const file = join(folder, 'deeds');
  const servers = join(folder, 'mcp.json');
  const done = () => readFileSync(file, 'utf8').split('\n').filter(Boolean);
  let bot: TestBot;

  /** Lists the desk for the operator, on whatever terms it books. */
  function list(book: 'ask' | 'conversation' | 'off' = 'conversation', words = ''): void {
    const tools = { look_up: 'read', injects: 'read', book, ends: 'ask', hangs: 'ask' };
    const desk = { command: process.execPath, args: [STDIO, file, words], tools, timeout: 20 };
    writeFileSync(servers, JSON.stringify({ mcpServers: { desk } }));
  }

  beforeAll(async () => {
    writeFileSync(file, '');
    list();
    bot = await startTestBot({
      platforms: [platform.name],
      settings: { OPENAI_API: api, TOOLS: 'time,mcp', MCP_SERVERS: servers },
    });
  });
  afterAll(async () => {
    await bot.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => writeFileSync(file, ''));

  /** A chat in which the model says these messages, one at a request. */
  function open(script: Parameters<TestBot['openai']['script']>[0]) {
    const begun = bot.openai.requests.length;
    bot.openai.script(script);
    const driver = platform.open(bot);
    const told = (at: number) => JSON.stringify(bot.openai.requests[begun + at]?.body ?? {});
    const requests = () => bot.openai.requests.length - begun;
    const shows = async (...texts: string[]) => {
      await driver.idle();
      const all = driver.texts().join('\n');
      for (const text of texts) expect(all).toContain(text);
      return driver.texts();
    };
    return { driver, told, requests, shows };
  }

  it('once: the exact call is asked, run by the press, and the answer goes on in its place', async () => {
    const { driver, told, requests, shows } = open([
      { text: 'I will book it.', calls: [booking('Aula')] },
      'Booked the Aula.',
    ]);
    driver.say('Book the Aula');
    const [asked] = await shows('May I run desk: Book a room?', '"room": "Aula"');
    expect(asked).toContain('I will book it.');
    expect(done()).toEqual([]);
    expect(requests()).toBe(1);
    driver.press('Once');
    const shown = await shows('Booked the Aula.');
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain('I will book it.');
    expect(shown[0]).not.toContain('May I run');
    expect(done()).toEqual(['begun Aula', 'booked Aula']);
    expect(told(1)).toContain('Booked Aula.');
  });

  it('no: the model is told, and nothing is run', async () => {
    const { driver, told, shows } = open([{ calls: [booking('Aula')] }, 'Then not.']);
    driver.say('Book the Aula');
    await shows('May I run');
    driver.press('No');
    expect(await shows('Then not.')).toHaveLength(1);
    expect(told(1)).toContain('did not allow this call');
    expect(done()).toEqual([]);
  });
});
