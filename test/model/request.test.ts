import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saying } from '../../src/util/messages.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { collect, modelOf } from './support.ts';

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({
    models: { tiny: { kind: 'text', window: 40 }, plain: { kind: 'text', window: 40_000 } },
  });
});
afterEach(() => openai.close());

const apis = ['responses', 'chat'] as const;

describe.each(apis)('%s', (api) => {
  const model = (options = {}) => modelOf(openai, { api, ...options });

  test('sends the system text, the messages and the settings, and keeps nothing at the service', async () => {
    const { text, end } = await collect(model(), {
      messages: [
        saying('user', 'my name is Zoe'),
        saying('assistant', 'Hello Zoe'),
        saying('user', 'what is my name?'),
      ],
      effort: 'none',
      temperature: 0.5,
      topP: 0.9,
      maxOutputTokens: 100,
      conversation: 'test:1',
    });
    expect(text).toContain('Zoe');
    expect(end).toMatchObject({ reason: 'complete', usage: { inputTokens: expect.any(Number) } });
    const { body } = openai.requests[0] ?? {};
    expect(body).toMatchObject({ model: 'gpt-6-luna', stream: true, temperature: 0.5, top_p: 0.9 });
    expect(body).not.toHaveProperty('safety_identifier');
    expect(body).not.toHaveProperty('prompt_cache_key');
    expect(body).toMatchObject(
      api === 'responses' ? { store: false, instructions: 'Be brief.', max_output_tokens: 100 } : { max_tokens: 100 },
    );
  });

  test("sends OpenAI's own fields to OpenAI", async () => {
    await collect(model({ official: true }), { maxOutputTokens: 100, conversation: 'test:1' });
    expect(openai.requests[0]?.body).toMatchObject({
      store: false,
      safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/),
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      [api === 'responses' ? 'max_output_tokens' : 'max_completion_tokens']: 100,
    });
  });

  test('sends how long to think and how much to say, and is told what the service refuses of it', async () => {
    const { end } = await collect(model(), { effort: 'low', verbosity: 'high' });
    expect(end).toMatchObject({ reason: 'complete' });
    expect(openai.requests[0]?.body).toMatchObject(
      api === 'responses'
        ? { reasoning: { effort: 'low' }, text: { verbosity: 'high' } }
        : { reasoning_effort: 'low', verbosity: 'high' },
    );
    // The stand-in knows it as a model that does not reason; we know nothing of it.
    const { error } = await collect(model(), { model: 'plain', effort: 'low' });
    const param = api === 'responses' ? 'reasoning.effort' : 'reasoning_effort';
    expect(error).toMatchObject({ kind: 'model_rejected', facts: { param, status: 400 } });
    const { error: chatty } = await collect(model(), { model: 'plain', verbosity: 'high' });
    expect(chatty).toMatchObject({ kind: 'model_rejected', facts: { param: expect.stringMatching(/verbosity$/) } });
  });
});

test('a setting the model refuses is refused before asking', async () => {
  const { error } = await collect(modelOf(openai), { model: 'o4-mini', temperature: 0.5 });
  expect(error).toMatchObject({ kind: 'model_rejected', facts: { param: 'temperature' } });
  const { error: effort } = await collect(modelOf(openai), { effort: 'minimal' });
  expect(effort).toMatchObject({ kind: 'model_rejected', facts: { param: 'effort' } });
  const { error: few } = await collect(modelOf(openai), { maxOutputTokens: 5 });
  expect(few).toMatchObject({ kind: 'model_rejected', facts: { param: 'maxOutputTokens' } });
  expect(openai.requests).toHaveLength(0);
});
