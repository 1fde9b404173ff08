import { describe, expect, test } from 'vitest';
import { createAccount, sumUsage } from '../../../src/answering/request/usage.ts';
import { Interruption } from '../../../src/util/abort.ts';
import { saying } from '../../../src/util/messages.ts';
import { answererOf, openOpenAI } from '../support.ts';

const request = (text: string) => ({
  model: 'm',
  onBehalf: { chat: 'test:1', purpose: 'answer' as const },
  messages: [saying('user', text)],
});

describe.each(['responses', 'chat'] as const)('%s', (api) => {
  test('the service’s own counts are kept with the answer', async () => {
    const openai = await openOpenAI();
    const { end } = await answererOf(openai, { api }).ask();
    expect(end.usage).toEqual({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) });
    expect(end.events).toMatchObject([{ answer: { usage: end.usage } }]);
  });

  test('a stopped answer is estimated: what was sent and what was seen', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'stall', afterTokens: 2 } }]);
    const { ask, stop } = answererOf(openai, { api });
    const { end } = await ask({}, (text) => text === 'one two' && stop.abort(new Interruption('stop')));
    expect(end).toMatchObject({ reason: 'stop', usage: { estimated: true } });
    expect(end.usage?.inputTokens).toBeGreaterThan(5);
    expect(end.usage?.outputTokens).toBe(2);
    expect(end.events).toMatchObject([{ answer: { usage: end.usage } }]);
  });

  test('an answer that broke off and went on counts both requests', async () => {
    const openai = await openOpenAI();
    openai.script([{ text: 'one two three', breaks: { how: 'reset', afterTokens: 2 } }, ' three']);
    const { end } = await answererOf(openai, { api }).ask();
    expect(end.usage).toMatchObject({ estimated: true });
    expect(end.usage?.outputTokens).toBeGreaterThanOrEqual(3);
    expect(end.usage?.inputTokens).toBeGreaterThan(30);
  });

  test('a refused question costs nothing', async () => {
    const openai = await openOpenAI();
    openai.fail('', { status: 401, error: { message: 'no', type: 'x', code: 'invalid_api_key', param: null } });
    const { end } = await answererOf(openai, { api }).ask();
    expect(end.reason).toBe('error');
    expect(end).not.toHaveProperty('usage');
  });
});

test('usage adds up, and one estimate makes the sum an estimate', () => {
  expect(sumUsage()).toBeUndefined();
  expect(sumUsage(undefined, { inputTokens: 1, outputTokens: 2 })).toEqual({ inputTokens: 1, outputTokens: 2 });
  expect(
    sumUsage(
      { inputTokens: 10, outputTokens: 2, cachedTokens: 4, cacheWriteTokens: 3 },
      { inputTokens: 5, outputTokens: 1, cachedTokens: 5, estimated: true },
    ),
  ).toEqual({ inputTokens: 15, outputTokens: 3, cachedTokens: 9, cacheWriteTokens: 3, estimated: true });
});

describe('the estimate', () => {
  // Tokens as o200k_base counts them.
  test.each([
    [
      'English',
      'The quick brown fox jumps over the lazy dog. Many people use chat assistants to answer questions.',
      19,
    ],
    ['Spanish', 'El gato está sentado en la ventana y mira los pájaros del jardín, todos los días de la semana.', 23],
    ['Russian', 'Кошка сидит на подоконнике и смотрит на птиц в саду, и так проходит весь долгий день.', 27],
    ['Chinese', '猫坐在窗台上，看着花园里的鸟，许多人使用聊天助手来回答日常生活、工作和学习中的问题。', 30],
  ])('is near for %s', (_, text, tokens) => {
    const account = createAccount();
    account.sent(request('x'));
    account.seen(text);
    account.failed(true);
    const { outputTokens = 0 } = account.total() ?? {};
    expect(Math.abs(outputTokens - tokens) / tokens).toBeLessThan(0.25);
  });
});
