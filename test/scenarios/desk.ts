import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The desk, an MCP server of the operator's, as a program that the bot starts. */
export interface Desk {
  /** Settings by which the bot knows it. */
  settings: Record<'TOOLS' | 'MCP_SERVERS', string>;
  /** What it did, in order: `looked up <day>`, `begun <room>` and `booked <room>`. Kills of the bot leave it. */
  done(): string[];
  close(): void;
}

const PROGRAM = new URL('../simulator/mcp/stdio.ts', import.meta.url).pathname;

/** Lists the desk for the operator. `tools`: its tools and on what terms they may be called. */
export function openDesk(tools: Readonly<Record<string, 'read' | 'ask' | 'conversation'>>): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'parley-desk-'));
  const deeds = join(folder, 'deeds');
  const servers = join(folder, 'mcp.json');
  writeFileSync(deeds, '');
  const desk = { command: process.execPath, args: [PROGRAM, deeds], tools, timeout: 20 };
  writeFileSync(servers, JSON.stringify({ mcpServers: { desk } }));
  return {
    settings: { TOOLS: 'mcp', MCP_SERVERS: servers },
    done: () => readFileSync(deeds, 'utf8').split('\n').filter(Boolean),
    close: () => rmSync(folder, { recursive: true }),
  };
}
