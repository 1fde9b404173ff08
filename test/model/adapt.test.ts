import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTaught } from '../../src/model/taught.ts';
import type { TaughtEntry } from '../../src/ports/index.ts';
import { saying } from '../../src/util/messages.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, keepLog, modelOf } from './support.ts';

/** Requests in the form that a service wants, through the real client. */

let openai: OpenAISimulator;
beforeEach(async () => {
  const plain = { kind: 'text', window: 40_000, efforts: ['low'], verbosities: ['low', 'medium'] } as const;
  openai = await startOpenAI({ models: { plain } });
});
afterEach(() => openai.close());

const bodies = () => openai.requests.map(({ body }) => body);
const sent = { maxOutputTokens: 500 };

describe('the role of the instructions is refused: they go into the first thing that was said', () => {
  const roles = foreign.refusedField.filter(({ field }) => field === 'system');
  test.each(roles)('$server', async ({ status, body }) => {
    openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
    openai.script(() => 'one two three');
    const log = keepLog();
    const model = modelOf(openai, { api: 'chat', log });
    expect(await collect(model)).toMatchObject({ text: 'one two three', error: undefined });
    expect(await collect(model)).toMatchObject({ text: 'one two three', error: undefined });
    const [first, second, third] = bodies();
    expect(first).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] });
    expect(second).toMatchObject({ messages: [{ role: 'user', content: 'Be brief.\n\nsay one two three' }] });
    expect(third).toMatchObject({ messages: second?.['messages'] });
    expect(openai.requests).toHaveLength(3);
    expect(log.lines.join()).not.toContain('say one');
  });

  test('and stand alone before an answer, so that the roles take turns', async () => {
    openai.fail('/chat/completions', { status: 400, body: '{"message":"System role not supported"}' });
    const messages = [saying('assistant', 'Hello'), saying('user', 'say it')] as const;
    await collect(modelOf(openai, { api: 'chat' }), { messages });
    expect(bodies()[1]).toMatchObject({
      messages: [{ role: 'user', content: 'Be brief.' }, { role: 'assistant' }, { role: 'user' }],
    });
  });
});

describe('a field that people choose nothing by is left out', () => {
  test.each(foreign.refusedField.filter(({ field }) => field === 'stream_options'))(
    '$server',
    async ({ status, body }) => {
      openai.fail('/chat/completions', { status, body: JSON.stringify(body) });
      const model = modelOf(openai, { api: 'chat' });
      expect((await collect(model)).text).toBe('one two three');
      expect((await collect(model)).text).toBe('one two three');
      expect(bodies().map((each) => 'stream_options' in each)).toEqual([true, false, false]);
    },
  );

  test('one after the other, and each once', async () => {
    for (const field of ['stream_options', 'store', 'safety_identifier', 'store']) {
      openai.fail('/chat/completions', { status: 400, body: `{"message":"Unsupported parameter: '${field}'"}` });
    }
    const { error } = await collect(modelOf(openai, { api: 'chat', official: true }));
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: 'store' } });
    expect(openai.requests).toHaveLength(4);
  });
});

test('the limit of the answer goes by its other name', async () => {
  const message =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  openai.fail('/chat/completions', { status: 400, body: JSON.stringify({ error: { message } }) });
  const model = modelOf(openai, { api: 'chat' });
  await collect(model, sent);
  await collect(model, sent);
  expect(bodies().map((each) => [each['max_tokens'], each['max_completion_tokens']])).toEqual([
    [500, undefined],
    [undefined, 500],
    [undefined, 500],
  ]);
});

test('a limit refused under both names is refused', async () => {
  for (const name of ['max_tokens', 'max_completion_tokens'])
    openai.fail('/chat/completions', { status: 400, body: `{"message":"Unsupported parameter: '${name}'"}` });
  const { error } = await collect(modelOf(openai, { api: 'chat' }), sent);
  expect(error).toMatchObject({ kind: 'model_rejected', facts: { unsupported: true } });
  expect(openai.requests).toHaveLength(2);
});

describe('a lenient request', () => {
  test.each([
    [{ verbosity: 'low', effort: 'low', temperature: 1 }, 'verbosity'],
    [{ effort: 'low', temperature: 1 }, 'reasoning_effort'],
    [{ temperature: 1 }, 'stream_options'],
  ])('leaves out the newest field of %o', async (parameters, left) => {
    const taught = createTaught();
    const model = modelOf(openai, { api: 'chat', taught });
    await collect(model, { model: 'plain', ...parameters, lenient: true });
    expect(bodies()[0]).not.toHaveProperty(left);
    if ('temperature' in parameters) expect(bodies()[0]).toHaveProperty('temperature');
    // What worked is taught.
    await collect(model, { model: 'plain' });
    expect(bodies()[1]).not.toHaveProperty(left);
    const { unsupported, adaptations } = taught.of('plain');
    expect([...unsupported, ...adaptations]).toHaveLength(1);
  });

  test('teaches nothing where it fails', async () => {
    const taught = createTaught();
    openai.fail('/chat/completions', { status: 400, body: '{"message":"Frobnication failed"}' });
    await collect(modelOf(openai, { api: 'chat', taught }), { lenient: true });
    expect(taught.of('gpt-6-luna')).toMatchObject({ unsupported: [], adaptations: [] });
  });
});

test('what was taught is kept by service and model, and counts again in the next life', async () => {
  const kept = new Map<string, TaughtEntry>();
  const store = {
    all: async () => [...kept.values()],
    keep: async (entry: TaughtEntry) => void kept.set(`${entry.server} ${entry.model}`, entry),
  };
  const serverOf = () => 'here';
  openai.fail('/chat/completions', { status: 400, body: '{"message":"System role not supported"}' });
  await collect(modelOf(openai, { api: 'chat', taught: createTaught({ store, serverOf }) }));
  const known = await store.all();
  expect(known).toMatchObject([{ server: 'here', model: 'gpt-6-luna', lesson: { adaptations: ['system_as_user'] } }]);

  await collect(modelOf(openai, { api: 'chat', taught: createTaught({ known, serverOf }) }));
  expect(bodies().at(-1)).toMatchObject({ messages: [{ role: 'user' }] });
  await collect(modelOf(openai, { api: 'chat', taught: createTaught({ known, serverOf: () => 'elsewhere' }) }));
  expect(bodies().at(-1)).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] });
});

test('a window is believed for some hours', () => {
  let now = 0;
  const taught = createTaught({ clock: { now: () => now } });
  taught.learnWindow('m', { tokens: 6000, shared: true });
  expect(taught.window('m')).toMatchObject({ tokens: 6000 });
  now = 5 * 3_600_000;
  expect(taught.window('m')).toBeDefined();
  now = 7 * 3_600_000;
  expect(taught.window('m')).toBeUndefined();
});
