import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failures, type OpenAISimulator, startOpenAI } from './index.ts';

let openai: OpenAISimulator;

beforeEach(async () => {
  openai = await startOpenAI({ models: { tiny: { kind: 'text', window: 60 } } });
});
afterEach(() => openai.close());

function post(path: string, body: unknown, key = openai.key): Promise<Response> {
  return fetch(`${openai.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function events(response: Response): Promise<{ type: string; [key: string]: unknown }[]> {
  const blocks = (await response.text()).split('\n\n').filter(Boolean);
  return blocks.map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)));
}

const ask = { model: 'gpt-6-luna', input: 'say one two three', stream: true };
const chat = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'say one two three' }], stream: true };

describe('responses', () => {
  test('streams the events in their order, numbered, and counts tokens', async () => {
    const response = await post('/responses', ask);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const seen = await events(response);
    expect(seen.map((event) => event.type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      ...Array(3).fill('response.output_text.delta'),
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(seen.map((event) => event['sequence_number'])).toEqual(seen.map((_, index) => index));
    expect(seen.at(-1)).toMatchObject({ response: { status: 'completed', usage: { output_tokens: 3 } } });
  });

  test('is incomplete at the token limit, and says so', async () => {
    const seen = await events(await post('/responses', { ...ask, input: 'long 5000', max_output_tokens: 16 }));
    expect(seen.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        usage: { output_tokens: 16 },
      },
    });
  });

  test('fails, refuses and filters as scripted', async () => {
    openai.script([{ text: 'a', failed: { code: 'server_error' } }, { refusal: 'No.' }, { text: 'a', filtered: true }]);
    expect((await events(await post('/responses', ask))).at(-1)?.type).toBe('response.failed');
    expect((await events(await post('/responses', ask))).map((event) => event.type)).toContain(
      'response.refusal.delta',
    );
    expect((await events(await post('/responses', ask))).at(-1)).toMatchObject({
      response: { incomplete_details: { reason: 'content_filter' } },
    });
  });

  test('answers in one piece', async () => {
    const whole = await (await post('/responses', { ...ask, stream: false })).json();
    expect(whole).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'one two three' }] }] });
  });
});

describe('chat completions', () => {
  test('streams role, text, finish and usage, then [DONE]', async () => {
    const body = await (await post('/chat/completions', { ...chat, stream_options: { include_usage: true } })).text();
    const blocks = body.trim().split('\n\n');
    expect(blocks.at(-1)).toBe('data: [DONE]');
    const chunks = blocks.slice(0, -1).map((block) => JSON.parse(block.slice(6)));
    expect(chunks[0].choices[0].delta).toMatchObject({ role: 'assistant', content: '' });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('one two three');
    expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
  });

  test('answers in one piece', async () => {
    const whole = await (await post('/chat/completions', { ...chat, stream: false })).json();
    expect(whole.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one two three' } });
  });
});

const painting = { model: 'gpt-image-2.5-flare', prompt: 'a lighthouse' };

describe('pictures', () => {
  test('are valid, of the size asked for, and the same for the same prompt', async () => {
    const request = { ...painting, n: 2, size: '1536x1024' };
    const first = await (await post('/images/generations', request)).json();
    const second = await (await post('/images/generations', request)).json();
    expect(first.data).toEqual(second.data);
    expect(first.data).toHaveLength(2);
    expect(first.data[0]).not.toEqual(first.data[1]);
    const png = Buffer.from(first.data[0].b64_json, 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1536, 1024]);
    const at = png.indexOf('IDAT');
    const pixels = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect(pixels).toHaveLength(1537 * 1024);
  });
});

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

describe('breaks', () => {
  test('reset cuts the connection after some words', async () => {
    openai.script([{ text: 'a b c', breaks: { how: 'reset', afterTokens: 2 } }]);
    await expect(post('/responses', ask).then((response) => response.text())).rejects.toThrow();
  });

  test.each(['end', 'garbage', 'error', 'drip'] as const)('%s after one event', async (how) => {
    openai.script([{ text: 'a b c', breaks: { how, afterEvents: 1, dripMs: 0 } }]);
    const body = await (await post('/responses', ask)).text();
    expect(body).toContain('response.created');
    expect(body.includes('response.completed')).toBe(how === 'drip');
  });

  test('stall is silent until the client goes, which is seen', async () => {
    openai.script([{ text: 'a b c', breaks: { how: 'stall', afterTokens: 1 } }]);
    const leave = new AbortController();
    const response = await fetch(`${openai.baseUrl}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${openai.key}` },
      body: JSON.stringify(ask),
      signal: leave.signal,
    });
    await response.body?.getReader().read();
    leave.abort();
    expect(await openai.waitFor((request) => request.aborted)).toMatchObject({ path: '/v1/responses' });
  });
});

describe('the speaker', () => {
  async function talk(...prompts: string[]): Promise<string> {
    const input: object[] = [];
    let answer = '';
    for (const content of prompts) {
      input.push({ role: 'user', content });
      const whole = await (await post('/responses', { model: 'gpt-6-luna', input })).json();
      answer = whole.output[0].content[0].text;
      input.push({ role: 'assistant', content: answer });
    }
    return answer;
  }

  test('knows what was said before', async () => {
    expect(await talk('my name is Zoe', 'what is my name?')).toContain('Zoe');
    expect(await talk('what is the capital of France?', 'what did I just ask?')).toContain('capital of France');
    expect(await talk('remember that the code word is plum', 'what do you remember?')).toContain('plum');
    expect(await talk('hi', 'hi', 'how many messages?')).toContain('**3**');
  });

  test('knows who speaks, and what is replied to', async () => {
    expect(await talk('Ann: where is the park?', 'Bob: what did she say?', 'Bob: what is my name?')).toContain('Bob');
    expect(await talk('[In reply to Ann: the cat sat]\nBob: why?')).toMatch(/Ann.*the cat sat/);
    const marked = '<quoted_message from="Ann">\nthe cat sat\n</quoted_message>\n\nwhy?';
    expect(await talk(marked)).toMatch(/Ann.*the cat sat/);
    expect(await talk(`Bob: ${marked}`)).toMatch(/Ann.*the cat sat"\n\n.*Bob/);
  });

  test('speaks Chinese when spoken to in Chinese', async () => {
    expect(await talk('我叫小明', '我叫什么?')).toContain('你的名字是**小明**');
  });

  test('gives exactly as much as asked, the same each time', async () => {
    expect(await talk('long 5000')).toHaveLength(5000);
    expect(await talk('tell me about tea')).toBe(await talk('tell me about tea'));
  });
});
