import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.ts';

/** Groups of tools that the operator names, and what they need. */

const base = { TELEGRAM_BOT_TOKEN: '1:a', OPENAI_API_KEY: 'k' };

it('names no group of tools that there is not', () => {
  const groups = (TOOLS: string) => readConfig({ ...base, TOOLS }).tools.groups;
  expect(groups('time,code')).toEqual(['time', 'code']);
  expect(groups('off')).toEqual([]);
  expect(() => groups('time,webb')).toThrow(/TOOLS has "webb"; expected time, math, .*mcp, mcp:<server> or off/);
  expect(() => groups('mcp:wiki')).toThrow(/TOOLS has "mcp:wiki"/);
});

it('names only MCP servers that are listed', () => {
  const text = JSON.stringify({ mcpServers: { desk: { command: 'desk' }, wiki: { command: 'wiki', disabled: true } } });
  const read = (tools: string, file = text) =>
    readConfig({ ...base, MCP_SERVERS: 'mcp.json', TOOLS: tools }, () => file);
  expect(read('mcp:desk,mcp:wiki').tools.groups).toEqual(['mcp:desk', 'mcp:wiki']);
  expect(() => read('time,mcp:dsk')).toThrow(/TOOLS has "mcp:dsk"; expected /);
  // What the file would list is not known then.
  expect(() => read('mcp:dsk', '{')).not.toThrow(/TOOLS/);
});

it('has a port for figures', () => {
  const read = (env: Record<string, string>) => () => readConfig({ ...base, METRICS: 'on', ...env });
  expect(read({})).toThrow('METRICS is on, but HTTP_PORT is not set');
  expect(read({ HTTP_PORT: 'eighty' })).not.toThrow(/METRICS/);
  expect(read({ HTTP_PORT: '8765', METRICS_TOKEN: 'short' })).toThrow(/METRICS_TOKEN has a value of another form/);
  expect(read({ HTTP_PORT: '8765' })().metrics).toEqual({});
});

it('has a port and an address of one form for a webhook', () => {
  const read = (env: Record<string, string>) => () => readConfig({ ...base, ...env });
  const url = 'https://bot.example.org/telegram';
  expect(read({ TELEGRAM_WEBHOOK_URL: url })).toThrow('TELEGRAM_WEBHOOK_URL is set, but HTTP_PORT is not');
  const wrong = ['http://bot.example.org/', 'https://a:b@bot.example.org/', `${url}?x=1`, `${url}/*`, `${url}/../x`];
  for (const each of wrong)
    expect(read({ TELEGRAM_WEBHOOK_URL: each, HTTP_PORT: '8765' })).toThrow(
      /TELEGRAM_WEBHOOK_URL is .*an https address/,
    );
  expect(read({ TELEGRAM_WEBHOOK_SECRET: 'a b' })).toThrow(/TELEGRAM_WEBHOOK_SECRET has a value of another form/);
  const env = { TELEGRAM_BOT_TOKEN: '1:a', HTTP_PORT: '8765', TELEGRAM_WEBHOOK_SECRET: 'S_1-x' };
  for (const each of [url, 'https://bot.example.org', 'https://203.0.113.7:8443/a/b-c_d.e~f'])
    expect(read({ ...env, TELEGRAM_WEBHOOK_URL: each })().telegram?.webhook).toEqual({ url: each, secret: 'S_1-x' });
});

it('has an address for what is to search at one', () => {
  const read = (env: Record<string, string>) => () => readConfig({ ...base, ...env });
  expect(read({ WEB_SEARCH: 'endpoint' })).toThrow('WEB_SEARCH is endpoint, but SEARCH_URL is not set');
  expect(read({ SEARCH_KEY: 'k', SEARCH_MODEL: 'sonar' })).toThrow(/SEARCH_MODEL is set, .*\n.*SEARCH_KEY is set, /);
  expect(read({ WEB_SEARCH: 'endpoint', SEARCH_URL: 'nowhere' })).not.toThrow(/WEB_SEARCH/);
  const full = { WEB_SEARCH: 'endpoint', SEARCH_URL: 'http://127.0.0.1:8888', SEARCH_KEY: 'k' };
  expect(read(full)().search).toMatchObject({ by: 'endpoint', endpoint: { key: 'k' } });
  expect(read({ WEB_SEARCH: 'service' })).not.toThrow();
});
