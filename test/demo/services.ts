import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHttpDesk } from '../simulator/mcp/http.ts';
import { startSearchEngine } from '../simulator/search.ts';

/** What the demo's bot is connected to besides: a search engine, and a desk that books rooms. */
export interface Services {
  /** Lines of its environment. */
  settings: Record<string, string>;
  close(): Promise<void>;
}

export async function startServices(folder: string): Promise<Services> {
  const [engine, desk] = await Promise.all([
    startSearchEngine(),
    startHttpDesk({ deeds: join(folder, 'bookings.txt') }),
  ]);
  const servers = join(folder, 'mcp.json');
  const tools = { look_up: 'read', book: 'ask', '*': 'off' };
  await writeFile(servers, JSON.stringify({ mcpServers: { desk: { url: desk.url, tools } } }));
  return {
    settings: { SEARCH_URL: engine.url, WEB_SEARCH: 'endpoint', MCP_SERVERS: servers },
    async close() {
      await Promise.all([engine.close(), desk.close()]);
    },
  };
}
