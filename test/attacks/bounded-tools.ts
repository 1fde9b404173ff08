import { readArguments } from '../../src/agent/arguments.ts';
import { createChatReader } from '../../src/model/chat.ts';
import { itemsFor } from '../../src/model/items.ts';
import { createResponsesReader } from '../../src/model/responses-reader.ts';
import { createSources } from '../../src/model/sources.ts';
import { sentArguments } from '../../src/model/tool-calls.ts';
import type { ModelMessage, Tool } from '../../src/ports/index.ts';
import { calculate } from '../../src/tools/calculate.ts';
import { mcpTools } from '../../src/tools/mcp/definitions.ts';
import { resultOf } from '../../src/tools/mcp/results.ts';
import { remindTools } from '../../src/tools/remind.ts';
import { asking } from '../agent/support.ts';
import { helpless } from '../fixtures.ts';

/** Work over calls that a model writes, and what comes with them. */

const PIECE = 200;

function piecesOf(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, at) => text.slice(at * PIECE, (at + 1) * PIECE));
}

/** Calls of a chat whose arguments come in pieces, each with a name: it is looked whether another one begins. */
function chatCalls(text: string): unknown {
  const reader = createChatReader({ model: 'm' });
  for (const piece of piecesOf(`{"a":"}${text}`)) {
    for (const written of [piece, '{}']) {
      const call = { index: 0, function: { name: 'a', arguments: written }, extra_content: { a: piece } };
      reader.read({ choices: [{ delta: { tool_calls: [call], reasoning_content: piece } }] });
    }
  }
  return reader.calls();
}

/** Items of a response, each as long as an event may be. */
function responseItems(text: string): unknown {
  const reader = createResponsesReader({ model: 'm' });
  const call = { type: 'function_call', call_id: text, name: text, arguments: text };
  const message = { type: 'message', phase: 'commentary', content: [{ annotations: [{ url: text, title: text }] }] };
  for (const [output_index, item] of [call, message, { type: 'web_search_call', action: { query: text } }].entries()) {
    reader.read({ type: 'response.output_item.added', output_index, item });
    reader.read({ type: 'response.output_text.delta', output_index, delta: text });
    reader.read({ type: 'response.output_item.done', output_index, item });
  }
  return reader.calls();
}

/** Messages of tools as they go back. */
function sentItems(text: string): unknown {
  const messages: ModelMessage[] = [
    { role: 'assistant', parts: [{ type: 'call', call: { id: 'a', name: 'a', arguments: text } }] },
    { role: 'tool', parts: [{ type: 'result', call: 'a', text }] },
  ];
  return messages.map((message) => itemsFor(message, 'm'));
}

/** Arguments, and a schema of as many choices as a server may define, each of which is looked at. */
function checkedArguments(text: string): unknown {
  const own = Object.fromEntries(piecesOf(text).map((piece, at) => [`${at}${piece.slice(0, 50)}`, piece]));
  const forms = (what: object) => ({ anyOf: Array.from({ length: 140 }, () => what) });
  const one = { const: 1, additionalProperties: false, required: ['none'] };
  const $defs = { a: { ...one, enum: piecesOf(text.slice(0, 10_000)) }, b: forms({ $ref: '#/$defs/a' }) };
  const parameters = { type: 'object', $defs, ...forms({ $ref: '#/$defs/b' }) };
  return readArguments(JSON.stringify({ a: text, ...own }), { parameters });
}

/** Definitions of a server that are far too large, and some that are just not. */
function definedTools(text: string): unknown {
  const properties = Object.fromEntries(
    piecesOf(text).map((piece, at) => [`${at}`, { type: 'string', pattern: piece, description: piece }]),
  );
  const small = Object.fromEntries(Object.entries(properties).slice(0, 30));
  const server = { name: 'a', tools: {}, timeoutMs: 1, url: '', headers: {} };
  const defined = Array.from({ length: 300 }, (_, at) => ({
    name: `${text.slice(0, 100)}${at}`,
    description: text,
    inputSchema: { type: 'object', properties: at % 2 === 0 ? properties : small },
  }));
  return mcpTools(server, defined);
}

function mcpResult(text: string): unknown {
  const link = { type: 'resource_link', uri: `https://a.b/${text}`, title: text };
  return resultOf({ content: [{ type: 'text', text }, link, { type: 'image', data: text, mimeType: 'image/png' }] });
}

/** Runs a tool of ours as the model calls it: with arguments that fit its schema. */
async function called(tool: Tool | undefined, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (!tool) throw new Error('There is no such tool');
  const read = readArguments(JSON.stringify(args), tool.spec);
  if ('problem' in read) return read.problem;
  const { signal } = new AbortController();
  const about = { turn: '1', call: '0:a', task: asking, language: 'en', zone: 'Europe/Berlin' };
  const around = { ...helpless, standing: async () => undefined, note: () => undefined };
  return tool.run(read.args, { ...about, ...around, signal });
}

async function remind(text: string): Promise<unknown> {
  const schedules = { make: async () => 'never' as const } as unknown as Parameters<typeof remindTools>[0]['schedules'];
  const { actor, target, surface, place } = asking;
  const at = { surface, chat: target.chat, kind: place.kind, scopes: place.scopes };
  const source = remindTools({ schedules, askedAt: async () => ({ at, actor, target }) });
  const tools = await source.list(asking, new AbortController().signal);
  return called(
    tools.find(({ spec }) => spec.name === 'remind'),
    { when: text, text },
  );
}

export const toolWork = [
  { name: 'agent: arguments of a call', work: checkedArguments },
  { name: 'tools: an expression', work: (text: string) => called(calculate, { expression: text }) },
  { name: 'tools: a reminder', work: remind },
  { name: 'tools: definitions of a server', work: definedTools },
  { name: 'tools: a result of a server', work: mcpResult },
  { name: 'model: calls of a chat', work: chatCalls },
  { name: 'model: items of a response', work: responseItems },
  { name: 'model: calls and results that go back', work: sentItems },
  { name: 'model: arguments that go back', work: sentArguments },
  {
    name: 'model: a page that is cited',
    work: (text: string) => createSources()({ url: `https://a.b/?${text}`, title: text }),
  },
];
