import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTaught } from '../../src/model/taught.ts';
import type { ModelRequest, ToolSpec } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { toolless } from '../simulator/openai/toolless.ts';
import { collect, keepLog, modelOf } from './support.ts';

/** Tools that a service refuses: the answer comes without them, and they are not offered each time. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({ models: { plain: { kind: 'text', window: 40_000 } } });
});
afterEach(() => openai.close());

const tool = (name: string, parameters: ToolSpec['parameters'] = { type: 'object' }): ToolSpec => ({
  ...{ name, description: 'Looks.', parameters },
});
const asked: Partial<ModelRequest> = { tools: [tool('weather')] };
const offered = () => openai.requests.map(({ body }) => (body['tools'] as { type: string }[] | undefined)?.length ?? 0);

describe('a server whose model calls no functions', () => {
  test.each(toolless)('answers without them, and is offered none for a while: $server', async ({ status, body }) => {
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
    const taught = createTaught();
    const model = modelOf(openai, { api: 'chat', taught });
    for (const _ of [1, 2]) expect((await collect(model, asked)).text).toBe('one two three');
    expect(offered()).toEqual([1, 0, 0]);
    expect(taught.can('gpt-6-luna', 'tools')).toBe(false);
  });

  test('is offered them again later', async () => {
    let now = 0;
    const [{ status, body } = { status: 0, body: '' }] = toolless;
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
    const model = modelOf(openai, { api: 'chat', taught: createTaught({ clock: { now: () => now } }) });
    await collect(model, asked);
    now = 7 * 3_600_000;
    await collect(model, asked);
    expect(offered()).toEqual([1, 0, 1]);
  });

  test('is not guessed to be one where it was seen to call some', async () => {
    const taught = createTaught();
    const model = modelOf(openai, { api: 'chat', taught });
    const request = { ...asked, model: 'plain' };
    openai.script([{ calls: [{ name: 'weather' }] }, 'Fair.']);
    await collect(model, request);
    openai.fail('/chat/completions', { status: 500, body: '{"error":"list index out of range"}' });
    expect((await collect(model, request)).text).toBe('Fair.');
    expect([offered(), taught.can('plain', 'tools')]).toEqual([[1, 1, 1], true]);
  });
});

test.each([
  [404, 'model_not_found'],
  [403, 'forbidden'],
])(
  'a failure that no function can have caused (%i) takes none away, and nothing is asked twice',
  async (status, code) => {
    const taught = createTaught();
    openai.fail('/responses', { status, error: { message: 'no', type: 'x', code } });
    const model = modelOf(openai, { taught });
    expect((await collect(model, asked)).error).toBeDefined();
    await collect(model, asked);
    expect([offered(), taught.can('gpt-6-luna', 'tools')]).toEqual([[1, 1], undefined]);
  },
);

test.each(['responses', 'chat'] as const)(
  '%s: a function that is refused for itself is left out alone',
  async (api) => {
    const log = keepLog();
    const taught = createTaught();
    const tools = [tool('weather'), tool('odd', { type: 'string' }), tool('tides')];
    const { text } = await collect(modelOf(openai, { api, official: true, taught, log }), { tools });
    expect([text, offered()]).toEqual(['one two three', [3, 2]]);
    expect(JSON.stringify(openai.requests[1]?.body['tools'])).not.toContain('odd');
    expect(log.lines.join()).toContain('"tool":"odd"');
    expect(taught.can('gpt-6-luna', 'tools')).toBeUndefined();
  },
);

describe('tools of the service itself', () => {
  const hosted = { search: { country: 'NO', city: 'Oslo', zone: 'Europe/Oslo' }, code: true } as const;
  const typesIn = (at: number) =>
    (openai.requests[at]?.body['tools'] as { type: string }[] | undefined)?.map(({ type }) => type);

  test('are offered with the place of the person, before functions, and are alone counted', async () => {
    await collect(modelOf(openai, { official: true }), { ...asked, hosted, draws: {} });
    const { tools, max_tool_calls: most } = openai.requests[0]?.body ?? {};
    expect(tools).toEqual([
      { type: 'image_generation' },
      {
        type: 'web_search',
        user_location: { type: 'approximate', country: 'NO', city: 'Oslo', timezone: 'Europe/Oslo' },
      },
      { type: 'code_interpreter', container: { type: 'auto' } },
      { type: 'function', name: 'weather', description: 'Looks.', parameters: { type: 'object' }, strict: false },
    ]);
    expect(most).toBe(20);
  });

  test('are not offered where nobody said that they are there', async () => {
    const model = modelOf(openai, { official: false });
    await collect(model, { hosted, model: 'gpt-oss-20b' });
    await collect(modelOf(openai, { api: 'chat' }), { hosted });
    await collect(modelOf(openai, { official: true }), {
      hosted: { search: {} },
      model: 'gpt-5-mini',
      effort: 'minimal',
    });
    expect(openai.requests.map(({ body }) => 'tools' in body)).toEqual([false, false, false]);
  });

  test('are taken back by their place where a refusal names it, and the others stay', async () => {
    const taught = createTaught();
    const body = {
      error: { message: 'Nope.', type: 'invalid_request_error', param: 'tools[1].type', code: 'invalid_value' },
    };
    openai.fail('/responses', { status: 400, body: JSON.stringify(body) });
    const { text } = await collect(modelOf(openai, { official: true, taught }), { ...asked, hosted, draws: {} });
    expect([text, typesIn(1)]).toEqual(['one two three', ['image_generation', 'code_interpreter', 'function']]);
    expect([taught.can('gpt-6-luna', 'search'), taught.can('gpt-6-luna', 'code')]).toEqual([false, undefined]);
  });
});

describe('items that a service does not take back', () => {
  const items = [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA-of-another' }];
  const messages: ModelRequest['messages'] = [
    saying('user', 'Oslo?'),
    {
      role: 'assistant',
      parts: [
        ...items.map((item) => ({ type: 'item' as const, model: 'gpt-6-luna', item })),
        { type: 'call', call: { id: 'call_1', name: 'weather', arguments: '{}' } },
      ],
    },
    { role: 'tool', parts: [{ type: 'result', call: 'call_1', text: 'Fair.' }] },
  ];

  test.each([
    [
      'cannot be read',
      400,
      { message: 'x', type: 'invalid_request_error', param: null, code: 'invalid_encrypted_content' },
    ],
    ['are not found', 404, { message: 'Item not found.', type: 'invalid_request_error', param: 'input', code: null }],
    ['lack what follows', 400, { message: 'No.', type: 'invalid_request_error', param: 'input', code: null }],
  ])('are left out, and the calls stay: they %s', async (_, status, error) => {
    openai.fail('/responses', { status, body: JSON.stringify({ error }) });
    const { text } = await collect(modelOf(openai, { official: true }), { messages });
    expect(text).toBe('Fair.');
    const types = openai.requests.map(({ body }) => (body['input'] as { type?: string }[]).map(({ type }) => type));
    expect(types).toEqual([
      [undefined, 'reasoning', 'function_call', 'function_call_output'],
      [undefined, 'function_call', 'function_call_output'],
    ]);
  });
});
