import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createDrawnEvents } from '../../src/model/drawn-events.ts';
import { createTaught } from '../../src/model/taught.ts';
import type { ModelEvent, ModelRequest, OutgoingFile } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { longestTurn } from '../attacks/longest-turn.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { see } from '../simulator/openai/pictures.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { startServer } from '../simulator/server.ts';
import { collect, keepClock, keepLog, modelOf } from './support.ts';

/** Pictures that a model draws within its answer, by the tool of its service. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({ models: { words: { kind: 'text', window: 40_000, drawsNot: true } } });
});
afterEach(() => openai.close());

const draws = { model: 'gpt-image-2.5-flare' };
const asked: Partial<ModelRequest> = { draws, messages: [saying('user', 'please draw me a cat')] };
const picturesIn = (events: readonly ModelEvent[]): OutgoingFile[] =>
  events.flatMap((event) => (event.type === 'picture' ? [event.file] : []));
const toolsOf = (index: number) => openai.requests[index]?.body['tools'];

test('offers the tool, and gives the picture before the words, with the tokens of both', async () => {
  const plain = await collect(modelOf(openai), { messages: asked.messages ?? [] });
  const { events, text, end } = await collect(modelOf(openai), asked);
  expect(openai.requests.map(({ body }) => [body['tools'], body['max_tool_calls']])).toEqual([
    [undefined, undefined],
    [[{ type: 'image_generation', model: 'gpt-image-2.5-flare' }], 4],
  ]);
  const [picture] = picturesIn(events);
  expect(picture).toMatchObject({ mime: 'image/png', name: 'picture-1.png' });
  expect(see(Buffer.from(picture?.bytes ?? []))).toEqual({
    mime: 'image/png',
    width: 1024,
    height: 1024,
    text: 'a cat',
  });
  expect(events.map(({ type }) => type).filter((type) => type !== 'text')).toEqual(['drawing', 'picture', 'end']);
  expect(text).toBe('Here it is: **a cat**.');
  const tokens = (each: typeof end) => (each?.type === 'end' ? (each.usage?.outputTokens ?? 0) : 0);
  expect(tokens(end) - 1056).toBeGreaterThan(0);
  expect(tokens(plain.end)).toBeLessThan(1056);
});

test('draws several, and no more than are kept', async () => {
  openai.script([{ before: 'Here they come.', text: 'Five.', draws: ['a', 'b', 'c', 'd', 'e'] }]);
  const { events, text } = await collect(modelOf(openai), asked);
  expect(text).toBe('Five.');
  expect(events[0]).toEqual({ type: 'commentary', delta: 'Here they come.' });
  expect(picturesIn(events).map(({ name }) => name)).toEqual([
    'picture-1.png',
    'picture-2.png',
    'picture-3.png',
    'picture-4.png',
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'complete' });
});

describe('an answer of', () => {
  test('a picture alone is one', async () => {
    openai.script([{ text: '', draws: ['a cat'] }]);
    const { events, error } = await collect(modelOf(openai), asked);
    expect([error, picturesIn(events).length]).toEqual([undefined, 1]);
  });

  test('a refused picture and words is one of words', async () => {
    openai.script([{ text: 'I may not draw that.', draws: ['something forbidden'] }]);
    const { events, text, error } = await collect(modelOf(openai), asked);
    expect([error, text, picturesIn(events)]).toEqual([undefined, 'I may not draw that.', []]);
  });

  test('a refused picture alone is one that the service filtered', async () => {
    openai.script([{ text: '', draws: ['something forbidden'] }]);
    expect((await collect(modelOf(openai), asked)).error).toMatchObject({ kind: 'model_filtered' });
  });

  test('one document, though a stream was asked for', async () => {
    openai.script([{ text: 'Two.', draws: ['a cat', 'a dog'], whole: true }]);
    const { events, text } = await collect(modelOf(openai), asked);
    expect([text, picturesIn(events).map(({ bytes }) => see(Buffer.from(bytes))?.text)]).toEqual([
      'Two.',
      ['a cat', 'a dog'],
    ]);
    // Each is begun before it is there, so that it is paid for.
    const signs = events.filter(({ type }) => type === 'drawing' || type === 'picture');
    expect(signs.map(({ type }) => type)).toEqual(['drawing', 'picture', 'drawing', 'picture']);
  });
});

describe('is asked once', () => {
  test.each(['reset', 'end', 'error'] as const)(
    'where a picture was begun, and the stream breaks off (%s)',
    async (how) => {
      openai.script([{ text: 'Here.', draws: ['a cat'], breaks: { how, afterEvents: 4 } }]);
      const { events, error } = await collect(modelOf(openai), asked);
      expect(events.map(({ type }) => type)).toEqual(['drawing']);
      expect(error).toBeDefined();
      expect(openai.requests).toHaveLength(1);
    },
  );

  test('and gives the picture that was done when it broke off', async () => {
    openai.script([{ text: 'Here.', draws: ['a cat'], breaks: { how: 'end', afterEvents: 7 } }]);
    const { events, error } = await collect(modelOf(openai), asked);
    expect([events.map(({ type }) => type), error]).toMatchObject([['drawing', 'picture'], { kind: 'model_cut' }]);
  });

  test('and more than once before any was begun', async () => {
    openai.script([
      { text: '', breaks: { how: 'reset', afterEvents: 2 } },
      { text: '', draws: ['a cat'] },
    ]);
    const { events } = await collect(modelOf(openai), asked);
    expect(events.map(({ type }) => type)).toEqual(['again', 'drawing', 'picture', 'end']);
  });
});

test('a picture may take longer than a pause between words', async () => {
  openai.script([{ before: 'I will draw it.', text: '', draws: ['a cat'], tokensPerSecond: 3 }]);
  const { events, text, error } = await collect(modelOf(openai, { idleMs: 250, firstMs: 5000 }), asked);
  expect([error, text, picturesIn(events).length]).toEqual([undefined, '', 1]);
  expect(events[0]).toEqual({ type: 'commentary', delta: 'I will draw it.' });
});

describe('a service without the tool', () => {
  const refusals: [string, object][] = [
    ['the model has none', {}],
    [
      'the account may not use the model that draws',
      {
        status: 403,
        error: {
          message: 'Your organization must be verified to use the model `gpt-image-2.5-flare`.',
          type: 'invalid_request_error',
        },
      },
    ],
    [
      'it knows no such tool',
      { status: 422, body: '{"detail":[{"loc":["body","tools",0,"type"],"msg":"Input should be \'function\'"}]}' },
    ],
    ['it does not say why', { status: 500, body: '{"error":"unsupported tool type"}' }],
  ];
  test.each(refusals)('answers in words, and is offered it no more: %s', async (why, failure) => {
    if ('status' in failure) openai.fail('/responses', failure as never);
    const taught = createTaught();
    const model = modelOf(openai, { taught, official: why.startsWith('the account') });
    const request = { ...asked, model: 'status' in failure ? 'gpt-6-luna' : 'words' };
    for (const _ of [1, 2]) expect((await collect(model, request)).error).toBeUndefined();
    expect(openai.requests.map(({ body }) => body['tools'] !== undefined)).toEqual([true, false, false]);
    expect(taught.can(request.model, 'drawing')).toBe(false);
  });

  test('is offered it again after some hours', async () => {
    let now = 0;
    const model = modelOf(openai, { taught: createTaught({ clock: { now: () => now } }) });
    await collect(model, { ...asked, model: 'words' });
    now = 7 * 3_600_000;
    await collect(model, { ...asked, model: 'words' });
    expect(openai.requests.map(({ body }) => body['tools'] !== undefined)).toEqual([true, false, true, false]);
  });

  test('is not blamed where something else was refused', async () => {
    const taught = createTaught();
    const { error } = await collect(modelOf(openai, { taught }), { ...asked, temperature: 3, effort: 'none' });
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: 'temperature' } });
    expect([openai.requests.length, taught.can('gpt-6-luna', 'drawing')]).toEqual([1, undefined]);
  });

  test.each([
    ['/chat/completions knows none', { api: 'chat' }, {}],
    ['the model is known to have none', {}, { model: 'o4-mini' }],
    ['the newest fields are left out', {}, { lenient: true }],
  ] as const)('is not offered it: %s', async (_, options, request) => {
    const { error } = await collect(modelOf(openai, options), { ...asked, ...request });
    expect([error, toolsOf(0), openai.requests.length]).toEqual([undefined, undefined, 1]);
  });
});

describe('events with pictures', () => {
  const png = Buffer.concat([drawPng(64, 64, 'a cat'), Buffer.alloc(20_000, 'picture')]);
  const encoded = png.toString('base64');
  const item = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: encoded };
  const stream = [
    { type: 'response.image_generation_call.partial_image', partial_image_b64: encoded.slice(0, 5000) },
    { type: 'response.output_item.done', item },
    { type: 'response.output_text.delta', delta: 'It says "result":"here" of itself.' },
    { type: 'response.completed', response: { output: [item] } },
  ]
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .join('');

  test.each([1, 7, 4096])('are read in pieces of %i bytes', (size) => {
    const decoder = createDrawnEvents();
    const events: Readonly<Record<string, unknown>>[] = [];
    const bytes = Buffer.from(stream);
    for (let at = 0; at < bytes.length; at += size) events.push(...decoder.push(bytes.subarray(at, at + size)));
    events.push(...decoder.flush());
    expect(events.map(({ type }) => type)).toHaveLength(4);
    expect(events[1]).toMatchObject({ item: { result: png } });
    expect(events[2]).toMatchObject({ delta: 'It says "result":"here" of itself.' });
  });

  test('hold the event loop for a moment at most, and are bounded', async () => {
    const megabyte = 'iVBORw0KGgo'.padEnd(1024 * 1024, 'A');
    const endless = async (write: (text: string) => Promise<void>) => {
      await write('data: {"type":"response.output_item.done","item":{"type":"image_generation_call","result":"');
      for (let count = 0; count < 100; count += 1) await write(megabyte);
    };
    const server = await startServer(async () => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      stream: async (response) => {
        await endless(
          (text) =>
            new Promise((resolve) => {
              if (response.destroyed || response.write(text, () => resolve())) resolve();
            }),
        );
        response.end();
      },
    }));
    onTestFinished(() => server.close());
    const model = modelOf(openai, { baseUrl: `${server.url}/v1`, retries: 0, clock: keepClock(), log: keepLog() });
    await model.warm();
    let heard: Awaited<ReturnType<typeof collect>> | undefined;
    const longest = await longestTurn(async () => {
      heard = await collect(model, asked);
    });
    expect(heard?.error).toMatchObject({ kind: 'model_cut', message: expect.stringContaining('larger') });
    expect(longest).toBeLessThan(50);
  });
});
