import type { Event } from './recordings.ts';

/**
 * Answers with tools in the shape that the service documents, as they come over the wire. They are written by hand, and not by
 * the stand-in, which could share a mistake with what reads it.
 */

const numbered = (events: readonly Event[]): Event[] =>
  events.map((event, sequence_number) => ({ ...event, sequence_number }));

const response = (fields: object) => ({
  ...{ id: 'resp_71', object: 'response', created_at: 1_780_000_400, model: 'gpt-6-luna', error: null },
  ...{ incomplete_details: null, instructions: 'Be brief.', max_output_tokens: null, metadata: {} },
  ...{ parallel_tool_calls: true, previous_response_id: null, store: false, temperature: 1, top_p: 1 },
  ...{ text: { format: { type: 'text' } }, tool_choice: 'auto', tools: [], truncation: 'disabled', ...fields },
});

const usage = {
  ...{ input_tokens: 61, output_tokens: 48, total_tokens: 109 },
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 20 },
};

const begun: readonly Event[] = ['response.created', 'response.in_progress'].map((type) => ({
  ...{ type, response: response({ status: 'in_progress', output: [] }) },
}));

const completed = (output: readonly unknown[]): Event => ({
  ...{ type: 'response.completed', response: response({ status: 'completed', output, usage }) },
});

const itemsOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item);

/** Events of a message, word by word, with what its last words cite. */
function message(
  output_index: number,
  id: string,
  words: readonly string[],
  more: object,
  annotations: object[] = [],
): Event[] {
  const at = { item_id: id, output_index, content_index: 0 };
  const part = (text: string, cited: object[]) => ({ type: 'output_text', text, annotations: cited, logprobs: [] });
  const item = (status: string, content: object[]) => ({
    id,
    type: 'message',
    status,
    role: 'assistant',
    content,
    ...more,
  });
  const text = words.join('');
  return [
    { type: 'response.output_item.added', output_index, item: item('in_progress', []) },
    { type: 'response.content_part.added', ...at, part: part('', []) },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [], obfuscation: 'q2' })),
    ...annotations.map((annotation, annotation_index) => ({
      ...{ type: 'response.output_text.annotation.added', ...at, annotation_index, annotation },
    })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: part(text, annotations) },
    { type: 'response.output_item.done', output_index, item: item('completed', [part(text, annotations)]) },
  ];
}

function reasoned(output_index: number, id: string): Event[] {
  const item = (encrypted_content: string) => ({ id, type: 'reasoning', content: [], encrypted_content, summary: [] });
  return [
    { type: 'response.output_item.added', output_index, item: item('gAAAA-begun') },
    { type: 'response.output_item.done', output_index, item: item(`gAAAA-${id}`) },
  ];
}

function called(output_index: number, call_id: string, name: string, written: readonly string[]): Event[] {
  const id = `fc_${call_id}`;
  const at = { item_id: id, output_index };
  const item = (status: string, text: string) => ({
    id,
    type: 'function_call',
    status,
    arguments: text,
    call_id,
    name,
  });
  const text = written.join('');
  return [
    { type: 'response.output_item.added', output_index, item: item('in_progress', '') },
    ...written.map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta, obfuscation: 'Zz8' })),
    { type: 'response.function_call_arguments.done', ...at, name, arguments: text },
    { type: 'response.output_item.done', output_index, item: item('completed', text) },
  ];
}

const callEvents = [
  ...reasoned(0, 'rs_71'),
  ...message(1, 'msg_71', ['I will ', 'look at ', 'the timetable.'], { phase: 'commentary' }),
  ...called(2, 'call_A1', 'timetable', ['{"pi', 'er":"no', 'rth"}']),
  ...called(3, 'call_A2', 'tides', ['{}']),
];

/** An answer that says what it is about to do, and calls two functions. */
export const answeredWithCalls: readonly Event[] = numbered([...begun, ...callEvents, completed(itemsOf(callEvents))]);

const search = { item_id: 'ws_72', output_index: 1 };
const cited = {
  ...{ type: 'url_citation', start_index: 0, end_index: 21, title: 'Harbour — timetable' },
  url: 'https://harbour.example/times?day=friday&utm_source=openai',
};

const searchEvents = [
  ...reasoned(0, 'rs_72'),
  {
    ...{ type: 'response.output_item.added', output_index: 1 },
    item: { id: 'ws_72', type: 'web_search_call', status: 'in_progress', action: { type: 'search' } },
  },
  { type: 'response.web_search_call.in_progress', ...search },
  { type: 'response.web_search_call.searching', ...search },
  { type: 'response.web_search_call.completed', ...search },
  {
    ...{ type: 'response.output_item.done', output_index: 1 },
    item: {
      ...{ id: 'ws_72', type: 'web_search_call', status: 'completed' },
      action: { type: 'search', query: 'harbour ferries friday', queries: ['harbour ferries friday'] },
    },
  },
  ...message(2, 'msg_72', ['The last one ', 'is at ten.'], { phase: 'final_answer' }, [cited, cited]),
];

/** An answer that searches the web, and cites a page twice. */
export const answeredWithSearch: readonly Event[] = numbered([
  ...begun,
  ...searchEvents,
  completed(itemsOf(searchEvents)),
]);

const chunk = (delta: object, finish_reason: string | null = null) => ({
  ...{ id: 'chatcmpl-D71', object: 'chat.completion.chunk', created: 1_780_000_400, model: 'gpt-6-luna' },
  ...{ service_tier: 'default', system_fingerprint: 'fp_71', obfuscation: 'yT4' },
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
});

const callDelta = (index: number, fields: object) => chunk({ tool_calls: [{ index, ...fields }] });

/** Chunks of a chat that calls the same two functions. */
export const chattedWithCalls: readonly object[] = [
  chunk({
    ...{ role: 'assistant', content: null, refusal: null },
    tool_calls: [{ index: 0, id: 'call_A1', type: 'function', function: { name: 'timetable', arguments: '' } }],
  }),
  ...['{"pi', 'er":"no', 'rth"}'].map((piece) => callDelta(0, { function: { arguments: piece } })),
  callDelta(1, { id: 'call_A2', type: 'function', function: { name: 'tides', arguments: '' } }),
  callDelta(1, { function: { arguments: '{}' } }),
  chunk({}, 'tool_calls'),
  {
    ...{ ...chunk({}), choices: [] },
    usage: { prompt_tokens: 61, completion_tokens: 48, total_tokens: 109 },
  },
];

/** A stream of chunks. */
export const chunksOf = (chunks: readonly object[]): string =>
  [...chunks.map((each) => JSON.stringify(each)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
