import { closeSync, openSync, readSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from '../simulator/mcp/desk.ts';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { readSteps } from './kept.ts';

/** The desk whose tools a round calls, and what it did. */

/** One line of the file of deeds. */
export interface Deed {
  /** When it was seen, epoch ms. */
  at: number;
  what: 'looked up' | 'begun' | 'booked';
  /** Day, or room. */
  of: string;
}

/** A change of the definitions. */
interface Change {
  at: number;
  /** Rooms that somebody was asked about before, and is not asked about anew. */
  asked: ReadonlySet<string>;
}

export interface Deeds {
  /** All that was done so far, in order. */
  done: readonly Deed[];
  /** Settings of the bot by which it knows the desk. */
  env: Readonly<Record<string, string>>;
  /** Changes of its definitions, in order. */
  terms: readonly Change[];
  /** Defines its tools in other words. `asked`: what somebody was asked about before. */
  change(asked: readonly string[]): void;
  /** Calls `act` once when the next deed begins; the result takes it back. */
  next(act: () => void): () => void;
  close(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, '../simulator/mcp/stdio.ts');
const TOOLS = { look_up: 'read', book: 'conversation', '*': 'off' };

/** `how`: over HTTP the desk outlives the bot, a program ends with it. */
export async function openDeeds(folder: string, how: 'http' | 'stdio'): Promise<Deeds> {
  const file = join(folder, 'deeds');
  const list = join(folder, 'servers.json');
  writeFileSync(file, '');
  const done: Deed[] = [];
  const waiting = new Set<() => void>();
  const terms: Change[] = [];
  const desk: Desk = { deeds: file, terms: '' };
  const http = how === 'http' ? await startHttpDesk(desk) : undefined;
  const descriptor = openSync(file, 'r');
  let rest = '';

  function read(): void {
    const piece = Buffer.alloc(65_536);
    const length = readSync(descriptor, piece);
    const lines = (rest + piece.toString('utf8', 0, length)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, what = 'begun', of = ''] = /^(looked up|begun|booked) (.*)$/.exec(line) ?? [];
      done.push({ at: Date.now(), what: what as Deed['what'], of });
      if (what !== 'begun') continue;
      const acts = [...waiting];
      waiting.clear();
      for (const act of acts) act();
    }
  }

  function define(): void {
    desk.terms = terms.length === 0 ? '' : `Rules of version ${terms.length}.`;
    const server = http
      ? { url: http.url }
      : { command: process.execPath, args: [PROGRAM, file, desk.terms], timeout: 30 };
    writeFileSync(list, JSON.stringify({ mcpServers: { desk: { ...server, tools: TOOLS } } }));
  }

  define();
  const watcher = watch(file, read);
  return {
    done,
    terms,
    env: {
      ...{ TOOLS: 'mcp', MCP_SERVERS: list },
      // These go by the bot's clock.
      ...{ TOOLS_CALL_TIMEOUT: '900', TOOLS_TIMEOUT: '3600' },
    },
    change(asked) {
      // A turn that is open may ask once more, about the tool as it is then.
      const open = readSteps(join(folder, 'parley.db'));
      terms.push({ at: Date.now(), asked: new Set(open ? asked : []).difference(open ?? new Set()) });
      define();
    },
    next(act) {
      waiting.add(act);
      return () => waiting.delete(act);
    },
    async close() {
      read();
      watcher.close();
      closeSync(descriptor);
      await http?.close();
    },
  };
}
