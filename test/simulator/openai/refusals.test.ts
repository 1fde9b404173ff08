import { describe, expect, test } from 'vitest';
import { ask, askEach, chat, openai, post } from './asking.ts';
import { failures } from './index.ts';

askEach();

const tools = (list: readonly object[], error: object) =>
  list.map((tool): [string, string, object, number, object] => [
    'tools',
    '/responses',
    { ...ask, tools: [tool] },
    400,
    error,
  ]);
const painting = { model: 'gpt-image-2.5-flare', prompt: 'a lighthouse' };

describe('refusals', () => {
  const cases: [string, string, object, number, object][] = [
    ['unknown model', '/responses', { ...ask, model: 'x' }, 400, { code: 'model_not_found', param: 'model' }],
    ['unknown model', '/chat/completions', { ...chat, model: 'x' }, 404, { code: 'model_not_found' }],
    [
      'unknown parameter',
      '/responses',
      { ...ask, x: 1 },
      400,
      { code: 'unknown_parameter', message: "Unknown parameter: 'x'." },
    ],
    ['chat parameter', '/responses', { ...ask, max_tokens: 99 }, 400, { code: 'unknown_parameter' }],
    ['wrong type', '/responses', { ...ask, temperature: 'hot' }, 400, { code: 'invalid_type', param: 'temperature' }],
    [
      'temperature',
      '/responses',
      { ...ask, temperature: -1 },
      400,
      {
        message: "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
        code: 'decimal_below_min_value',
      },
    ],
    ['top_p', '/chat/completions', { ...chat, top_p: 2 }, 400, { code: 'decimal_above_max_value' }],
    ['few tokens', '/responses', { ...ask, max_output_tokens: 15 }, 400, { code: 'integer_below_min_value' }],
    ['no input', '/responses', { ...ask, input: '' }, 400, { code: 'missing_required_parameter' }],
    ['empty messages', '/chat/completions', { ...chat, messages: [] }, 400, { code: 'empty_array' }],
    [
      'output text of a user',
      '/responses',
      { ...ask, input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] },
      400,
      {
        code: 'invalid_value',
        param: 'input[0].content[0].type',
      },
    ],
    ...tools([{ type: 'draw' }, {}], { code: 'invalid_value', param: 'tools[0].type' }),
    ...tools([{ type: 'image_generation', size: '1x1' }], { param: 'tools[0].size' }),
    ...tools([{ type: 'image_generation', style: 'vivid' }], { message: "Unknown parameter: 'tools[0].style'." }),
    ...tools([{ type: 'image_generation', model: 'dall-e-3' }], { param: 'tools[0].model', code: 'model_not_found' }),
    ...tools([{ type: 'image_generation', partial_images: 4 }], { param: 'tools[0].partial_images' }),
    [
      'a tool that the model has not',
      '/responses',
      { ...ask, model: 'o4-mini', tools: [{ type: 'image_generation' }] },
      400,
      { message: "Tool 'image_generation' is not supported with o4-mini.", param: 'tools', code: null },
    ],
    [
      'a tool of the other API',
      '/chat/completions',
      { ...chat, tools: [{ type: 'image_generation' }] },
      400,
      { message: "Invalid value: 'image_generation'. Supported values are: 'function' and 'custom'." },
    ],
    [
      'reasoning',
      '/responses',
      { ...ask, model: 'o4-mini', temperature: 0.5 },
      400,
      {
        message: "Unsupported parameter: 'temperature' is not supported with this model.",
        param: 'temperature',
      },
    ],
    [
      'effort nobody has',
      '/responses',
      { ...ask, reasoning: { effort: 'huge' } },
      400,
      { code: 'invalid_value', param: 'reasoning.effort' },
    ],
    [
      'effort of other models',
      '/chat/completions',
      { ...chat, model: 'gpt-5.4', reasoning_effort: 'max' },
      400,
      { code: 'unsupported_value', param: 'reasoning_effort' },
    ],
    [
      'effort of a model that does not reason',
      '/responses',
      { ...ask, model: 'gpt-4.1-mini', reasoning: { effort: 'low' } },
      400,
      { code: 'unsupported_parameter', param: 'reasoning.effort' },
    ],
    [
      'temperature while reasoning',
      '/responses',
      { ...ask, temperature: 0.5, reasoning: { effort: 'low' } },
      400,
      { param: 'temperature' },
    ],
    [
      'verbosity of other models',
      '/responses',
      { ...ask, model: 'gpt-4.1-mini', text: { verbosity: 'low' } },
      400,
      { code: 'unsupported_value', param: 'text.verbosity' },
    ],
    [
      'verbosity nobody has',
      '/chat/completions',
      { ...chat, verbosity: 'chatty' },
      400,
      { code: 'invalid_value', param: 'verbosity' },
    ],
    [
      'max_tokens',
      '/chat/completions',
      { ...chat, model: 'o4-mini', max_tokens: 99 },
      400,
      { code: 'unsupported_parameter' },
    ],
    [
      'too long',
      '/responses',
      { ...ask, model: 'tiny', input: 'x'.repeat(400) },
      400,
      { code: 'context_length_exceeded' },
    ],
    [
      'too long',
      '/chat/completions',
      { ...chat, model: 'tiny', max_completion_tokens: 60 },
      400,
      { code: 'context_length_exceeded' },
    ],
    ['count', '/images/generations', { ...painting, n: 11 }, 400, { code: 'integer_above_max_value', param: 'n' }],
    ['size', '/images/generations', { ...painting, size: '1000x1000' }, 400, { code: 'invalid_value', param: 'size' }],
    [
      'free size',
      '/images/generations',
      { ...painting, model: 'gpt-image-1.5', size: '1536x864' },
      400,
      { param: 'size' },
    ],
    ['quality', '/images/generations', { ...painting, quality: 'hd' }, 400, { param: 'quality' }],
    [
      'format',
      '/images/generations',
      { ...painting, response_format: 'url' },
      400,
      { message: "Unknown parameter: 'response_format'." },
    ],
    [
      'long prompt',
      '/images/generations',
      { ...painting, prompt: 'x'.repeat(32_001) },
      400,
      { code: 'string_above_max_length' },
    ],
    ['text model', '/images/generations', { ...painting, model: 'gpt-6-luna' }, 404, { code: 'model_not_found' }],
    ['unknown path', '/nothing', {}, 404, { message: 'Invalid URL (POST /v1/nothing)' }],
  ];
  test.each(cases)('%s at %s', async (_, path, body, status, error) => {
    const response = await post(path, body);
    expect(await response.json()).toMatchObject({ error });
    expect(response.status).toBe(status);
  });

  test('keys', async () => {
    const wrong = await post('/responses', ask, 'sk-this-is-a-wrong-key');
    expect(wrong.status).toBe(401);
    const { error } = await wrong.json();
    expect(error.code).toBe('invalid_api_key');
    expect(error.message).not.toContain('sk-this-is-a-wrong-key');
    expect((await post('/responses', ask, '')).status).toBe(401);
  });

  test('bodies that are no JSON', async () => {
    expect((await post('/responses', '{"a')).status).toBe(400);
  });

  test('planned failures, as often as planned', async () => {
    openai.fail('/responses', failures.rateLimited(7), 2);
    const first = await post('/responses', ask);
    expect(first.status).toBe(429);
    expect(first.headers.get('retry-after')).toBe('7');
    expect((await first.json()).error.code).toBe('rate_limit_exceeded');
    expect((await post('/responses', ask)).status).toBe(429);
    expect((await post('/responses', ask)).status).toBe(200);
    expect(openai.requests).toHaveLength(3);
  });
});
