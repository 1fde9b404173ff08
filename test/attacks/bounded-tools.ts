import { createChatReader } from '../../src/model/chat.ts';
import { itemsFor } from '../../src/model/items.ts';
import { createResponsesReader } from '../../src/model/responses-reader.ts';
import { createSources } from '../../src/model/sources.ts';
import { sentArguments } from '../../src/model/tool-calls.ts';
import type { ModelMessage } from '../../src/ports/index.ts';

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

export const toolWork = [
  { name: 'model: calls of a chat', work: chatCalls },
  { name: 'model: items of a response', work: responseItems },
  { name: 'model: calls and results that go back', work: sentItems },
  { name: 'model: arguments that go back', work: sentArguments },
  {
    name: 'model: a page that is cited',
    work: (text: string) => createSources()({ url: `https://a.b/?${text}`, title: text }),
  },
];
