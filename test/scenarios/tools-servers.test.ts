import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../storage/sqlite/fixtures.ts';
import { openTelegram } from './telegram/open.ts';

const PROGRAM = pathToFileURL(join(import.meta.dirname, '../simulator/mcp/stdio.ts')).href;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('a server of tools begins with the first question that it may serve, and ends with the bot', async () => {
  const folder = temporaryFolder();
  const [note, file] = [join(folder, 'pid'), join(folder, 'servers.json')];
  const code = `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); import('${PROGRAM}')`;
  const desk = { command: process.execPath, args: ['-e', code], tools: { look_up: 'read', '*': 'off' } };
  writeFileSync(file, JSON.stringify({ mcpServers: { desk } }));
  const settings = { TOOLS: 'mcp', MCP_SERVERS: file };
  const { bot, telegram, openai, ann, chat, texts, heard } = await openTelegram({ settings });
  telegram.say(chat, ann, '/help');
  await telegram.waitFor(() => texts().length > 0, 10_000);
  await bot.idle();
  expect(existsSync(note)).toBe(false);
  openai.script([{ calls: [{ name: 'desk__look_up', arguments: { day: '2026-12-01' } }] }, 'The dentist.']);
  telegram.say(chat, ann, 'What is on tomorrow?');
  await telegram.waitFor(() => texts().some((text) => text.startsWith('The dentist.')), 15_000);
  await bot.idle();
  expect(heard(1)).toContain('dentist at nine');
  const pid = Number(readFileSync(note, 'utf8'));
  expect(isAlive(pid)).toBe(true);
  await bot.stop();
  expect(isAlive(pid)).toBe(false);
});
