import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModelEvent, ModelMessage, ModelRequest, ToolSpec } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { findings, resolve } from '../simulator/openai/schema.ts';
import { describeOfficial } from '../support/official.ts';
import * as recordings from './recorded-tools.ts';
import { streamOf } from './recordings.ts';
import { collect, modelOf } from './support.ts';

/** Answers with tools as they were recorded, or as they are documented, through the port. */

// Recordings of the real service and its description, kept beside the checkout and not in it.
const folder = new URL('../../../shared/specs/', import.meta.url);
const file = new URL('openai-recorded.json', folder);
const specFile = new URL('openai-openapi.json', folder);

interface Recorded {
  name: string;
  path: string;
  request?: { tools?: Record<string, unknown>[]; input?: Item[]; messages?: Item[]; include?: string[] };
  status: number;
  sse?: string;
  json?: { status?: string; output?: Item[]; choices?: { message: { tool_calls?: Item[] } }[] };
}

type Item = Record<string, unknown>;

let openai: OpenAISimulator;
beforeAll(async () => {
  openai = await startOpenAI();
});
afterAll(() => openai.close());

const tools: ToolSpec[] = ['timetable', 'tides'].map((name) => ({
  ...{ name, description: 'Looks.', parameters: { type: 'object' } },
}));
const asked: Partial<ModelRequest> = {
  tools,
  hosted: { search: {} },
  messages: [saying('user', 'When does it leave?')],
};

async function read(body: string | object, api: 'responses' | 'chat', request = asked) {
  const type = typeof body === 'string' ? 'text/event-stream; charset=utf-8' : 'application/json';
  openai.rule({ match: () => true, reply: { status: 200, headers: { 'content-type': type }, body }, times: 1 });
  return collect(modelOf(openai, { api, official: true, retries: 0 }), request);
}

const callsIn = (events: readonly ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'call' ? [event.call] : []));

/** The next request: what an answer holds, and a result for each of its calls. */
async function replayed(events: readonly ModelEvent[], api: 'responses' | 'chat'): Promise<Item[]> {
  const parts = events.flatMap((event): ModelMessage['parts'][number][] => {
    if (event.type === 'item') return [{ type: 'item', ...event.item }];
    return event.type === 'call' ? [event] : [];
  });
  const results = callsIn(events).map(({ id }) => ({ type: 'result' as const, call: id, text: 'At ten.' }));
  const messages: ModelMessage[] = [
    ...(asked.messages ?? []),
    { role: 'assistant', parts },
    { role: 'tool', parts: results },
  ];
  const { error } = await collect(modelOf(openai, { api, official: true }), { ...asked, messages });
  expect(error).toBeUndefined();
  const { input, messages: sent } = openai.requests.at(-1)?.body ?? {};
  return ((input ?? sent) as Item[]).filter(({ role }) => role !== 'system').slice(1);
}

describe('answers in the documented shape', () => {
  const calls = [
    { id: 'call_A1', name: 'timetable', arguments: '{"pier":"north"}' },
    { id: 'call_A2', name: 'tides', arguments: '{}' },
  ];

  test('calls, what is said before them, and the items that go back', async () => {
    const { events, text, end } = await read(streamOf(recordings.answeredWithCalls), 'responses');
    expect([text, callsIn(events)]).toEqual(['', calls]);
    const remarks = events.flatMap((event) => (event.type === 'commentary' ? [event.delta] : []));
    expect(remarks.join('')).toBe('I will look at the timetable.');
    expect(end).toMatchObject({ reason: 'complete', usage: { inputTokens: 61, outputTokens: 48 } });
    const done = recordings.answeredWithCalls.filter(({ type }) => type === 'response.output_item.done');
    expect((await replayed(events, 'responses')).slice(0, 4)).toEqual(done.map(({ item }) => item));
  });

  test('a search and the page that is cited', async () => {
    const { events, text } = await read(streamOf(recordings.answeredWithSearch), 'responses');
    expect(text).toBe('The last one is at ten.');
    expect(events.filter(({ type }) => type === 'working' || type === 'source')).toEqual([
      { type: 'working', on: 'search' },
      { type: 'working', on: 'search', query: 'harbour ferries friday' },
      { type: 'source', source: { url: 'https://harbour.example/times?day=friday', title: 'Harbour — timetable' } },
    ]);
  });

  test('calls of a chat', async () => {
    const { events, end } = await read(recordings.chunksOf(recordings.chattedWithCalls), 'chat');
    expect(callsIn(events)).toEqual(calls);
    expect(end).toMatchObject({ reason: 'complete', usage: { inputTokens: 61, outputTokens: 48 } });
    expect((await replayed(events, 'chat'))[0]).toMatchObject({ role: 'assistant', content: null });
  });
});

describeOfficial(specFile, 'that shape is the official one', () => {
  const root = existsSync(specFile) ? JSON.parse(readFileSync(specFile, 'utf8')) : {};
  const wrong = (value: unknown, name: string) => findings(value, resolve(`#/components/schemas/${name}`, root), root);

  test.each([
    ['calls', 'ResponseStreamEvent', recordings.answeredWithCalls],
    ['a search', 'ResponseStreamEvent', recordings.answeredWithSearch],
    ['calls of a chat', 'CreateChatCompletionStreamResponse', recordings.chattedWithCalls],
  ])('of %s', (_, schema, values) => {
    expect(values.flatMap((value: object) => wrong(value, schema))).toEqual([]);
  });
});

describeOfficial(file, 'recorded exchanges', () => {
  const recorded: Recorded[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const apiOf = ({ path }: Recorded) => (path.endsWith('/responses') ? 'responses' : 'chat');
  const eventsOf = (sse = ''): Item[] =>
    [...sse.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '{}'));
  const offers = (type: string) => (entry: Recorded) =>
    entry.status === 200 &&
    // One that is asked for in the background has no answer yet.
    !/queued|in_progress/.test(entry.json?.status ?? '') &&
    /\/(responses|chat\/completions)$/.test(entry.path) &&
    entry.request?.tools?.some((tool) => tool['type'] === type);
  /** Items of an answer. Reasoning is encrypted anew in the last event: that of the item itself is the one that counts. */
  const completed = ({ json, sse }: Recorded): Item[] =>
    json?.output ??
    eventsOf(sse).flatMap(({ type, item }) => (type === 'response.output_item.done' ? [item as Item] : []));

  /** Calls that an answer holds, read without our reader. */
  function callsOf(entry: Recorded): [unknown, unknown][] {
    if (apiOf(entry) === 'responses') {
      return completed(entry)
        .filter(({ type }) => type === 'function_call')
        .map((item) => [item['name'], item['arguments']]);
    }
    const deltas = eventsOf(entry.sse).flatMap(
      (event) => (event['choices'] as { delta: { tool_calls?: Item[] } }[])[0]?.delta.tool_calls ?? [],
    );
    const streamed = deltas.reduce<Record<string, [unknown, string]>>((made, { index, function: of }) => {
      const { name, arguments: piece = '' } = of as { name?: string; arguments?: string };
      const [known, text] = made[String(index)] ?? [name, ''];
      return Object.assign(made, { [String(index)]: [known, text + piece] });
    }, {});
    const whole = entry.json?.choices?.[0]?.message.tool_calls ?? [];
    return [
      ...Object.values(streamed),
      ...whole.map(({ function: of }): [unknown, unknown] => {
        const { name, arguments: written } = of as Item;
        return [name, written];
      }),
    ];
  }

  test('the calls of each answer are read, and none besides', async () => {
    const entries = recorded.filter(offers('function'));
    expect(entries.length).toBeGreaterThan(50);
    let count = 0;
    for (const entry of entries) {
      const { events, error } = await read(entry.sse ?? entry.json ?? {}, apiOf(entry));
      expect(error, entry.name).toBeUndefined();
      const calls = callsIn(events).map(({ name, arguments: written }) => [name, written]);
      expect(calls, entry.name).toEqual(callsOf(entry));
      count += calls.length;
    }
    expect(count).toBeGreaterThan(20);
  });

  test('items that were recorded with calls go back as they were, and are taken', async () => {
    const entries = recorded.filter(offers('function')).filter((entry) => apiOf(entry) === 'responses');
    let count = 0;
    for (const entry of entries) {
      const output = completed(entry);
      if (!output.some(({ type }) => type === 'function_call')) continue;
      const { events } = await read(entry.sse ?? entry.json ?? {}, 'responses', { ...asked, model: 'gpt-6-luna' });
      const own = output.filter(
        (item) => item['type'] !== 'reasoning' || typeof item['encrypted_content'] === 'string',
      );
      const sent = await replayed(events, 'responses');
      if (own.length === output.length && own.every(({ type }) => type !== 'image_generation_call')) {
        expect(sent.slice(0, own.length), entry.name).toEqual(own);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(5);
  });

  test('searches and the pages that are cited', async () => {
    const entries = recorded.filter(offers('web_search')).filter((entry) => apiOf(entry) === 'responses');
    expect(entries.length).toBeGreaterThan(8);
    const found: string[] = [];
    for (const entry of entries) {
      const { events, text, error } = await read(entry.sse ?? entry.json ?? {}, 'responses');
      expect([error, text === ''], entry.name).toEqual([undefined, false]);
      const searches = completed(entry).filter(({ type }) => type === 'web_search_call');
      const queries = searches.flatMap(({ action }) => (action as { query?: string } | undefined)?.query || []);
      const told = events.flatMap((event) => (event.type === 'working' && event.query ? [event.query] : []));
      expect(told, entry.name).toEqual(queries.map((query) => query.slice(0, 200)));
      found.push(...events.flatMap((event) => (event.type === 'source' ? [event.source.url] : [])));
    }
    expect(found.length).toBeGreaterThan(1);
    expect(found.join()).not.toContain('utm_source');
  });

  test('code that the service has run', async () => {
    const entries = recorded.filter(offers('code_interpreter')).filter((entry) => apiOf(entry) === 'responses');
    for (const entry of entries) {
      const { events, text } = await read(entry.sse ?? entry.json ?? {}, 'responses', {
        ...asked,
        hosted: { code: true },
      });
      const runs = completed(entry).filter(({ type }) => type === 'code_interpreter_call');
      expect(
        events.filter((event) => event.type === 'working' && event.on === 'code'),
        entry.name,
      ).toHaveLength(runs.length);
      expect(text, entry.name).not.toBe('');
    }
  });
});
