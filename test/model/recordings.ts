import { drawPng } from '../simulator/openai/png.ts';

/**
 * Answers in the shape that the service documents, as they come over the wire: with all that nobody here asks for. They are
 * written by hand, and not by the stand-in, which could share a mistake with what reads it.
 */

/** One event of a stream. */
export type Event = { type: string; [field: string]: unknown };

/** A stream of named events. */
export const streamOf = (events: readonly Event[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

/** Events as they are numbered within one answer. */
const numbered = (events: readonly Event[]): Event[] =>
  events.map((event, sequence_number) => ({ ...event, sequence_number }));

/** Text of a picture, another for each number. */
export const pictureText = (number: number): string => drawPng(64, 64, `harbour ${number}`).toString('base64');

// Transcripts

export const transcripts = {
  new: {
    text: 'Where does the ferry leave? ',
    languages: [{ code: 'en' }],
    usage: { type: 'duration', seconds: 4 },
  },
  middle: {
    text: 'Where does the ferry leave?',
    logprobs: [{ token: 'Where', logprob: -0.01, bytes: [87, 104, 101, 114, 101] }],
    usage: {
      type: 'tokens',
      total_tokens: 47,
      input_tokens: 40,
      input_token_details: { text_tokens: 0, audio_tokens: 40 },
      output_tokens: 7,
    },
  },
  verbose: {
    task: 'transcribe',
    language: 'english',
    duration: 3.6700000762939453,
    text: 'Where does the ferry leave?',
    segments: [
      {
        ...{ id: 0, seek: 0, start: 0, end: 3.5999999046325684, text: ' Where does the ferry leave?' },
        ...{ tokens: [50364, 2305, 775, 264, 50544], temperature: 0, avg_logprob: -0.28 },
        ...{ compression_ratio: 0.8, no_speech_prob: 0.004 },
      },
    ],
    usage: { type: 'duration', seconds: 4 },
  },
};

// Speech over a WebSocket

const responseId = 'resp_C1aB2c3';
const itemId = 'item_C1aB2c4';
const place = { response_id: responseId, item_id: itemId, output_index: 0, content_index: 0 };

/** Samples of a tenth of a second. */
export const samples = Buffer.alloc(4800, 1);

const spokenResponse = (fields: object) => ({
  ...{ object: 'realtime.response', id: responseId, output_modalities: ['audio'] },
  ...{ max_output_tokens: 'inf', metadata: null, ...fields },
});

/** Events of one text that is read aloud, in two pieces. */
export const spoken: readonly Event[] = [
  {
    ...{ type: 'session.created', event_id: 'event_1' },
    session: { object: 'realtime.session', type: 'realtime', id: 'sess_C1', model: 'gpt-realtime-2.1-mini' },
  },
  {
    ...{ type: 'response.created', event_id: 'event_2' },
    response: spokenResponse({ status: 'in_progress', output: [] }),
  },
  {
    ...{ type: 'response.output_item.added', event_id: 'event_3', response_id: responseId, output_index: 0 },
    item: {
      id: itemId,
      object: 'realtime.item',
      type: 'message',
      status: 'in_progress',
      role: 'assistant',
      content: [],
    },
  },
  {
    ...{ type: 'response.content_part.added', event_id: 'event_4', ...place },
    part: { type: 'audio', transcript: '' },
  },
  { type: 'response.output_audio_transcript.delta', event_id: 'event_5', ...place, delta: 'At the' },
  {
    ...{ type: 'response.output_audio.delta', event_id: 'event_6', ...place },
    delta: samples.subarray(0, 2400).toString('base64'),
  },
  { type: 'response.output_audio_transcript.delta', event_id: 'event_7', ...place, delta: ' north pier.' },
  {
    ...{ type: 'response.output_audio.delta', event_id: 'event_8', ...place },
    delta: samples.subarray(2400).toString('base64'),
  },
  { type: 'response.output_audio.done', event_id: 'event_9', ...place },
  { type: 'response.output_audio_transcript.done', event_id: 'event_10', ...place, transcript: 'At the north pier.' },
  {
    ...{ type: 'response.done', event_id: 'event_11' },
    response: spokenResponse({
      status: 'completed',
      output: [],
      usage: {
        ...{ total_tokens: 95, input_tokens: 61, output_tokens: 34 },
        input_token_details: { text_tokens: 61, audio_tokens: 0, image_tokens: 0, cached_tokens: 0 },
        output_token_details: { text_tokens: 12, audio_tokens: 22 },
      },
    }),
  },
  {
    ...{ type: 'rate_limits.updated', event_id: 'event_12' },
    rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_800, reset_seconds: 0.3 }],
  },
];

// Pictures

const drawnUsage = (image: number) => ({
  ...{ total_tokens: 1069 + image, input_tokens: 13 + image, output_tokens: 1056 },
  input_tokens_details: { text_tokens: 13, image_tokens: image },
});

const look = { background: 'opaque', output_format: 'png', quality: 'medium', size: '1024x1024' };

export const drawnTwice = {
  ...{ created: 1_780_000_000, ...look },
  data: [{ b64_json: pictureText(1) }, { b64_json: pictureText(2) }],
  usage: drawnUsage(0),
};

export const edited = { created: 1_780_000_100, ...look, data: [{ b64_json: pictureText(3) }], usage: drawnUsage(323) };

/** A drawing with two previews, from words or out of a picture. */
export const drawnInSteps = (kind: 'image_generation' | 'image_edit'): Event[] => [
  ...[0, 1].map((partial_image_index) => ({
    ...{ type: `${kind}.partial_image`, b64_json: pictureText(10 + partial_image_index) },
    ...{ created_at: 1_780_000_200, ...look, partial_image_index },
  })),
  {
    ...{ type: `${kind}.completed`, b64_json: pictureText(12), created_at: 1_780_000_203, ...look },
    usage: drawnUsage(kind === 'image_edit' ? 323 : 0),
  },
];

// Words of Responses, and a picture within them

const response = (fields: object) => ({
  ...{ id: 'resp_68', object: 'response', created_at: 1_780_000_300, model: 'gpt-6-luna', error: null },
  ...{ incomplete_details: null, instructions: 'Be brief.', max_output_tokens: null, metadata: {} },
  ...{ parallel_tool_calls: true, previous_response_id: null, store: false, temperature: 1, top_p: 1 },
  ...{ text: { format: { type: 'text' } }, tool_choice: 'auto', tools: [], truncation: 'disabled', ...fields },
});

const wordUsage = {
  ...{ input_tokens: 20, output_tokens: 30, total_tokens: 50 },
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 12 },
};

/** Events of a message at a place of the answer, word by word. */
function message(output_index: number, id: string, words: readonly string[]): Event[] {
  const at = { item_id: id, output_index, content_index: 0 };
  const part = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });
  const item = (status: string, content: object[]) => ({ id, type: 'message', status, role: 'assistant', content });
  const text = words.join('');
  return [
    { type: 'response.output_item.added', output_index, item: item('in_progress', []) },
    { type: 'response.content_part.added', ...at, part: part('') },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [], obfuscation: 'x7Qp' })),
    { type: 'response.output_text.done', ...at, text, logprobs: [] },
    { type: 'response.content_part.done', ...at, part: part(text) },
    { type: 'response.output_item.done', output_index, item: item('completed', [part(text)]) },
  ];
}

const begun: readonly Event[] = ['response.created', 'response.in_progress'].map((type) => ({
  ...{ type, response: response({ status: 'in_progress', output: [] }) },
}));

/** An answer after some thought. */
export const answered: readonly Event[] = numbered([
  ...begun,
  { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_68', type: 'reasoning', summary: [] } },
  {
    ...{ type: 'response.reasoning_summary_part.added', item_id: 'rs_68', output_index: 0, summary_index: 0 },
    part: { type: 'summary_text', text: '' },
  },
  {
    ...{ type: 'response.reasoning_summary_text.delta', item_id: 'rs_68', output_index: 0, summary_index: 0 },
    delta: 'Ferries leave from piers.',
  },
  {
    ...{ type: 'response.output_item.done', output_index: 0 },
    item: { id: 'rs_68', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Ferries leave from piers.' }] },
  },
  ...message(1, 'msg_68', ['From ', 'the north', ' pier.']),
  { type: 'response.completed', response: response({ status: 'completed', output: [], usage: wordUsage }) },
]);

const call = { item_id: 'ig_68', output_index: 1 };

/** An answer that draws between two messages. */
export const answeredWithPicture: readonly Event[] = numbered([
  ...begun,
  ...message(0, 'msg_69', ['I will draw it.']),
  {
    ...{ type: 'response.output_item.added', output_index: 1 },
    item: { id: 'ig_68', type: 'image_generation_call', status: 'in_progress', result: null },
  },
  { type: 'response.image_generation_call.in_progress', ...call },
  { type: 'response.image_generation_call.generating', ...call },
  {
    ...{ type: 'response.image_generation_call.partial_image', ...call },
    ...{ partial_image_index: 0, partial_image_b64: pictureText(20), ...look },
  },
  { type: 'response.image_generation_call.completed', ...call },
  {
    ...{ type: 'response.output_item.done', output_index: 1 },
    item: {
      ...{ id: 'ig_68', type: 'image_generation_call', status: 'completed', action: 'generate', ...look },
      ...{ result: pictureText(21), revised_prompt: 'A harbour at dusk, seen from the water.' },
    },
  },
  ...message(2, 'msg_70', ['Here it is.']),
  {
    type: 'response.completed',
    response: response({
      ...{ status: 'completed', output: [], usage: wordUsage },
      tool_usage: {
        image_gen: {
          ...{ input_tokens: 25, output_tokens: 1056, total_tokens: 1081 },
          ...{ input_tokens_details: { image_tokens: 0, text_tokens: 25 } },
          output_tokens_details: { image_tokens: 1056, text_tokens: 0 },
        },
        web_search: { num_requests: 0 },
      },
    }),
  },
]);
