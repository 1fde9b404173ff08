import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lines } from '../../src/model/dialects.ts';
import { isFault } from '../../src/util/errors.ts';
import { foreign } from '../simulator/openai/dialects.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, keepClock, modelOf } from './support.ts';

/** Failures as servers word them, through the real client. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

interface Told {
  status: number;
  body: unknown;
}

/** What becomes of a failure that comes with its status. */
async function answered({ status, body }: Told, times = 1) {
  openai.fail('/chat/completions', { status, body: JSON.stringify(body) }, times);
  return collect(modelOf(openai, { api: 'chat' }), { maxOutputTokens: 500 });
}

/** The same within a stream that has begun well. */
async function streamed({ body }: Told) {
  const headers = { 'content-type': 'text/event-stream' };
  const text = 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n';
  openai.fail('/chat/completions', { status: 200, headers, body: `${text}data: ${JSON.stringify(body)}\n\n` }, 9);
  return collect(modelOf(openai, { api: 'chat' }), { maxOutputTokens: 500 });
}

describe('a window that is exceeded', () => {
  test.each(foreign.overflow)('$server', async (failure) => {
    const { error } = await answered(failure);
    expect(error).toMatchObject({ kind: 'model_too_long' });
    expect(openai.requests).toHaveLength(1);
    if (JSON.stringify(failure.body).includes('8192')) expect(error).toMatchObject({ facts: { limit: 8192 } });
  });

  test.each(foreign.overflow)('$server, in a stream', async (failure) => {
    expect((await streamed(failure)).error).toMatchObject({ kind: 'model_too_long' });
    expect(openai.requests).toHaveLength(1);
  });

  test('many requests a minute are none, and are made again', async () => {
    const message =
      'Rate limit reached on tokens per min (TPM): Limit 6000, Used 5800, Requested 294. Try again in 1s.';
    const body = { error: { message, type: 'tokens', code: 'rate_limit_exceeded' } };
    expect((await answered({ status: 429, body })).text).toBe('one two three');
  });
});

describe('a field that is refused in words', () => {
  test.each(foreign.refusedField)('$server', async (failure) => {
    const { error } = await answered(failure, 9);
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: failure.field, unsupported: true } });
  });

  test('not one that we never send', async () => {
    const { error } = await answered({ status: 400, body: { message: "Unsupported parameter: 'functions'" } });
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { unclear: true } });
    expect(error).not.toHaveProperty('facts.param');
  });
});

test.each(foreign.refusedValue)('a value that is refused in words: $server', async (failure) => {
  const { error } = await answered(failure, 9);
  expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: failure.field } });
  expect(error).not.toHaveProperty('facts.unsupported');
  expect(error).not.toHaveProperty('facts.unclear');
});

test.each(foreign.tooMuch)('a limit of the answer that is refused: $server', async (failure) => {
  const { error } = await answered(failure);
  expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: 'max_tokens' } });
  expect(error).not.toHaveProperty('facts.unsupported');
});

describe('a failure within a stream, or in place of one, is the same as with its status', () => {
  test.each([
    ['OpenRouter, no money', { error: { message: 'Insufficient credits', code: 402 } }, 'model_quota', 1],
    ['a number as text', { error: { message: 'no', code: '401' } }, 'model_auth', 1],
    ['too many requests', { error: { message: 'slow', code: 429 } }, 'model_busy', 3],
    ['a server behind it', { error: { message: 'Provider disconnected', code: 502 } }, 'model_server', 3],
    [
      'LM Studio, a wrong address',
      { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
      'model_unknown',
      1,
    ],
  ] as const)('%s', async (_, body, kind, asked) => {
    const { error } = await streamed({ status: 200, body });
    expect(error).toMatchObject({ kind });
    expect(openai.requests).toHaveLength(asked);
    if (kind === 'model_unknown')
      expect(error).toHaveProperty('facts.advice', expect.stringContaining('OPENAI_BASE_URL'));
  });
});

describe('words that nobody knows', () => {
  test.each([
    [400, { error: { message: 'Frobnication failed' } }, true],
    [500, { error: { message: 'Frobnication failed' } }, true],
    [500, { error: { message: 'Internal Server Error' } }, false],
    [400, { error: { message: 'Frobnication failed', param: 'top_p' } }, false],
  ])('%s %o', async (status, body, unclear) => {
    const { error } = await answered({ status, body }, 9);
    expect(isFault(error) && (error.facts.unclear ?? false)).toBe(unclear);
  });

  test('are never unclear where OpenAI itself says them', async () => {
    openai.fail('/chat/completions', { status: 400, body: '{"error":{"message":"Frobnication failed"}}' });
    const { error } = await collect(modelOf(openai, { api: 'chat', official: true }));
    expect(error).toMatchObject({ kind: 'model_rejected' });
    expect(error).not.toHaveProperty('facts.unclear');
  });
});

test('no words of a service are kept', async () => {
  const body = {
    error: { message: 'prompt is too long: 9 tokens > 8 maximum: one two three', type: 'x y', code: 'x y' },
  };
  const { error } = await answered({ status: 400, body });
  expect(`${error}${JSON.stringify(error)}${String((error as Error).cause)}`).not.toMatch(/one two|x y/);
});

test('a model that is being loaded is waited for', async () => {
  for (const failure of foreign.loading) {
    const clock = keepClock();
    openai.fail('/chat/completions', { status: failure.status, body: JSON.stringify(failure.body) }, 6);
    expect((await collect(modelOf(openai, { api: 'chat', clock }))).text).toBe('one two three');
    expect(clock.waits).toHaveLength(6);
    expect(Math.max(...clock.waits)).toBeLessThanOrEqual(8_000);
  }
});

test('every line of the table names who was seen to word it so', () => {
  for (const { seen, words, code } of lines) {
    expect(words ?? code).toBeDefined();
    for (const source of Object.values(seen)) expect(source).toMatch(/^(?:[\w.-]+\/[\w.-]+#\d+|code|recalled)$/);
  }
});
