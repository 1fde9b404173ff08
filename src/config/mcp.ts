import * as v from 'valibot';
import type { McpServer, Who } from '../ports/index.ts';
import { codeOf } from '../util/errors.ts';
import { isWebAddress } from '../util/web-address.ts';
import { examples, isId } from './platforms.ts';

/** Reads the operator's list of MCP servers: a JSON file in the form that other programs know, with leave for each tool. */

/** Servers, what must never be shown of them, and names in the environment that they use. */
export interface McpReading {
  servers: readonly McpServer[];
  /** Names of all servers in the file, of those that are switched off or written wrongly as well. */
  listed: readonly string[];
  secrets: readonly string[];
  names: readonly string[];
  /** One sentence each. */
  problems: readonly string[];
}

/** Longest file, in UTF-16 units, and most servers. */
const LONGEST = 200_000;
const MOST = 20;
const MOST_SECONDS = 600;
/** Length from which a value of the environment counts as a secret, in UTF-16 units. */
const SHORTEST_SECRET = 6;

const texts = v.record(v.string(), v.string('is no text'), 'is no object');
const leaveSchema = v.picklist(['read', 'ask', 'conversation', 'off'], 'is none of read, ask, conversation, off');
const RANKS: readonly string[] = ['moderator', 'owner'] satisfies Who[];
const userSchema = v.pipe(
  v.string('is no text'),
  v.check(
    (text) => RANKS.includes(text) || isId(text, 'person'),
    `is neither moderator nor owner nor a person, as ${examples.people}`,
  ),
);
const users = { for: v.exactOptional(v.pipe(v.array(userSchema), v.nonEmpty('is empty'))) };
const termsSchema = v.strictObject({ ...users, leave: v.optional(leaveSchema, 'ask') });
const common = {
  ...users,
  tools: v.optional(
    v.record(
      v.string(),
      v.lazy((terms) => (typeof terms === 'object' && terms !== null ? termsSchema : leaveSchema)),
    ),
    {},
  ),
  timeout: v.optional(
    v.pipe(
      v.number('is no number of seconds'),
      v.minValue(1, 'is less than a second'),
      v.maxValue(MOST_SECONDS, `is more than ${MOST_SECONDS} seconds`),
    ),
    60,
  ),
  /** Servers are switched off so in the files of other programs. */
  disabled: v.optional(v.boolean('is neither true nor false'), false),
};
const filled = v.pipe(v.string('is no text'), v.trim(), v.nonEmpty('is empty'));

const programSchema = v.strictObject({
  ...common,
  type: v.optional(v.literal('stdio', 'is not stdio')),
  command: filled,
  args: v.optional(v.array(v.string('is no text'), 'is no list'), []),
  env: v.optional(texts, {}),
  cwd: v.optional(v.string('is no text')),
});
const addressSchema = v.strictObject({
  ...common,
  type: v.optional(v.picklist(['http', 'streamable-http'], 'is neither http nor streamable-http')),
  url: filled,
  headers: v.optional(texts, {}),
});

type Stored = v.InferOutput<typeof programSchema> | v.InferOutput<typeof addressSchema>;
type Environment = Readonly<Record<string, string | undefined>>;

const NONE: McpReading = { servers: [], listed: [], secrets: [], names: [], problems: [] };

/**
 * Reads the file at `path`. `${NAME}` in it stands for a value of the environment, or of the file that `NAME_FILE` names.
 * Never throws.
 */
export function readMcp(path: string | undefined, env: Environment, readFile: (path: string) => string): McpReading {
  if (path === undefined) return NONE;
  const file = textOf(path, readFile);
  if ('problem' in file) return { ...NONE, problems: [`MCP_SERVERS names a file that ${file.problem}`] };
  // Values for a server that is switched off or written wrongly are no slips of the pen, either.
  const names = [...file.text.matchAll(PLACE)].flatMap(([, name = '']) => [name, `${name}_FILE`]);
  const found = serversIn(file.text);
  if (typeof found === 'string') return { ...NONE, names, problems: [`MCP_SERVERS names a file that ${found}`] };
  const problems: string[] = [];
  const filling = fillingFrom(env, readFile);
  const servers = Object.entries(found).flatMap(([name, entry]) => {
    const about = `MCP_SERVERS: the server ${/^[\w-]{1,32}$/.test(name) ? name : 'with an odd name'}`;
    const tell = (problem: string) => {
      problems.push(`${about} ${problem}`);
      return [];
    };
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(name)) return tell('is not named by 1 to 32 letters, digits, _ and -');
    const stored = entryOf(entry);
    if (typeof stored === 'string') return tell(stored);
    if (stored.disabled) return [];
    const missing = new Set<string>();
    const server = serverOf(name, stored, (text) => filling.fill(text, missing));
    if (missing.size > 0)
      return tell(`asks for ${[...missing].join(', ')}, which ${missing.size > 1 ? 'are' : 'is'} not set`);
    if ('url' in server && !isWebAddress(server.url)) return tell('has an address that is not http or https');
    return [server];
  });
  if (servers.length > MOST) problems.push(`MCP_SERVERS lists more than ${MOST} servers`);
  return { servers, listed: Object.keys(found), secrets: filling.secrets(), names, problems };
}

function textOf(path: string, readFile: (path: string) => string): { text: string } | { problem: string } {
  try {
    const text = readFile(path);
    return text.length > LONGEST ? { problem: `is longer than ${LONGEST / 1000} kB` } : { text };
  } catch (error) {
    const code = codeOf(error);
    return { problem: `cannot be read${code === undefined ? '' : ` (${code})`}` };
  }
}

/** Entries by name; a text says what is wrong with the file. */
function serversIn(text: string): Readonly<Record<string, unknown>> | string {
  try {
    const parsed: unknown = JSON.parse(text);
    const servers = v.safeParse(v.strictObject({ mcpServers: v.record(v.string(), v.unknown()) }), parsed);
    return servers.success ? servers.output.mcpServers : 'is not of the form {"mcpServers": {"name": {…}}}';
  } catch (error) {
    const [, place = ''] = /(?:at |\()(line \d+ column \d+)/.exec(error instanceof Error ? error.message : '') ?? [];
    return `is no JSON${place === '' ? '' : ` (${place})`}`;
  }
}

/** Entry of a server; a text says what is wrong with it, and quotes no value. */
function entryOf(entry: unknown): Stored | string {
  if (typeof entry !== 'object' || entry === null) return 'is no object';
  const { type, command, url } = entry as Record<string, unknown>;
  if (type === 'sse') return 'has the type sse, which is not supported; most servers speak streamable HTTP as well';
  if ((command === undefined) === (url === undefined)) return 'needs either a command or a url';
  const read = command === undefined ? v.safeParse(addressSchema, entry) : v.safeParse(programSchema, entry);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const at = v.getDotPath(issue) ?? 'entry';
  return issue.type === 'strict_object' && issue.expected === 'never'
    ? `has a field ${at} that nobody knows`
    : `has a field ${at} that ${issue.message.startsWith('is ') ? issue.message : 'is not of the form expected'}`;
}

function serverOf(name: string, stored: Stored, fill: (text: string) => string): McpServer {
  const filled = (of: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(of).map(([key, text]) => [key, fill(text)]));
  const shared = { name, tools: termsIn(stored), timeoutMs: stored.timeout * 1000 };
  if ('url' in stored) return { ...shared, url: fill(stored.url), headers: filled(stored.headers) };
  const { command, args, env, cwd } = stored;
  return { ...shared, command, args: args.map(fill), env: filled(env), ...(cwd === undefined ? {} : { cwd }) };
}

/** Terms of each tool: people whom it names itself, else those of its server. */
function termsIn({ tools, for: all }: Stored): McpServer['tools'] {
  const terms = Object.entries({ '*': 'ask' as const, ...tools }).map(([name, said]) => {
    const { leave, for: own = all } = typeof said === 'string' ? { leave: said } : said;
    return [name, { leave, ...(own ? { users: own } : {}) }] as const;
  });
  return Object.fromEntries(terms);
}

/** Place of a value of the environment. */
const PLACE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Fills values of the environment in, and remembers what is secret. */
function fillingFrom(env: Environment, readFile: (path: string) => string) {
  const secrets = new Set<string>();

  function read(name: string): string | undefined {
    const path = env[`${name}_FILE`]?.trim();
    if (!path) return env[name]?.trim() || undefined;
    try {
      return readFile(path).trim() || undefined;
    } catch {
      return undefined;
    }
  }

  return {
    fill(text: string, missing: Set<string>): string {
      return text.replace(PLACE, (_, name: string) => {
        const value = read(name);
        if (value === undefined) missing.add(name);
        // Shorter ones are flags and ports: blacked out, they would take words out of every line.
        else if (value.length >= SHORTEST_SECRET) secrets.add(value);
        return value ?? '';
      });
    },
    secrets: () => [...secrets],
  };
}
