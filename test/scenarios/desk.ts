import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The desk, an MCP server of the operator's. Unless it is reached elsewhere, it is a program that the bot starts. */
export interface Desk {
  /** Settings by which the bot knows it. */
  settings: Record<'TOOLS' | 'MCP_SERVERS', string>;
  /** File that each deed leaves a line in. */
  deeds: string;
  /** What it did, in order: `looked up <day>`, `begun <room>` and `booked <room>`. Kills of the bot leave it. */
  done(): string[];
  /** Lets nothing be done so far. */
  clear(): void;
  /** Lists it for the operator: its tools, and on what terms they may be called. */
  list(tools: Tools, how?: Reached): void;
  close(): void;
}

type Tools = Readonly<Record<string, 'read' | 'ask' | 'conversation' | 'off'>>;

interface Reached {
  /** Address of one that runs elsewhere. */
  url?: string;
  /** Words by which the program defines `book` once it is started anew. */
  words?: string;
}

const PROGRAM = new URL('../simulator/mcp/stdio.ts', import.meta.url).pathname;

/** Lists the desk for the operator, and keeps what it does. */
export function openDesk(tools: Tools): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'parley-desk-'));
  const deeds = join(folder, 'deeds');
  const servers = join(folder, 'mcp.json');
  const desk: Desk = {
    settings: { TOOLS: 'mcp', MCP_SERVERS: servers },
    deeds,
    done: () => readFileSync(deeds, 'utf8').split('\n').filter(Boolean),
    clear: () => writeFileSync(deeds, ''),
    list(listed, { url, words = '' } = {}) {
      const reached = url === undefined ? { command: process.execPath, args: [PROGRAM, deeds, words] } : { url };
      writeFileSync(servers, JSON.stringify({ mcpServers: { desk: { ...reached, tools: listed, timeout: 20 } } }));
    },
    close: () => rmSync(folder, { recursive: true }),
  };
  desk.clear();
  desk.list(tools);
  return desk;
}
