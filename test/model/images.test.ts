import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageRequest } from '../../src/ports/index.ts';
import { failures, type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { ann, modelOf } from './support.ts';

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI();
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const request: ImageRequest = { model: 'gpt-image-2.5-flare', onBehalf: ann, prompt: 'a lighthouse', count: 1 };
const images = '/images/generations';

function paint(change: Partial<ImageRequest> = {}, options = {}, signal = never) {
  return modelOf(openai, options).generateImages({ ...request, ...change }, signal);
}

test('sends what was asked for and gives back the bytes', async () => {
  const { pictures, usage } = await paint({ size: '1536x1024', quality: 'low', count: 3 });
  expect(openai.requests[0]?.body).toEqual({
    model: 'gpt-image-2.5-flare',
    prompt: 'a lighthouse',
    n: 3,
    size: '1536x1024',
    quality: 'low',
  });
  expect(pictures.map(({ mime, name }) => [mime, name])).toEqual([
    ['image/png', 'picture-1.png'],
    ['image/png', 'picture-2.png'],
    ['image/png', 'picture-3.png'],
  ]);
  expect(Buffer.from(pictures[0]?.bytes ?? []).readUInt32BE(16)).toBe(1536);
  expect(usage?.outputTokens).toBeGreaterThan(0);
});

test('names the person to OpenAI itself only', async () => {
  await paint({}, { official: true });
  expect(openai.requests[0]?.body).toMatchObject({ safety_identifier: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

describe('refused before any money is spent', () => {
  const wrong: [Partial<ImageRequest>, string][] = [
    [{ size: '1000x1000' }, 'size'],
    [{ size: 'big' }, 'size'],
    [{ size: '4096x1024' }, 'size'],
    [{ size: '1536x864', model: 'gpt-image-1.5' }, 'size'],
    [{ quality: 'hd' }, 'quality'],
    [{ quality: 'max', model: 'gpt-image-2' }, 'quality'],
    [{ count: 0 }, 'count'],
    [{ count: 11 }, 'count'],
    [{ count: 1.5 }, 'count'],
    [{ prompt: 'x'.repeat(32_001) }, 'prompt'],
  ];
  test.each(wrong)('%o', async (change, param) => {
    await expect(paint(change)).rejects.toMatchObject({ kind: 'model_rejected', facts: { param } });
    expect(openai.requests).toHaveLength(0);
  });
});

test.each([
  { size: 'auto', quality: 'auto' },
  { size: '1536x864', quality: 'max' },
  { size: '1024x1536', model: 'gpt-image-1-mini' },
])('what the service takes is not refused: %o', async (change) => {
  expect((await paint(change)).pictures).toHaveLength(1);
});

describe('failures', () => {
  test('filtered prompt', async () => {
    await expect(paint({ prompt: 'forbidden' })).rejects.toMatchObject({ kind: 'model_filtered' });
    expect(openai.requests).toHaveLength(1);
  });

  test('unknown model', async () => {
    await expect(paint({ model: 'paint-9' })).rejects.toMatchObject({
      kind: 'model_unknown',
      facts: { param: 'paint-9' },
    });
  });

  test('overload is waited out, the lack of budget is not', async () => {
    openai.fail(images, failures.rateLimited(1), 1);
    expect((await paint()).pictures).toHaveLength(1);
    expect(openai.requests).toHaveLength(2);
    openai.fail(images, failures.quota(), 9);
    await expect(paint()).rejects.toMatchObject({ kind: 'model_quota' });
    expect(openai.requests).toHaveLength(3);
  });

  test.each([
    ['a link in place of bytes', { data: [{ url: 'http://169.254.169.254/' }] }, 'model_server'],
    ['bytes that are no picture', { data: [{ b64_json: 'aGVsbG8=' }] }, 'model_server'],
    ['no pictures', { data: [] }, 'model_empty'],
    ['something else', { hello: 1 }, 'model_server'],
  ])('%s', async (_, body, kind) => {
    openai.rule({ match: () => true, reply: { status: 200, body } });
    await expect(paint()).rejects.toMatchObject({ kind });
  });

  test('JSON that ends too early', async () => {
    const headers = { 'content-type': 'application/json' };
    openai.rule({ match: () => true, reply: { status: 200, headers, body: '{"data": [' } });
    await expect(paint()).rejects.toMatchObject({ kind: 'model_server' });
  });

  test('silence is bounded by the time for the whole, and closes the connection', async () => {
    openai.rule({ match: () => true, hang: true });
    await expect(paint({}, { totalMs: 40 })).rejects.toMatchObject({ kind: 'model_stalled' });
    await openai.waitFor((seen) => seen.aborted);
  });

  test('an abort closes the connection', async () => {
    openai.rule({ match: () => true, hang: true });
    const stop = new AbortController();
    openai.waitFor(() => true).then(() => stop.abort('stop'));
    await expect(paint({}, {}, stop.signal)).rejects.toBe('stop');
    await openai.waitFor((seen) => seen.aborted);
  });
});
