import { expect, test } from 'vitest';
import { createChatReader } from '../../src/model/chat.ts';
import { DONE } from '../../src/model/sse.ts';
import type { ModelEvent } from '../../src/ports/index.ts';
import { startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

/** Calls as servers that are not OpenAI write them: read by what they mean. */

/** Calls that a reader makes of deltas. */
function callsOf(deltas: readonly object[], finish: string | null = 'tool_calls', done = false): ModelEvent[] {
  const reader = createChatReader({ model: 'm' }, { maker: 'm' });
  for (const delta of deltas) reader.read({ choices: [{ index: 0, delta }] });
  if (finish !== null) reader.read({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
  const end = done ? reader.read(DONE) : reader.close();
  return [...reader.calls(), end as ModelEvent];
}

const said = (deltas: readonly object[], finish?: string | null, done?: boolean) =>
  callsOf(deltas, finish, done).flatMap((event) =>
    event.type === 'call' ? [[event.call.name, event.call.arguments]] : [],
  );

const both = [
  ['weather', '{"city":"Oslo"}'],
  ['tides', '{}'],
];
const f = (name: string | undefined, written?: unknown) => ({
  function: { ...(name === undefined ? {} : { name }), ...(written === undefined ? {} : { arguments: written }) },
});

test.each<[string, object[]]>([
  ['whole, without index or id', [{ tool_calls: [f('weather', '{"city":"Oslo"}'), f('tides', '{}')] }]],
  [
    'whole, one a delta, all with index 0',
    [
      { tool_calls: [{ index: 0, id: 'a', ...f('weather', '{"city":"Oslo"}') }] },
      { tool_calls: [{ index: 0, id: 'b', ...f('tides', '{}') }] },
    ],
  ],
  [
    'in pieces, one index for all, ids in the first alone',
    [
      { tool_calls: [{ index: 0, id: 'a', ...f('weather', '') }] },
      { tool_calls: [{ index: 0, ...f(undefined, '{"city":') }] },
      { tool_calls: [{ index: 0, ...f(undefined, '"Oslo"}') }] },
      { tool_calls: [{ index: 0, id: 'b', ...f('tides', '{}') }] },
    ],
  ],
  [
    'in pieces, the name and the id in each',
    [
      { tool_calls: [{ index: 0, id: 'a', ...f('weather', '{"ci') }] },
      { tool_calls: [{ index: 0, id: 'a', ...f('weather', 'ty":"Os') }] },
      { tool_calls: [{ index: 0, id: 'a', ...f('weather', 'lo"}') }] },
      { tool_calls: [{ index: 1, id: 'b', ...f('tides', '{}') }] },
    ],
  ],
  [
    'in pieces, the name in each, no id',
    [
      { tool_calls: [{ index: 0, ...f('weather', '{"city":') }] },
      { tool_calls: [{ index: 0, ...f('weather', '"Oslo"}') }] },
      { tool_calls: [{ index: 1, ...f('tides', '{}') }] },
    ],
  ],
  [
    'in pieces, mixed by their index',
    [
      {
        tool_calls: [
          { index: 0, id: 'a', ...f('weather') },
          { index: 1, id: 'b', ...f('tides') },
        ],
      },
      { tool_calls: [{ index: 0, ...f(undefined, '{"city":') }] },
      {
        tool_calls: [
          { index: 1, ...f(undefined, '{}') },
          { index: 0, ...f(undefined, '"Oslo"}') },
        ],
      },
    ],
  ],
  [
    'arguments as objects, and none at all',
    [
      {
        tool_calls: [
          { index: 0, ...f('weather', { city: 'Oslo' }) },
          { index: 1, ...f('tides') },
        ],
      },
    ],
  ],
  [
    'empty ids, nulls in place of what is absent',
    [
      { tool_calls: [{ index: 0, id: '', type: 'function', ...f('weather', null) }], content: null },
      { tool_calls: [{ index: 0, id: '', function: { name: null, arguments: '{"city":"Oslo"}' } }] },
      { tool_calls: [{ index: 1, id: null, ...f('tides', '') }] },
    ],
  ],
])('%s', (_, deltas) => {
  expect(said(deltas)).toEqual(both);
});

test.each([
  ['stop', false],
  ['tool_calls', true],
  ['function_call', false],
  [null, true],
] as const)('an ending of %s is one with calls', (finish, done) => {
  const events = callsOf([{ tool_calls: [f('weather', '{"city":"Oslo"}')] }], finish, done);
  expect(events.map(({ type }) => type)).toEqual(['call', 'end']);
  expect(events[1]).toMatchObject({ reason: 'complete' });
});

test('the older form of one call is read', () => {
  const deltas = [
    { function_call: { name: 'weather', arguments: '{"city":' } },
    { function_call: { arguments: '"Oslo"}' } },
  ];
  expect(said(deltas)).toEqual([both[0]]);
});

test('each call has an id of its own, whatever the service gave', () => {
  const deltas = [
    {
      tool_calls: [
        { index: 0, id: 'x', ...f('a', '{}') },
        { index: 1, id: 'x', ...f('b', '{}') },
      ],
    },
  ];
  const ids = callsOf(deltas).flatMap((event) => (event.type === 'call' ? [event.call.id] : []));
  expect(ids[0]).toBe('x');
  expect(ids[1]).toMatch(/^[0-9a-f]{9}$/);
});

test('a call without a name is none', () => {
  const reading = () =>
    callsOf([{ tool_calls: [{ index: 0, id: 'a', function: { arguments: '{}' } }], content: 'Hm.' }]);
  expect(reading().map(({ type }) => type)).toEqual(['end']);
});

test('calls, names, ids and arguments have bounds', () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ index, id: `c${index}`, ...f('a', '{}') }));
  expect(said([{ tool_calls: many }])).toHaveLength(64);
  const long = `{"text":"${'x'.repeat(200_000)}"}`;
  const pieces = Array.from({ length: 500 }, (_, at) => ({
    tool_calls: [
      {
        index: 0,
        id: at === 0 ? 'y'.repeat(20_000) : undefined,
        ...f(at === 0 ? 'n'.repeat(900) : undefined, long.slice(at * 500, at * 500 + 500)),
      },
    ],
  }));
  const [event] = callsOf(pieces);
  const call = event?.type === 'call' ? event.call : undefined;
  expect([call?.name.length, call?.id.length, call?.arguments.length]).toEqual([200, 9, 1000]);
  expect(() => JSON.parse(call?.arguments ?? '')).toThrow();
});

test('reasoning and signatures go back to the model that made them, with the call they belong to', async () => {
  const openai = await startOpenAI();
  try {
    const signed = { google: { thought_signature: 'c2lnbmVk' } };
    const deltas = [
      { reasoning_content: 'Look ' },
      { reasoning_content: 'it up.', reasoning_details: [{ type: 'reasoning.text', text: 'x', signature: 's' }] },
      { tool_calls: [{ index: 0, id: 'a', extra_content: signed, ...f('weather', '{"city":"Oslo"}') }] },
    ];
    const [item, call] = callsOf(deltas);
    if (item?.type !== 'item' || call?.type !== 'call') throw new Error('expected an item and a call');
    const assistant = { role: 'assistant' as const, parts: [{ type: 'item' as const, ...item.item }, call] };
    const results = { role: 'tool' as const, parts: [{ type: 'result' as const, call: 'a', text: 'Fair.' }] };
    for (const model of ['gpt-6-luna', 'gpt-6-sol']) {
      const own = { ...assistant, parts: [{ type: 'item' as const, model: 'gpt-6-luna', item: item.item.item }, call] };
      await collect(modelOf(openai, { api: 'chat' }), { model, messages: [own, results] });
    }
    const sent = openai.requests.map(({ body }) => (body['messages'] as object[])[1]);
    const plain = { id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };
    expect(sent).toEqual([
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'Look it up.',
        reasoning_details: [{ type: 'reasoning.text', text: 'x', signature: 's' }],
        tool_calls: [{ ...plain, extra_content: signed }],
      },
      { role: 'assistant', content: null, tool_calls: [plain] },
    ]);
  } finally {
    await openai.close();
  }
});
