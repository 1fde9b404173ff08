import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelEvent, ModelMessage, ModelRequest, ServiceItem, ToolCall, ToolSpec } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

/** Functions that a model calls, and what goes back with their results. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

const apis = ['responses', 'chat'] as const;

const tool = (name: string): ToolSpec => ({
  name,
  description: `Gives the ${name}.`,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city'],
  },
});
const tools = [tool('weather'), tool('tides')];
const asked: Partial<ModelRequest> = { tools, messages: [saying('user', 'What is it like in Oslo?')] };

const callsIn = (events: readonly ModelEvent[]): ToolCall[] =>
  events.flatMap((event) => (event.type === 'call' ? [event.call] : []));
const itemsIn = (events: readonly ModelEvent[]): ServiceItem[] =>
  events.flatMap((event) => (event.type === 'item' ? [event.item] : []));
const bodyOf = (index: number) => openai.requests[index]?.body;

/** The messages of the next round: what was said and called, and a result for each call. */
function answered({ events, text }: Awaited<ReturnType<typeof collect>>): ModelMessage[] {
  const calls = callsIn(events);
  return [
    ...(asked.messages ?? []),
    {
      role: 'assistant',
      parts: [
        ...itemsIn(events).map((item) => ({ type: 'item' as const, ...item })),
        ...(text === '' ? [] : [{ type: 'text' as const, text }]),
        ...calls.map((call) => ({ type: 'call' as const, call })),
      ],
    },
    {
      role: 'tool',
      parts: calls.map(({ id, name }) => ({ type: 'result' as const, call: id, text: `${name}: fair` })),
    },
  ];
}

describe.each(apis)('%s', (api) => {
  test('tells the model of its tools, reads calls, and sends them back with their results', async () => {
    openai.script([
      {
        text: 'Let me look.',
        calls: [
          { name: 'weather', arguments: { city: 'Oslo, "the" city', days: 3 }, id: 'call_1' },
          { name: 'tides', arguments: { city: 'Oslo' }, id: 'call_2' },
        ],
      },
      { text: 'It is fair.' },
    ]);
    const model = modelOf(openai, { api });
    const first = await collect(model, asked);
    expect([first.error, first.text]).toEqual([undefined, 'Let me look.']);
    expect(callsIn(first.events)).toEqual([
      { id: 'call_1', name: 'weather', arguments: '{"city":"Oslo, \\"the\\" city","days":3}' },
      { id: 'call_2', name: 'tides', arguments: '{"city":"Oslo"}' },
    ]);
    expect(first.events.slice(-3).map(({ type }) => type)).toEqual(['call', 'call', 'end']);
    expect(first.end).toMatchObject({ reason: 'complete', usage: { outputTokens: expect.any(Number) } });
    const second = await collect(model, { ...asked, messages: answered(first) });
    expect([second.error, second.text]).toEqual([undefined, 'It is fair.']);
    const [{ name, description, parameters }] = tools as [ToolSpec];
    const spec = { name, description, parameters };
    expect(bodyOf(0)?.['tools']).toEqual([
      api === 'chat' ? { type: 'function', function: spec } : { type: 'function', ...spec, strict: false },
      expect.anything(),
    ]);
    expect(bodyOf(0)).not.toHaveProperty('max_tool_calls');
  });

  test('reads a call without words', async () => {
    openai.script([{ calls: [{ name: 'weather' }] }]);
    const { events, error } = await collect(modelOf(openai, { api }), asked);
    expect([error, callsIn(events)]).toMatchObject([undefined, [{ name: 'weather', arguments: '{}' }]]);
  });

  test('reads calls of an answer that comes as one document', async () => {
    openai.script([{ text: 'Let me look.', calls: [{ name: 'weather', arguments: { city: 'Oslo' } }], whole: true }]);
    const { events, text } = await collect(modelOf(openai, { api }), asked);
    expect([text, callsIn(events)]).toMatchObject([
      'Let me look.',
      [{ name: 'weather', arguments: '{"city":"Oslo"}' }],
    ]);
  });

  test('a call that is cut by the limit of tokens is none', async () => {
    const limited = { ...asked, maxOutputTokens: 16, effort: 'none' };
    openai.script([{ text: 'a b c d e f g h i j k l', calls: [{ name: 'weather', arguments: 'x '.repeat(40) }] }]);
    const { events, end } = await collect(modelOf(openai, { api }), limited);
    expect([callsIn(events), itemsIn(events), end]).toMatchObject([[], [], { reason: 'length' }]);
  });

  test('is asked once more where the stream breaks off within a call, for nothing was said or done', async () => {
    openai.script([
      { calls: [{ name: 'weather', arguments: { city: 'Oslo' } }], breaks: { how: 'end', afterTokens: 2 } },
      { calls: [{ name: 'weather', arguments: { city: 'Bergen' } }] },
    ]);
    const { events } = await collect(modelOf(openai, { api }), asked);
    expect(events.map(({ type }) => type).filter((type) => type !== 'item')).toEqual(['again', 'call', 'end']);
    expect(callsIn(events)).toMatchObject([{ arguments: '{"city":"Bergen"}' }]);
  });

  test('sends arguments that are no object as an empty one: some servers read them', async () => {
    openai.script([{ calls: [{ name: 'weather', arguments: '{"city": ' }] }, { text: 'Sorry.' }]);
    const model = modelOf(openai, { api });
    const first = await collect(model, asked);
    expect(callsIn(first.events)).toMatchObject([{ arguments: '{"city": ' }]);
    await collect(model, { ...asked, messages: answered(first) });
    const sent = JSON.stringify(bodyOf(1));
    expect(sent).toContain('"arguments":"{}"');
    expect(sent).not.toContain('city\\":');
  });

  test('gives a call another id where its own was taken before', async () => {
    openai.script([
      { calls: [{ name: 'weather', id: 'call_0' }] },
      { calls: [{ name: 'tides', id: 'call_0' }] },
      'Done.',
    ]);
    const model = modelOf(openai, { api });
    const first = await collect(model, asked);
    const messages = answered(first);
    const second = await collect(model, { ...asked, messages });
    const [call] = callsIn(second.events);
    expect(call?.id).toMatch(/^[0-9a-f]{9}$/);
    const third = await collect(model, { ...asked, messages: [...messages, ...answered(second).slice(1)] });
    expect(third.text).toBe('Done.');
  });

  test('asks for nothing more where there are no tools', async () => {
    await collect(modelOf(openai, { api }), { messages: asked.messages ?? [], tools: [] });
    await collect(modelOf(openai, { api }), { messages: asked.messages ?? [] });
    expect(JSON.stringify(bodyOf(0))).toBe(JSON.stringify(bodyOf(1)));
    const said = '{"role":"user","content":"What is it like in Oslo?"}';
    const system = '{"role":"system","content":"Be brief."}';
    expect(JSON.stringify(bodyOf(1))).toBe(
      api === 'chat'
        ? `{"model":"gpt-6-luna","stream":true,"stream_options":{"include_usage":true},"messages":[${system},${said}]}`
        : `{"model":"gpt-6-luna","stream":true,"store":false,"input":[${said}],"instructions":"Be brief."}`,
    );
  });
});

describe('items of the Responses API', () => {
  const round = { before: 'I look it up.', calls: [{ name: 'weather', arguments: { city: 'Oslo' }, id: 'call_1' }] };

  test('go back as they were, in their order, and their arguments are kept once', async () => {
    openai.script([round, 'Fair.']);
    const model = modelOf(openai);
    const first = await collect(model, asked);
    expect(first.events[0]).toEqual({ type: 'commentary', delta: 'I look it up.' });
    expect(first.text).toBe('');
    expect(bodyOf(0)).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
    const items = itemsIn(first.events);
    expect(items.map(({ model: maker, item }) => [maker, item['type'], item['phase']])).toEqual([
      ['gpt-6-luna', 'reasoning', undefined],
      ['gpt-6-luna', 'message', 'commentary'],
      ['gpt-6-luna', 'function_call', undefined],
    ]);
    expect(JSON.stringify(items)).not.toContain('Oslo');
    const second = await collect(model, { ...asked, messages: answered(first) });
    expect(second.text).toBe('Fair.');
    expect(bodyOf(1)?.['input']).toEqual([
      { role: 'user', content: 'What is it like in Oslo?' },
      items[0]?.item,
      items[1]?.item,
      { ...items[2]?.item, arguments: '{"city":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'weather: fair' },
    ]);
  });

  test('go to no other model, nor to a model of the same name elsewhere: it is told of the calls alone', async () => {
    openai.script([round, 'Fair.']);
    const first = await collect(modelOf(openai), asked);
    const second = await collect(modelOf(openai), { ...asked, model: 'gpt-6-sol', messages: answered(first) });
    expect(second.text).toBe('Fair.');
    const plain = [
      { role: 'user', content: 'What is it like in Oslo?' },
      { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'weather: fair' },
    ];
    expect(bodyOf(1)?.['input']).toEqual(plain);
  });

  test('are not asked for of a model that does not reason', async () => {
    openai.script([round]);
    const { events } = await collect(modelOf(openai), { ...asked, model: 'gpt-4.1-mini' });
    expect(bodyOf(0)).not.toHaveProperty('include');
    expect(itemsIn(events).map(({ item }) => item['type'])).toEqual(['message', 'function_call']);
  });

  test('are left where nothing was called', async () => {
    openai.script([{ text: 'Fair.' }]);
    expect(itemsIn((await collect(modelOf(openai), asked)).events)).toEqual([]);
  });
});
