import type { McpLeave, McpServer, McpTerms, ToolSpec } from '../../ports/index.ts';
import { pauseWhenLong } from '../../util/pause.ts';
import { digest, headOf } from '../../util/text.ts';

/** Definitions of a server's tools, as the model may be told them. A server is believed nothing: what is too much or odd is left out. */

/** Most tools of one server; longest description and schema, in UTF-16 units; deepest schema. */
const MOST_TOOLS = 100;
const LONGEST_DESCRIPTION = 2000;
const LONGEST_SCHEMA = 20_000;
const DEEPEST = 20;
/** Longest name that services take. */
const LONGEST_NAME = 64;

/** Tool as its server defines it, in the shape of the protocol. */
export interface Defined {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: Readonly<Record<string, unknown>>;
}

/** Tool of a server, with the operator's terms. */
export interface McpTool extends Pick<McpTerms, 'users'> {
  /** Name at its server. */
  name: string;
  /** Name for people: server and tool. */
  title: string;
  leave: Exclude<McpLeave, 'off'>;
  spec: ToolSpec;
}

/** Tools of a server that may be used. */
export interface McpTools {
  tools: readonly McpTool[];
  /** Number of those that could not be described to a model. */
  left: number;
}

/** Picks the tools that may be used. */
export async function mcpTools(
  { name: server, tools: terms }: McpServer,
  defined: readonly Defined[],
): Promise<McpTools> {
  const pause = pauseWhenLong();
  const taken = new Set<string>();
  const tools: McpTool[] = [];
  let left = 0;
  for (const each of defined) {
    const { leave, ...users } = termsOf(terms, each.name);
    if (leave === 'off') continue;
    await pause();
    const parameters = tools.length < MOST_TOOLS ? plainSchema(each.inputSchema) : undefined;
    if (!parameters) {
      left += 1;
      continue;
    }
    const name = nameOf(server, each.name, taken);
    const description = headOf((each.description ?? each.title ?? each.name).toWellFormed(), LONGEST_DESCRIPTION);
    const spec = { name, description, parameters };
    tools.push({ name: each.name, title: titleOf(server, each), leave, spec, ...users });
  }
  return { tools, left };
}

function termsOf(terms: McpServer['tools'], name: string): McpTerms {
  const own = Object.hasOwn(terms, name) ? terms[name] : terms['*'];
  return own ?? { leave: 'ask' };
}

/** Name for people, without what would look like formatting or a second line. */
function titleOf(server: string, { name, title }: Defined): string {
  const shown = headOf((title ?? name).replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim(), 60);
  return `${server}: ${shown === '' ? 'tool' : shown}`;
}

/** Name that every service takes, and that no other tool has: where two would be alike, the second says a digest. */
function nameOf(server: string, tool: string, taken: Set<string>): string {
  const whole = `${server}__${tool.replace(/[^A-Za-z0-9_-]+/g, '_')}`;
  const tag = `_${digest(`${server}\n${tool}`).slice(0, 8)}`;
  const name =
    whole.length > LONGEST_NAME || taken.has(whole) ? whole.slice(0, LONGEST_NAME - tag.length) + tag : whole;
  taken.add(name);
  return name;
}

/**
 * Schema of an object without halves of characters, which services refuse, and without patterns, which can take for ever to match. Of
 * these the model is told in words. Undefined where it is too much.
 */
function plainSchema(schema: Readonly<Record<string, unknown>>): ToolSpec['parameters'] | undefined {
  if (schema['type'] !== 'object' || roomBehind(schema, LONGEST_SCHEMA, DEEPEST) < 0) return undefined;
  return { properties: {}, ...(withoutPatterns(schema, false) as Record<string, unknown>) };
}

/** Room that is left behind about the JSON of a value, in UTF-16 units; below 0 where that is too long, or nested too deep. Looks no further. */
function roomBehind(value: unknown, room: number, levels: number): number {
  if (typeof value === 'string') return room - value.length - 2;
  if (typeof value !== 'object' || value === null) return room - 5;
  if (levels === 0) return -1;
  let left = room;
  for (const [key, each] of Object.entries(value)) {
    left = roomBehind(each, left - key.length - 4, levels - 1);
    if (left < 0) return left;
  }
  return left;
}

/** Keywords whose values are schemas by name: there `pattern` is a name. */
const NAMED = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);

function withoutPatterns(value: unknown, isNamed: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutPatterns(each, false));
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key.toWellFormed(), each] as const);
  const rest = entries.filter(([key]) => isNamed || (key !== 'pattern' && key !== 'patternProperties'));
  const plain = Object.fromEntries(rest.map(([key, each]) => [key, withoutPatterns(each, !isNamed && NAMED.has(key))]));
  const { pattern } = value as { pattern?: unknown };
  if (isNamed || typeof pattern !== 'string') return plain;
  return {
    ...plain,
    description: [plain['description'], `Pattern: ${pattern.toWellFormed()}`].filter(Boolean).join(' '),
  };
}
