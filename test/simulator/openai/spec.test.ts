import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeOfficial } from '../../support/official.ts';
import { type OpenAISimulator, startOpenAI } from './index.ts';
import { chatParameters, imageParameters, responsesParameters } from './parameters.ts';
import { findings, propertyNames, resolve } from './schema.ts';

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
const lenient = ['logprobs', 'detail'];

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

const ask = { model: 'gpt-6-luna', input: [{ role: 'user', content: 'table' }] };
const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'table' }] };
const drawing = { model: 'gpt-image-2', prompt: 'tea' };

describeOfficial(specFile, 'against the official description', () => {
  const root = existsSync(specFile) ? JSON.parse(readFileSync(specFile, 'utf8')) : {};
  const schema = (name: string) => resolve(`#/components/schemas/${name}`, root);
  // The live API sends these as null where the description knows only absence.
  const nullable = ['user', 'usage'];
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
  });

  test.each([
    ['complete', { text: 'a b' }],
    ['incomplete', { text: 'a b', filtered: true }],
    ['failed', { text: 'a', failed: { code: 'server_error' } }],
    ['refused', { refusal: 'no' }],
  ])('every event of a stream that is %s', async (_, answer) => {
    openai.script([answer]);
    const events = eventsOf(await (await post('/responses', { ...ask, stream: true })).text());
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
