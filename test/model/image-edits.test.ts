import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageRequest, OutgoingFile } from '../../src/ports/index.ts';
import { draw } from '../simulator/openai/drawings.ts';
import { type OpenAISimulator, startOpenAI } from '../simulator/openai/index.ts';
import { drawPng } from '../simulator/openai/png.ts';
import { ann, modelOf } from './support.ts';

/** Pictures out of others, and pictures that are seen while they are drawn. */

let openai: OpenAISimulator;
beforeEach(async () => {
  openai = await startOpenAI({ models: { sdxl: { kind: 'image', window: 0, anySize: true } } });
});
afterEach(() => openai.close());

const never = new AbortController().signal;
const request: ImageRequest = { model: 'gpt-image-2.5-flare', onBehalf: ann, prompt: 'at night', count: 1 };
const png = drawPng(640, 480, 'a harbour');
const source = { bytes: png, mime: 'image/png' };
const mask = Buffer.from(drawPng(640, 480, 'mask'));
mask[25] = 6;

function paint(change: Partial<ImageRequest> = {}, options = {}, signal = never, previews: OutgoingFile[] = []) {
  const model = modelOf(openai, options);
  return model.generateImages({ ...request, ...change }, signal, (picture) => previews.push(picture));
}

describe('out of others', () => {
  test('sends them as files under names of ours, with the mask and what was chosen', async () => {
    const jpeg = { bytes: draw('jpeg', 64, 64, 'x'), mime: 'image/jpeg' };
    const { pictures, usage } = await paint({
      sources: [source, jpeg],
      mask,
      format: 'webp',
      size: '1024x1024',
      count: 2,
    });
    expect(pictures.map(({ mime, name }) => [mime, name])).toEqual([
      ['image/webp', 'picture-1.webp'],
      ['image/webp', 'picture-2.webp'],
    ]);
    expect(usage?.inputTokens).toBeGreaterThan(300);
    const [seen] = openai.requests;
    expect(seen?.path).toBe('/v1/images/edits');
    const form = await seen?.form?.();
    expect(form?.fields).toEqual({
      ...{ model: 'gpt-image-2.5-flare', prompt: 'at night', n: '2', size: '1024x1024', output_format: 'webp' },
    });
    expect(form?.files.get('image')?.map(({ name, mime, bytes }) => [name, mime, bytes.length])).toEqual([
      ['picture-1.png', 'image/png', png.length],
      ['picture-2.jpeg', 'image/jpeg', jpeg.bytes.length],
    ]);
    expect(form?.files.get('mask')?.[0]?.bytes).toEqual(mask);
  });

  test('asks again where the service is busy, and not where the connection is lost', async () => {
    openai.fail('/images/edits', { status: 500 });
    expect((await paint({ sources: [source] })).pictures).toHaveLength(1);
    expect(openai.requests).toHaveLength(2);
    openai.rule({ match: () => true, drop: 'after' });
    await expect(paint({ sources: [source] })).rejects.toMatchObject({ kind: 'model_unreachable' });
    expect(openai.requests).toHaveLength(3);
  });

  test.each([
    ['17 of them', { sources: Array(17).fill(source) }, 'sources'],
    ['another type', { sources: [{ bytes: png, mime: 'image/gif' }] }, 'source'],
    ['a type that is not its own', { sources: [{ bytes: png, mime: 'image/jpeg' }] }, 'source'],
    ['a mask without a picture', { mask }, 'mask'],
    ['a mask that is no png', { sources: [source], mask: draw('jpeg', 640, 480, 'x') }, 'mask'],
    [
      'a mask that is too large',
      { sources: [source], mask: Buffer.concat([mask, Buffer.alloc(4 * 1024 * 1024)]) },
      'mask',
    ],
    ['a transparent jpeg', { background: 'transparent', format: 'jpeg' }, 'transparent'],
    ['a format nobody has', { format: 'bmp' }, 'format'],
    ['a background nobody has', { background: 'pink' }, 'background'],
  ] as [string, Partial<ImageRequest>, string][])('%s: refused before any money is spent', async (_, change, param) => {
    await expect(paint(change)).rejects.toMatchObject({ kind: 'model_rejected', facts: { param } });
    expect(openai.requests).toHaveLength(0);
  });

  test('a mask that does not fit is the service’s to refuse', async () => {
    const small = Buffer.from(drawPng(64, 64, 'mask'));
    small[25] = 6;
    await expect(paint({ sources: [source], mask: small })).rejects.toMatchObject({
      kind: 'model_rejected',
      facts: { param: 'mask' },
    });
    expect(openai.requests).toHaveLength(1);
  });
});

describe('while they are drawn', () => {
  test.each([
    ['from words', {}],
    ['out of another', { sources: [source] }],
  ] as [string, Partial<ImageRequest>][])('previews come in order, then the picture: %s', async (_, change) => {
    const previews: OutgoingFile[] = [];
    const { pictures, usage } = await paint({ ...change, previews: 2 }, {}, never, previews);
    expect(previews.map(({ mime }) => mime)).toEqual(['image/png', 'image/png']);
    expect(pictures).toHaveLength(1);
    expect(new Set([...previews, ...pictures].map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size).toBe(3);
    expect(usage?.outputTokens).toBe(1056 + 200);
  });

  test('fewer may come than were asked for', async () => {
    openai.scriptMedia({ draw: () => ({ partials: 0 }) });
    expect((await paint({ previews: 3 })).pictures).toHaveLength(1);
  });

  test('of several pictures there are none', async () => {
    expect((await paint({ previews: 2, count: 2 })).pictures).toHaveLength(2);
    expect(openai.requests[0]?.body).not.toHaveProperty('stream');
  });

  test('a server that answers with the whole is understood', async () => {
    openai.scriptMedia({ draw: () => ({ whole: true }) });
    expect((await paint({ previews: 2 })).pictures).toHaveLength(1);
  });

  test.each(['stream', 'partial_images'])(
    'a server that knows no %s is asked without it from then on',
    async (param) => {
      const error = {
        message: `Unknown parameter: '${param}'.`,
        type: 'invalid_request_error',
        param,
        code: 'unknown_parameter',
      };
      openai.fail('/images/generations', { status: 400, error });
      const model = modelOf(openai);
      for (const _ of [1, 2]) {
        expect((await model.generateImages({ ...request, previews: 2 }, never)).pictures).toHaveLength(1);
      }
      expect(openai.requests.map(({ body }) => param in body)).toEqual([true, false, false]);
    },
  );

  test.each([
    ['breaks off', { breaks: { how: 'end', afterTokens: 1 } }, 'model_cut'],
    ['is reset', { breaks: { how: 'reset', afterTokens: 1 } }, 'model_cut'],
    [
      'reports a refusal',
      { breaks: { how: 'error', afterTokens: 1, error: { message: 'no', code: 'moderation_blocked' } } },
      'model_filtered',
    ],
  ] as const)('a stream that %s is not paid for twice', async (_, drawing, kind) => {
    openai.scriptMedia({ draw: () => drawing });
    await expect(paint({ previews: 2 })).rejects.toMatchObject({ kind });
    expect(openai.requests).toHaveLength(1);
  });

  test('a stream that stalls is bounded, and its connection is closed', async () => {
    openai.scriptMedia({ draw: () => ({ breaks: { how: 'stall', afterTokens: 1 } }) });
    await expect(paint({ previews: 2 }, { totalMs: 60 })).rejects.toMatchObject({ kind: 'model_stalled' });
    await openai.waitFor((seen) => seen.aborted);
  });

  test('an abort ends it at once', async () => {
    openai.scriptMedia({ draw: () => ({ breaks: { how: 'stall', afterTokens: 1 } }) });
    const stop = new AbortController();
    const model = modelOf(openai);
    const painting = model.generateImages({ ...request, previews: 2 }, stop.signal, () => stop.abort('stop'));
    await expect(painting).rejects.toBe('stop');
    await openai.waitFor((seen) => seen.aborted);
  });
});
