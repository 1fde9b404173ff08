import { invalid, missing } from './failures.ts';
import { type Heard, isRecord } from './heard.ts';

/** Checks of functions that are offered as tools, as the service words its refusals. */

type Fields = Readonly<Record<string, unknown>>;

const MOST_TOOLS = 128;
const LONGEST_NAME = 64;
const NAME = /^[a-zA-Z0-9_-]+$/;

/** Fields of a function, in the tool itself or within its `function`. */
const known: Readonly<Record<Heard['api'], readonly string[]>> = {
  responses: [
    ...['type', 'name', 'description', 'parameters', 'strict'],
    ...['output_schema', 'defer_loading', 'allowed_callers'],
  ],
  chat: ['name', 'description', 'parameters', 'strict'],
};

/** Refuses more tools than there may be. */
export function checkCount(tools: readonly unknown[]): void {
  if (tools.length <= MOST_TOOLS) return;
  const message = `Invalid 'tools': array too long. Expected an array with maximum length ${MOST_TOOLS}, but got an array with length ${tools.length} instead.`;
  throw invalid(message, 'tools', 'array_above_max_length');
}

/** Checks one function. */
export function checkFunction(tool: Fields, at: string, api: Heard['api']): void {
  const path = api === 'chat' ? `${at}.function` : at;
  const of = api === 'chat' ? tool['function'] : tool;
  if (!isRecord(of)) throw missing(path);
  checkName(of['name'], `${path}.name`);
  const unknown = Object.keys(of).find((name) => !known[api].includes(name));
  if (unknown) throw invalid(`Unknown parameter: '${path}.${unknown}'.`, `${path}.${unknown}`, 'unknown_parameter');
  const { name, description, parameters } = of;
  if (description !== undefined && description !== null && typeof description !== 'string') {
    const message = `Invalid type for '${path}.description': expected a string, but got an object instead.`;
    throw invalid(message, `${path}.description`, 'invalid_type');
  }
  // The Responses API takes functions to be strict where nothing is said.
  const strict = of['strict'] ?? (api === 'responses' ? true : undefined);
  if (strict !== undefined && typeof strict !== 'boolean') {
    const message = `Invalid type for '${path}.strict': expected a boolean, but got a ${typeof strict} instead.`;
    throw invalid(message, `${path}.strict`, 'invalid_type');
  }
  if (parameters === undefined || parameters === null) return;
  const wrong = isRecord(parameters) ? wrongIn(parameters, strict === true) : 'is not an object.';
  if (wrong === undefined) return;
  throw invalid(
    `Invalid schema for function '${String(name)}': ${wrong}`,
    `${path}.parameters`,
    'invalid_function_parameters',
  );
}

function checkName(name: unknown, path: string): void {
  if (name === undefined) throw missing(path);
  if (typeof name !== 'string' || name === '') {
    throw invalid(
      `Invalid type for '${path}': expected a string, but got ${name === '' ? 'an empty string' : `a ${typeof name}`} instead.`,
      path,
      'invalid_type',
    );
  }
  if (!NAME.test(name)) {
    const message = `Invalid '${path}': string does not match pattern. Expected a string that matches the pattern '${NAME.source}'.`;
    throw invalid(message, path, 'invalid_value');
  }
  if (name.length <= LONGEST_NAME) return;
  const message = `Invalid '${path}': string too long. Expected a string with maximum length ${LONGEST_NAME}, but got a string with length ${name.length} instead.`;
  throw invalid(message, path, 'string_above_max_length');
}

/** What is wrong with a schema, as the service words it. */
function wrongIn(schema: Fields, strict: boolean): string | undefined {
  if (schema['type'] !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${schema['type'] === undefined ? 'None' : String(schema['type'])}"'.`;
  }
  const { properties = {}, required } = schema;
  if (!isRecord(properties)) return "In context=('properties',), properties must be an object.";
  const broken = Object.entries(properties).find(([, each]) => !isRecord(each) && typeof each !== 'boolean');
  if (broken) return `In context=('properties', '${broken[0]}'), schema must be an object or a boolean.`;
  if (!strict) return undefined;
  if (schema['additionalProperties'] !== false) {
    return "In context=(), 'additionalProperties' is required to be supplied and to be false.";
  }
  const named: readonly unknown[] = Array.isArray(required) ? required : [];
  const absent = Object.keys(properties).find((name) => !named.includes(name));
  if (absent === undefined) return undefined;
  return `In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing '${absent}'.`;
}
