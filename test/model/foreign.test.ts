import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

/** Answers as servers give them that are not OpenAI. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

const heard = (answer: Answer, api: 'chat' | 'responses' = 'chat') => {
  openai.script([answer]);
  return collect(modelOf(openai, { api }));
};

describe.each(['chat', 'responses'] as const)('%s: an answer that comes whole', (api) => {
  test.each([
    ['is an answer', { text: 'one two' }, 'complete', 'one two'],
    ['may be a refusal', { text: 'Well.', refusal: 'I cannot.' }, 'complete', 'Well.\n\nI cannot.'],
    ['may be filtered', { text: 'one', filtered: true }, 'filtered', 'one'],
  ])('%s', async (_, answer, reason, said) => {
    const { text, end, error } = await heard({ ...answer, whole: true }, api);
    expect(error).toBeUndefined();
    expect(text).toBe(said);
    expect(end).toMatchObject({ reason, usage: { outputTokens: expect.any(Number) } });
    expect(openai.requests).toHaveLength(1);
  });

  const path = api === 'chat' ? '/chat/completions' : '/responses';
  const json = { 'content-type': 'application/json' };
  test.each([
    ['a failure', { error: { message: 'Insufficient credits', code: 402 } }, 'model_quota', 1],
    ['a failure in a list', [{ error: { message: 'no', code: 401 } }], 'model_auth', 1],
    ['a wrong address', { error: 'Unexpected endpoint or method. (POST /v1/x)' }, 'model_unknown', 1],
    ['anything else', { hello: 'world' }, 'model_server', 3],
  ])('may be %s', async (_, body, kind, asked) => {
    openai.fail(path, { status: 200, headers: json, body: JSON.stringify(body) }, 9);
    const { error } = await collect(modelOf(openai, { api }));
    expect(error).toMatchObject({ kind });
    expect(openai.requests).toHaveLength(asked);
  });
});

describe('endings', () => {
  test.each([
    [null, 'complete'],
    ['stop', 'complete'],
    ['eos', 'complete'],
    ['end_turn', 'complete'],
    ['length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['max_tokens', 'length'],
    ['model_length', 'length'],
    ['content_filter', 'filtered'],
    ['SAFETY', 'filtered'],
    ['PROHIBITED_CONTENT', 'filtered'],
  ])('%s is %s', async (ending, reason) => {
    const { text, end, error } = await heard({ text: 'one two', ending });
    expect(error).toBeUndefined();
    expect(text).toBe('one two');
    expect(end).toMatchObject({ reason });
  });

  test.each(['error', 'ERROR', 'insufficient_system_resource', 'abort'])(
    '%s is no end, but a break',
    async (ending) => {
      const { text, end, error } = await heard({ text: 'one two', ending });
      expect(text).toBe('one two');
      expect(end).toBeUndefined();
      expect(error).toMatchObject({ kind: 'model_cut' });
    },
  );

  test('nothing said and no reason given is no answer', async () => {
    openai.script(() => ({ text: '', ending: null }));
    const { error } = await collect(modelOf(openai, { api: 'chat' }));
    expect(error).toMatchObject({ kind: 'model_cut' });
  });
});

test.each([false, true])('content in parts is their text (whole: %s)', async (whole) => {
  const { text, end } = await heard({ text: 'one two three', parts: true, whole });
  expect(text).toBe('one two three');
  expect(end).toMatchObject({ reason: 'complete' });
});
