import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readImageBody, readImageStream } from '../../src/model/image-body.ts';
import type { ImageRequest } from '../../src/ports/index.ts';
import { LONGEST_TURN_MS, longestTurn } from '../attacks/longest-turn.ts';
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

describe('a body of pictures', () => {
  const png = (bytes: number) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(bytes, 'picture')]);
  const bodyOf = (pictures: readonly Buffer[], encode = (base64: string) => JSON.stringify(base64)) =>
    `{"created": 1, "data": [${pictures.map((each) => `{"b64_json" : ${encode(each.toString('base64'))}}`).join()}]}`;
  const inPieces = (text: string, size: number) => {
    const bytes = Buffer.from(text);
    return Readable.from({
      async *[Symbol.asyncIterator]() {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      },
    });
  };

  test.each([
    ['as it is', undefined],
    ['with slashes behind backslashes', (text: string) => JSON.stringify(text).replaceAll('/', '\\/')],
    ['in lines', (text: string) => JSON.stringify(text.replace(/.{76}/g, '$&\n'))],
  ])('is the same however it is cut: %s', async (_, encode) => {
    const pictures = [png(1), png(500), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xff, 0xff, 0xbf])];
    for (let size = 1; size < 80; size += 1) {
      const read = await readImageBody(inPieces(bodyOf(pictures, encode), size), 3);
      expect(read.pictures).toEqual(pictures);
      expect(read.answer).toEqual({ created: 1, data: [0, 1, 2].map((at) => ({ b64_json: at })) });
    }
  });

  test('is the same as a stream, however it is cut', async () => {
    const [preview, done] = [png(300), png(500)];
    const event = (type: string, picture: Buffer, more = {}) =>
      `event: x\ndata: ${JSON.stringify({ type, b64_json: picture.toString('base64'), ...more })}\n\n`;
    const usage = { input_tokens: 1, output_tokens: 2 };
    const whole = event('image_edit.partial_image', preview) + event('image_edit.completed', done, { usage });
    for (let size = 1; size < 80; size += 1) {
      const previews: Buffer[] = [];
      const onPreview = (bytes: Buffer) => void previews.push(bytes);
      const read = await readImageStream(inPieces(whole, size), 1, onPreview, { model: 'a' });
      expect(previews).toEqual([preview]);
      expect(read).toEqual({ answer: { data: [{ b64_json: 0 }], usage }, pictures: [done] });
    }
    const more = event('image_edit.partial_image', preview).repeat(3);
    await expect(readImageStream(inPieces(more, 900), 1, () => undefined, { model: 'a' })).rejects.toMatchObject({
      kind: 'model_cut',
    });
  });

  test('a stream that stays open after the picture is not waited for', async () => {
    const body = `data: ${JSON.stringify({ type: 'image_generation.completed', b64_json: png(9).toString('base64') })}\n\n`;
    const open = Readable.from({
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(body);
        await new Promise(() => undefined);
      },
    });
    expect((await readImageStream(open, 0, () => undefined, { model: 'a' })).pictures).toEqual([png(9)]);
  });

  test('of large pictures holds the event loop for a moment at most', async () => {
    const large = [png(15_000_000), png(15_000_000)];
    const body = inPieces(bodyOf(large), 256 * 1024);
    const longest = await longestTurn(() => readImageBody(body, 2));
    expect(longest).toBeLessThan(LONGEST_TURN_MS);
  });

  test.each([
    ['of more pictures than were asked for', bodyOf([png(1), png(1)]), 1],
    ['with more text than any has', `{"data": [], "more": "${'x'.repeat(2_000_000)}"}`, 1],
    ['larger than pictures are', bodyOf([Buffer.alloc(33_000_000)]), 1],
  ])('%s is given up, and not asked for again', async (_, body, count) => {
    openai.rule({ match: () => true, reply: { status: 200, headers: { 'content-type': 'application/json' }, body } });
    await expect(paint({ count })).rejects.toMatchObject({ kind: 'model_cut' });
    expect(openai.requests).toHaveLength(1);
  });
});

test('the endless body of a failure is cut', async () => {
  const server = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    const write = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', write).on('error', () => undefined);
    write();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.closeAllConnections());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  await expect(paint({}, { baseUrl, totalMs: 20_000 })).rejects.toMatchObject({ kind: 'model_rejected' });
  server.close();
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
