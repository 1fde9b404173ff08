import { existsSync, readFileSync } from 'node:fs';
import { WebSocket } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOfficial } from '../../support/official.ts';
import { type OpenAISimulator, startOpenAI } from './index.ts';
import {
  chatParameters,
  drawingToolParameters,
  editParameters,
  imageParameters,
  responsesParameters,
  speechParameters,
  transcriptionParameters,
} from './parameters.ts';
import { drawPng } from './png.ts';
import { createParameters } from './realtime.ts';
import { findings, propertyNames, resolve } from './schema.ts';
import { voiceOf } from './sounds.ts';

// Official descriptions and recordings, kept beside the checkout and not in it. Without them nothing is checked here.
const folder = new URL('../../../../shared/specs/', import.meta.url);
const specFile = new URL('openai-openapi.json', folder);
const recordedFile = new URL('openai-recorded.json', folder);

interface Recorded {
  name: string;
  path: string;
  request?: Record<string, unknown>;
  status: number;
  sse?: string;
  json?: Record<string, unknown>;
}

type Event = { type: string; [key: string]: unknown };

const eventsOf = (sse: string): Event[] =>
  [...sse.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? ''));

/** Keys the live API leaves out though the description requires them. */
const lenient = ['logprobs', 'detail', 'result'];

let openai: OpenAISimulator;
beforeAll(async () => {
  openai = await startOpenAI();
});
afterAll(() => openai.close());

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.key}` },
    body: JSON.stringify(body),
  });

function send(path: string, fields: Readonly<Record<string, string>>, files: Readonly<Record<string, File>>) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...files })) body.append(name, value);
  return fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${openai.key}` },
    body,
  });
}

const picture = () => new File([new Uint8Array(drawPng(1024, 1024, 'cup'))], 'a.png', { type: 'image/png' });
const voice = () => new File([new Uint8Array(voiceOf('tea, please', 2))], 'a.ogg', { type: 'audio/ogg' });

const ask = { model: 'gpt-6-luna', input: [{ role: 'user', content: 'table' }] };
const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'table' }] };
const drawing = { model: 'gpt-image-2', prompt: 'tea' };
const tools = [{ type: 'image_generation', model: 'gpt-image-2', partial_images: 1 }];
const drawn = { before: 'Now.', text: 'Here.', draws: ['tea', 'something forbidden'] };

describeOfficial(specFile, 'against the official description', () => {
  const root = existsSync(specFile) ? JSON.parse(readFileSync(specFile, 'utf8')) : {};
  const schema = (name: string) => resolve(`#/components/schemas/${name}`, root);
  // The live API sends these as null where the description knows only absence.
  const nullable = ['user', 'usage', 'conversation_id', 'status_details'];
  const tidy = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, item) => (item === null && nullable.includes(key) ? undefined : item)));
  function check(value: unknown, name: string): void {
    expect(findings(tidy(value), schema(name), root, lenient)).toEqual([]);
  }

  test('whole answers', async () => {
    check(await (await post('/responses', ask)).json(), 'Response');
    check(await (await post('/chat/completions', chat)).json(), 'CreateChatCompletionResponse');
    check(await (await post('/images/generations', drawing)).json(), 'ImagesResponse');
    const models = await fetch(`${openai.baseUrl}/models`, { headers: { authorization: `Bearer ${openai.key}` } });
    check(await models.json(), 'ListModelsResponse');
    check(await (await send('/images/edits', drawing, { image: picture() })).json(), 'ImagesResponse');
    const hearing = (model: string, fields = {}) =>
      send('/audio/transcriptions', { model, ...fields }, { file: voice() });
    check(await (await hearing('gpt-transcribe')).json(), 'CreateTranscriptionResponseJson');
    check(await (await hearing('gpt-4o-transcribe')).json(), 'CreateTranscriptionResponseJson');
    const verbose = await hearing('whisper-1', { response_format: 'verbose_json' });
    check(await verbose.json(), 'CreateTranscriptionResponseVerboseJson');
  });

  test('every event of a drawing and of a transcript that is streamed', async () => {
    const streamed = { ...drawing, stream: 'true', partial_images: '2' };
    const drawn = eventsOf(
      await (await post('/images/generations', { ...drawing, stream: true, partial_images: 2 })).text(),
    );
    const edited = eventsOf(await (await send('/images/edits', streamed, { image: picture() })).text());
    expect([drawn.length, edited.length]).toEqual([3, 3]);
    for (const event of drawn) check(event, 'ImageGenStreamEvent');
    for (const event of edited) check(event, 'ImageEditStreamEvent');
    const heard = await send('/audio/transcriptions', { model: 'gpt-transcribe', stream: 'true' }, { file: voice() });
    const words = eventsOf(await heard.text());
    expect(words.length).toBeGreaterThan(2);
    for (const event of words) check(event, 'CreateTranscriptionResponseStreamEvent');
  });

  test('every event of speech over a WebSocket', async () => {
    const socket = new WebSocket(`${openai.baseUrl.replace('http', 'ws')}/realtime?model=gpt-realtime-2.1-mini`, {
      headers: { authorization: `Bearer ${openai.key}` },
    });
    const seen: Event[] = [];
    await new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => {
        const event: Event = JSON.parse(data);
        seen.push(event);
        const content = [{ type: 'input_text', text: 'good morning' }];
        const response = {
          conversation: 'none',
          output_modalities: ['audio'],
          input: [{ type: 'message', role: 'user', content }],
        };
        if (event.type === 'session.created') socket.send(JSON.stringify({ type: 'response.create', response }));
        if (event.type === 'response.done') resolve();
      };
    });
    socket.close();
    // A union takes the closest of its members: each event has a schema of its own.
    const schemas = Object.entries(root.components.schemas as Record<string, { properties?: Record<string, unknown> }>);
    for (const event of seen) {
      const isOf = (type: unknown) => JSON.stringify(type ?? null).includes(`"${event.type}"`);
      const named = schemas.filter(([name]) => name.startsWith('RealtimeServerEvent'));
      const own = named.find(([, { properties }]) => isOf(properties?.['type']))?.[1];
      expect(findings(tidy(event), own ?? {}, root, lenient), event.type).toEqual([]);
    }
    expect(seen.map(({ type }) => type)).toContain('response.output_audio_transcript.done');
  });

  test.each([
    ['complete', { text: 'a b' }],
    ['incomplete', { text: 'a b', filtered: true }],
    ['failed', { text: 'a', failed: { code: 'server_error' } }],
    ['refused', { refusal: 'no' }],
    ['with pictures', drawn],
  ])('every event of a stream that is %s', async (_, answer) => {
    openai.script([answer]);
    const events = eventsOf(await (await post('/responses', { ...ask, tools, stream: true })).text());
    expect(events.length).toBeGreaterThan(3);
    for (const event of events) check(event, 'ResponseStreamEvent');
  });

  test('every chunk of a chat', async () => {
    const body = { ...chat, stream: true, stream_options: { include_usage: true } };
    for (const chunk of eventsOf(await (await post('/chat/completions', body)).text())) {
      check(chunk, 'CreateChatCompletionStreamResponse');
    }
  });

  test('no parameter is refused as unknown that the description knows', () => {
    const unknown = (name: string, known: object) =>
      [...propertyNames(schema(name), root)].filter((parameter) => !Object.hasOwn(known, parameter));
    expect(unknown('CreateResponse', responsesParameters)).toEqual([]);
    expect(unknown('CreateChatCompletionRequest', chatParameters)).toEqual([]);
    // Of retired models; the live API refuses them for all that are left.
    expect(unknown('CreateImageRequest', imageParameters)).toEqual(['response_format', 'style']);
    // Files, and what only one older model takes.
    expect(unknown('CreateImageEditRequest', editParameters)).toEqual([
      'image',
      'mask',
      'response_format',
      'input_fidelity',
    ]);
    expect(unknown('CreateTranscriptionRequest', transcriptionParameters)).toEqual(['file']);
    // Of retired models.
    expect(unknown('ImageGenTool', drawingToolParameters)).toEqual(['input_fidelity']);
    expect(unknown('CreateSpeechRequest', speechParameters)).toEqual([]);
    expect(unknown('RealtimeResponseCreateParams', createParameters)).toEqual([]);
  });
});

describeOfficial(recordedFile, 'against recordings of the real service', () => {
  const recorded: Recorded[] = existsSync(recordedFile) ? JSON.parse(readFileSync(recordedFile, 'utf8')) : [];
  const keys = (value: unknown) => Object.keys(typeof value === 'object' && value !== null ? value : {});

  test('plain streams have the same events in the same order, with the same fields', async () => {
    const real = recorded.find((entry) => entry.name === 'resp/test_openai_responses_stream#1');
    const theirs = eventsOf(real?.sse ?? '');
    expect(theirs.length).toBeGreaterThan(5);
    const ours = eventsOf(await (await post('/responses', { ...ask, stream: true })).text());
    const order = (events: Event[]) => [...new Set(events.map((event) => event.type))];
    expect(order(ours)).toEqual(order(theirs));
    for (const event of theirs) {
      const twin = ours.find((one) => one.type === event.type);
      expect(keys(twin), event.type).toEqual(expect.arrayContaining(keys(event)));
      expect(keys(twin?.['response']), event.type).toEqual(expect.arrayContaining(keys(event['response'])));
    }
  });

  test('a drawing within an answer has the same events in the same order, with the same fields', async () => {
    const real = recorded.find((entry) => entry.name === 'vercel/openai-image-generation-tool.stream');
    const theirs = eventsOf(real?.sse ?? '').filter(({ type }) => type.startsWith('response.image_generation_call'));
    expect(theirs.length).toBe(4);
    openai.script([drawn]);
    const ours = eventsOf(await (await post('/responses', { ...ask, tools, stream: true })).text());
    const order = (events: Event[]) => [...new Set(events.map((event) => event.type))];
    expect(order(ours).filter((type) => type.startsWith('response.image'))).toEqual(order(theirs));
    const itemIn = (events: Event[]) =>
      events
        .filter(({ type }) => type === 'response.output_item.done')
        .map(({ item }) => item as Event)
        .find((item) => item.type === 'image_generation_call');
    expect(keys(itemIn(ours))).toEqual(expect.arrayContaining(keys(itemIn(eventsOf(real?.sse ?? '')))));
    for (const event of theirs)
      expect(keys(ours.find(({ type }) => type === event.type)), event.type).toEqual(
        expect.arrayContaining(keys(event)),
      );
  });

  test('requests the real service took are not refused for their parameters', async () => {
    const taken = recorded.filter(
      (entry) => entry.status === 200 && entry.request && /\/(responses|chat\/completions)$/.test(entry.path),
    );
    expect(taken.length).toBeGreaterThan(100);
    const refused: string[] = [];
    for (const entry of taken) {
      const path = entry.path.replace('/v1', '');
      const response = await post(path, {
        ...entry.request,
        model: 'gpt-6-luna',
        stream: false,
        stream_options: undefined,
      });
      const body = await response.json();
      if (response.status !== 200) refused.push(`${entry.name}: ${body.error?.message}`);
    }
    expect(refused).toEqual([]);
  });

  test('refusals are worded and coded alike', async () => {
    const byName = (name: string) => recorded.find((entry) => entry.name === name)?.json?.['error'];
    const errorOf = async (response: Promise<Response>) => (await (await response).json()).error;
    expect(await errorOf(post('/responses', { ...ask, temperature: -1 }))).toEqual(
      byName('resp/test_openai_responses_model_http_error'),
    );
    expect(await errorOf(post('/responses', { ...ask, model: 'o4-mini', temperature: 0.5 }))).toEqual(
      byName('vercel/temperature-unsupported-400'),
    );
    expect(await errorOf(post('/chat/completions', { ...chat, model: 'o4-mini', max_tokens: 50 }))).toEqual(
      byName('vercel/chat-legacy-parameter-400'),
    );
    expect(await errorOf(post('/images/generations', { ...drawing, response_format: 'url' }))).toEqual(
      byName('vercel/image-response-format-400'),
    );
  });
});
