import * as v from 'valibot';
import type { ModelMessage } from '../../ports/index.ts';
import { saying } from '../../util/messages.ts';
import { FileProblem } from './problem.ts';

/** Lines of JSON. A line is kept as it was written, and read again where it is needed. */

/** Longest line, in UTF-16 units. */
const LONGEST = 500_000;

/** Value of a line: a prompt, or an object with columns. */
export type JsonValue = string | Record<string, unknown>;

/** Reads a line that `checkedLine` let through. */
export function objectIn(line: string): JsonValue {
  return JSON.parse(line);
}

/** Checks one line of JSON; `number` counts the lines of the file, from 1. Throws a FileProblem. */
export function checkedLine(line: string, number: number): string {
  if (line.length > LONGEST) throw new FileProblem('batch.file.long_line', { line: number });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new FileProblem('batch.file.json', { line: number });
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (typeof value !== 'string' && !isObject) throw new FileProblem('batch.file.json_kind', { line: number });
  return line;
}

const content = v.union([v.string(), v.array(v.looseObject({ text: v.exactOptional(v.string()) }))]);
const message = v.object({ role: v.picklist(['system', 'developer', 'user', 'assistant']), content });
const openAiLine = v.object({
  custom_id: v.string(),
  body: v.union([
    v.object({ messages: v.pipe(v.array(message), v.minLength(1), v.maxLength(200)) }),
    v.object({ input: v.union([v.string(), v.pipe(v.array(message), v.minLength(1), v.maxLength(200))]) }),
  ]),
});

/** Tells whether a value is a line of OpenAI's batch format: an id, and the body of a request. */
export function isOpenAi(value: JsonValue): value is Record<string, unknown> & { custom_id: string } {
  return v.is(openAiLine, value);
}

/** Messages that a line of OpenAI's batch format asks with; undefined for any other line. Its own instructions are the person's. */
export function openAiMessages(value: JsonValue): ModelMessage[] | undefined {
  if (!v.is(openAiLine, value)) return undefined;
  const asked = 'messages' in value.body ? value.body.messages : value.body.input;
  if (typeof asked === 'string') return [saying('user', asked)];
  return asked.map(({ role, content: said }) => {
    const text = typeof said === 'string' ? said : said.map((part) => part.text ?? '').join('\n\n');
    return saying(role === 'assistant' ? 'assistant' : 'user', text);
  });
}
