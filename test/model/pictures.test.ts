import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createAccount } from '../../src/answering/request/usage.ts';
import type { ImagePart, ModelMessage } from '../../src/ports/index.ts';
import { isFault } from '../../src/util/errors.ts';
import { saying } from '../../src/util/messages.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { draw } from '../simulator/openai/drawings.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { collect, modelOf, question } from './support.ts';

/** Pictures in a question, through the real client. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({ models: { blind: { kind: 'text', window: 40_000, blind: true } } });
});
afterEach(() => openai.close());

const picture = (bytes: Uint8Array, over: Partial<ImagePart> = {}): ImagePart => ({
  ...{ type: 'image', bytes, mime: 'image/png', detail: 'high', tokens: 300 },
  ...over,
});
const harbour = drawPng(640, 480, 'a harbour');
const market = draw('jpeg', 320, 240, 'a market');
const shown = (...pictures: ImagePart[]): ModelMessage[] => [
  saying('user', 'hello'),
  saying('assistant', 'Hello!'),
  { role: 'user', parts: [{ type: 'text', text: 'what do you see?' }, ...pictures, { type: 'text', text: 'Thanks.' }] },
];
const both = [picture(harbour), picture(market, { mime: 'image/jpeg', detail: 'low' })];
const apis = ['responses', 'chat'] as const;

describe.each(apis)('%s', (api) => {
  const path = api === 'chat' ? '/chat/completions' : '/responses';

  test('sends words and pictures in their order, always with the pains to take', async () => {
    const { text } = await collect(modelOf(openai, { api }), { messages: shown(...both) });
    expect(text).toContain('**a harbour** (640 × 480)');
    expect(text).toContain('**a market** (320 × 240)');
    const { body = {} } = openai.requests[0] ?? {};
    const [first, second] = [harbour, market].map((bytes) => bytes.toString('base64'));
    const messages = (api === 'chat' ? body['messages'] : body['input']) as object[];
    expect(messages.at(-1)).toEqual({
      role: 'user',
      content:
        api === 'chat'
          ? [
              { type: 'text', text: 'what do you see?' },
              { type: 'image_url', image_url: { url: `data:image/png;base64,${first}`, detail: 'high' } },
              { type: 'image_url', image_url: { url: `data:image/jpeg;base64,${second}`, detail: 'low' } },
              { type: 'text', text: 'Thanks.' },
            ]
          : [
              { type: 'input_text', text: 'what do you see?' },
              { type: 'input_image', image_url: `data:image/png;base64,${first}`, detail: 'high' },
              { type: 'input_image', image_url: `data:image/jpeg;base64,${second}`, detail: 'low' },
              { type: 'input_text', text: 'Thanks.' },
            ],
    });
    expect(messages.at(-2)).toEqual({ role: 'assistant', content: 'Hello!' });
  });

  test('sends a message of words alone as a text, byte for byte as ever', async () => {
    const messages: ModelMessage[] = [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
      saying('assistant', 'A “quoted” answer'),
      saying('user', 'say ok'),
    ];
    await collect(modelOf(openai, { api }), { messages });
    const said = [
      { role: 'user', content: 'one\n\ntwo' },
      { role: 'assistant', content: 'A “quoted” answer' },
      { role: 'user', content: 'say ok' },
    ];
    expect(JSON.stringify(openai.requests[0]?.body)).toBe(
      JSON.stringify(
        api === 'chat'
          ? {
              ...{ model: 'gpt-6-luna', stream: true, stream_options: { include_usage: true } },
              messages: [{ role: 'system', content: 'Be brief.' }, ...said],
            }
          : { model: 'gpt-6-luna', stream: true, store: false, input: said, instructions: 'Be brief.' },
      ),
    );
  });

  test('asks again with the same pictures', async () => {
    openai.fail(path, { status: 500 });
    const { text } = await collect(modelOf(openai, { api }), { messages: shown(...both) });
    expect(text).toContain('a market');
    expect(openai.requests.map(({ body }) => JSON.stringify(body).length > harbour.length)).toEqual([true, true]);
  });

  test('ten large pictures hold the event loop for a moment at most', async () => {
    const large = Array.from({ length: 10 }, (_, index) =>
      picture(Buffer.concat([drawPng(64, 64, String(index)), Buffer.alloc(3_000_000 + index, index)])),
    );
    // The stand-in would read them in this process, too.
    let bytes = 0;
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => response.writeHead(401).end());
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const longest = await longestTurn(() => collect(modelOf(openai, { api, baseUrl }), { messages: shown(...large) }));
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
    expect(bytes).toBeGreaterThan(40_000_000);
  });

  test('a picture that is none is refused for good', async () => {
    const { error } = await collect(modelOf(openai, { api }), { messages: shown(picture(Buffer.from('hello'))) });
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { code: 'invalid_image_format' } });
    expect(openai.requests).toHaveLength(1);
  });

  test('a model without eyes is told from other refusals', async () => {
    const { error } = await collect(modelOf(openai, { api }), { model: 'blind', messages: shown(...both) });
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { lacks: 'vision' } });
    expect(openai.requests).toHaveLength(1);
  });
});

test('a picture that is refused within a stream is not sent again', async () => {
  openai.script(() => ({ text: '', failed: { code: 'image_parse_error' } }));
  const { error } = await collect(modelOf(openai), { messages: shown(...both) });
  expect(error).toMatchObject({ kind: 'model_rejected' });
  expect(openai.requests).toHaveLength(1);
});

describe('a model without eyes, in the words of its server', () => {
  test.each(foreign.blind)('$server', async ({ status, body }) => {
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
    const { error } = await collect(modelOf(openai, { api: 'chat' }), { messages: shown(...both) });
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { lacks: 'vision' } });
    expect(isFault(error) && 'unclear' in error.facts).toBe(false);
    expect(openai.requests).toHaveLength(1);
  });
});

test('instructions that are refused go before the words of a message with pictures', async () => {
  openai.fail('/chat/completions', { status: 400, body: '{"message":"System role not supported"}' });
  await collect(modelOf(openai, { api: 'chat' }), { messages: [{ role: 'user', parts: both }] });
  expect(openai.requests[1]?.body).toMatchObject({
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Be brief.' }, { type: 'image_url' }, { type: 'image_url' }] },
    ],
  });
});

test.each(apis)('a server that knows no detail is sent none from then on (%s)', async (api) => {
  const message = 'body.messages.0.content.1.image_url.detail: Extra inputs are not permitted';
  openai.fail(api === 'chat' ? '/chat' : '/responses', { status: 400, body: JSON.stringify({ message }) });
  const model = modelOf(openai, { api });
  for (const _ of [1, 2]) expect((await collect(model, { messages: shown(...both) })).error).toBeUndefined();
  const details = openai.requests.map(({ body }) => JSON.stringify(body).split('"detail"').length - 1);
  expect(details).toEqual([2, 0, 0]);
});

test('pictures are counted where a stream is estimated', () => {
  const account = createAccount();
  account.sent({ ...question, messages: shown(...both) });
  account.failed(true);
  expect(account.total()?.inputTokens).toBeGreaterThan(600);
});
