import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config/index.ts';
import { readMcp } from '../../src/config/mcp.ts';

/** The operator's list of MCP servers. */

function read(file: unknown, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  return readMcp('mcp.json', env, (path) => {
    const found = path === 'mcp.json' ? text : files[path];
    if (found === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
    return found;
  });
}
/** Name of the environment, as the file has it. */
const of = (name: string) => `\${${name}}`;
const listing = (desk: unknown) => ({ mcpServers: { desk } });

it('is read in the form that other programs have', () => {
  const { servers, problems } = read(
    {
      mcpServers: {
        desk: {
          command: 'node',
          args: ['desk.js', `--room=${of('ROOM')}`],
          env: { KEY: `${of('DESK_KEY')}` },
          tools: { look: 'read' },
        },
        wiki: {
          type: 'http',
          url: 'https://wiki.example/mcp',
          headers: { Authorization: `Bearer ${of('WIKI_KEY')}` },
          timeout: 5,
        },
        old: { command: 'x', disabled: true },
      },
    },
    { ROOM: 'blue', DESK_KEY: 'secret-1', WIKI_KEY_FILE: '/run/wiki' },
    { '/run/wiki': 'secret-2\n' },
  );
  expect(problems).toEqual([]);
  expect(servers).toEqual([
    {
      name: 'desk',
      tools: { '*': { leave: 'ask' }, look: { leave: 'read' } },
      timeoutMs: 60_000,
      command: 'node',
      args: ['desk.js', '--room=blue'],
      env: { KEY: 'secret-1' },
    },
    {
      name: 'wiki',
      tools: { '*': { leave: 'ask' } },
      timeoutMs: 5000,
      url: 'https://wiki.example/mcp',
      headers: { Authorization: 'Bearer secret-2' },
    },
  ]);
});

it('names those who alone may use a server, or one of its tools', () => {
  const tools = { look: 'read', add: { for: ['telegram:7'] }, end: { leave: 'read', for: ['owner', 'discord:8'] } };
  expect(read(listing({ command: 'a', for: ['moderator'], tools })).servers).toMatchObject([
    {
      tools: {
        '*': { leave: 'ask', users: ['moderator'] },
        look: { leave: 'read', users: ['moderator'] },
        add: { leave: 'ask', users: ['telegram:7'] },
        end: { leave: 'read', users: ['owner', 'discord:8'] },
      },
    },
  ]);
  const { servers } = read(listing({ command: 'a', tools }));
  expect(servers[0]?.tools['look']).toEqual({ leave: 'read' });
});

it('tells its secrets, and the names it uses', () => {
  const { secrets, names } = read(listing({ url: `https://x.example/?port=${of('PORT_NO')}&key=${of('LONG_KEY')}` }), {
    PORT_NO: '8080',
    LONG_KEY: 'long-secret',
  });
  // Blacked out, a port would take words out of every line.
  expect(secrets).toEqual(['long-secret']);
  expect(names).toContain('LONG_KEY');
});

describe('a wrong one is told in a sentence without its values', () => {
  it.each([
    ['{"mcpServers": {', /is no JSON/],
    ['[]', /is not of the form/],
    [{ servers: {} }, /is not of the form/],
    [listing({}), /the server desk needs either a command or a url/],
    [listing({ command: 'a', url: 'http://b' }), /needs either/],
    [listing({ command: 'a', autoApprove: ['x'] }), /has a field autoApprove that nobody knows/],
    [listing({ command: 'a', tools: { look: 'yes' } }), /tools\.look that is none of read, ask, conversation, off/],
    [listing({ command: 'a', for: [] }), /has a field for that is empty/],
    [listing({ command: 'a', for: ['nobody'] }), /for\.0 that is neither moderator nor owner nor a person/],
    [listing({ url: 'https://x', tools: { look: { for: ['Ann'] } } }), /tools\.look\.for\.0 that is neither moderator/],
    [listing({ command: 'a', tools: { look: { leave: 'yes' } } }), /tools\.look\.leave that is none of read, ask/],
    [listing({ command: 'a', tools: { look: { ask: 'owner' } } }), /tools\.look\.ask that nobody knows/],
    [listing({ command: 'a', timeout: 9999 }), /timeout that is more than 600 seconds/],
    [listing({ command: 'a', env: { PORT: 8080 } }), /has a field env\.PORT that is no text/],
    [listing({ command: 'a', args: 'b c' }), /has a field args that is no list/],
    [listing({ type: 'sse', url: 'https://x' }), /sse, which is not supported/],
    [listing({ url: 'file:///etc/passwd' }), /not http or https/],
    [
      listing({ command: 'a', env: { K: `${of('NOT_THERE')} ${of('NOR_THIS')}` } }),
      /asks for NOT_THERE, NOR_THIS, which are not set/,
    ],
    [{ mcpServers: { 'a b\u001b[31m': { command: 'a' } } }, /the server with an odd name/],
    ['x'.repeat(200_001), /longer than 200 kB/],
  ])('%j', (file, sentence) => {
    const { servers, problems } = read(file);
    expect(servers).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
  });
});

it('names of its values may stand in .env, though they are no settings', () => {
  const env = {
    TELEGRAM_BOT_TOKEN: '1:a',
    OPENAI_API_KEY: 'k',
    MCP_SERVERS: 'mcp.json',
    DESK_KEY: 'secret-1',
    STRAY: 'x',
  };
  const file = { found: true, names: Object.keys(env), problems: [] };
  const text = JSON.stringify(listing({ command: 'desk', env: { KEY: `${of('DESK_KEY')}` } }));
  expect(() => readConfig(env, () => text, file)).toThrow(/STRAY/);
  expect(() => readConfig(env, () => text, file)).not.toThrow(/DESK_KEY/);
  const { STRAY: _, ...fine } = env;
  const config = readConfig(fine, () => text, { ...file, names: Object.keys(fine) });
  expect(config.mcp).toMatchObject([{ name: 'desk', env: { KEY: 'secret-1' } }]);
  expect(config.secrets).toContain('secret-1');
  expect(() =>
    readConfig({ ...fine, MCP_SERVERS: 'other' }, () => {
      throw Object.assign(new Error(), { code: 'ENOENT' });
    }),
  ).toThrow(/MCP_SERVERS names a file that cannot be read \(ENOENT\)/);
});

it('values of a server that is switched off, or of a file with a slip, may stay in .env', () => {
  const env = { TELEGRAM_BOT_TOKEN: '1:a', OPENAI_API_KEY: 'k', MCP_SERVERS: 'mcp.json', DESK_KEY: 'secret-1' };
  const problems = (text: string) => {
    try {
      readConfig(env, () => text, { found: true, names: Object.keys(env), problems: [] });
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.problems : error;
    }
  };
  const text = JSON.stringify(listing({ command: 'desk', env: { KEY: of('DESK_KEY') }, disabled: true }));
  expect(problems(text)).toEqual([]);
  expect(problems(`${text}}`)).toEqual([expect.stringMatching(/^MCP_SERVERS names a file that is no JSON/)]);
});
