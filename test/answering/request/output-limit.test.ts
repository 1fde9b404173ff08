import { describe, expect, test } from 'vitest';
import { FIRST } from '../../../src/conversation/exchange.ts';
import { answererOf, openOpenAI } from '../support.ts';

const limited = { parameters: { maxOutputTokens: 32_000 } };
const limitOf = (body: Record<string, unknown> | undefined) => body?.['max_tokens'];

/** Refusals as servers word them. */
const tooHigh = {
  message: 'max_tokens is too large: 32000. This model supports at most 4096 completion tokens.',
  type: 'invalid_request_error',
  param: 'max_tokens',
  code: null,
};
const unknown = {
  message: "Unsupported parameter: 'max_tokens' is not supported with this model.",
  type: 'invalid_request_error',
  param: 'max_tokens',
  code: 'unsupported_parameter',
};
const sumBeyondWindow = {
  message:
    "This model's maximum context length is 8192 tokens. However, you requested 32020 tokens (20 in the messages, 32000 in the completion).",
  type: 'invalid_request_error',
  param: 'messages',
  code: 'context_length_exceeded',
};
const beyondWindow = {
  message:
    "'max_tokens' is too large: 32000. This model's maximum context length is 8192 tokens and your request has 20 input tokens.",
  type: 'BadRequestError',
  param: null,
  code: null,
};

const pace = {
  message:
    'Request too large for model `m` in organization `o` service tier `on_demand` on tokens per minute (TPM): Limit 8192, Requested 32020, please reduce your message size and try again.',
  type: 'tokens',
  param: null,
  code: 'rate_limit_exceeded',
};

describe('the operator’s limit of an answer', () => {
  test.each([
    ['is too high', tooHigh],
    ['is unknown', unknown],
  ])('is left out where it %s for a model, for good, and nobody is bothered with it', async (_, error) => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status: 400, error }, 1);
    const { ask, log } = answererOf(openai, { api: 'chat' }, limited);
    const { end } = await ask();
    expect(end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(end).not.toHaveProperty('notice');
    await ask();
    expect(openai.requests.map(({ body }) => limitOf(body))).toEqual([32_000, undefined, undefined]);
    expect(log.lines.join()).not.toContain('say it');
  });

  test.each([
    ['as vLLM says it', 400, beyondWindow],
    ['as DeepSeek and older ones say it', 400, sumBeyondWindow],
    ['as Groq says it', 413, pace],
  ])('goes down to what fits beside the question, and stays there: %s', async (_, status, error) => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status, error }, 1);
    const { ask, log } = answererOf(openai, { api: 'chat' }, limited);
    const { end } = await ask();
    expect(end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(end).not.toHaveProperty('notice');
    await ask();
    const [first, second, third] = openai.requests.map(({ body }) => Number(limitOf(body)));
    expect([first, second]).toEqual([32_000, 8192 - 20 - 64]);
    // The second question is estimated, and more is left free beside it.
    expect(third).toBeGreaterThan(7900);
    expect(third).toBeLessThanOrEqual(8192 - 20 - 64);
    expect(log.lines.join()).not.toContain('say it');
  });

  test('goes down further where the service tells only the least that was said, as vLLM does', async () => {
    const openai = await openOpenAI();
    const refuse = (output: number) => ({
      status: 400,
      error: {
        message: `This model's maximum context length is 8192 tokens. However, you requested ${output} output tokens and your prompt contains at least ${8193 - output} input tokens, for a total of at least 8193 tokens.`,
        type: 'BadRequestError',
      },
    });
    for (const output of [8000, 7935, 1983]) openai.fail('/chat/completions', refuse(output));
    const { end } = await answererOf(openai, { api: 'chat' }, { parameters: { maxOutputTokens: 8000 } }).ask();
    expect(end).toMatchObject({ reason: 'complete', text: 'it' });
    expect(openai.requests.map(({ body }) => Number(limitOf(body)))).toEqual([8000, 7935, 1983, 495]);
  });

  test.each([
    [4000, [32_000, 4000], 'complete'],
    [100, [32_000], 'error'],
  ])('goes down to what the account can pay: %s', async (affords, limits, reason) => {
    const openai = await openOpenAI();
    const message = `This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford ${affords}. To increase, visit …`;
    openai.fail('/chat/completions', { status: 402, body: JSON.stringify({ error: { message, code: 402 } }) }, 1);
    const { end } = await answererOf(openai, { api: 'chat' }, limited).ask();
    expect(end).toMatchObject({ reason });
    expect(openai.requests.map(({ body }) => limitOf(body))).toEqual(limits);
  });

  test('is kept beside a chat’s own, which is told of its refusal', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status: 400, error: tooHigh }, 1);
    const layers = { chat: { sampling: { maxOutputTokens: 9000 } } };
    const { end } = await answererOf(openai, { api: 'chat' }, { ...limited, layers }).ask();
    expect(end.notice).toContain('9000');
    expect(openai.requests.map(({ body }) => limitOf(body))).toEqual([9000, 32_000]);
  });

  test('gives way, as does a chat’s own, where it is refused even as what fits beside the question', async () => {
    const openai = await openOpenAI();
    openai.fail('/chat/completions', { status: 400, error: beyondWindow }, 1);
    openai.fail('/chat/completions', { status: 400, error: tooHigh }, 2);
    const layers = { chat: { sampling: { maxOutputTokens: 9000 } } };
    const { end } = await answererOf(openai, { api: 'chat' }, { ...limited, layers }).ask();
    expect(end).toMatchObject({ reason: 'complete', text: 'it', notice: expect.stringContaining('9000') });
    expect(openai.requests.map(({ body }) => limitOf(body))).toEqual([9000, 8108, 8108, undefined]);
  });
});

test('an answer that goes on again and again ends at its longest', async () => {
  const openai = await openOpenAI();
  openai.script(['word '.repeat(20)]);
  const answers = [{ text: 'x'.repeat(199_990), reason: 'length' as const }];
  const turn = {
    v: 2,
    id: 'x',
    place: { parent: null, thread: FIRST },
    prompt: { text: 'q' },
    answers,
    bubbles: [],
  } as const;
  const before = { head: 'x', turns: [], damaged: false, thread: FIRST, at: 1 };
  const replaces = { turn: { ...turn, answers, bubbles: [] }, prefix: answers[0]?.text ?? '' };
  const { end } = await answererOf(openai).ask({ before, replaces });
  expect(end).toMatchObject({ reason: 'length', notice: expect.stringContaining('length limit') });
  expect(end.text).toHaveLength(200_000);
});
