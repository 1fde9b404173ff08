import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { isRefused, type Refused } from '../../src/media/outcome.ts';
import { fittedSize, tokensOf } from '../../src/media/pictures/patches.ts';
import { type Picture, preparePicture, prepareSource } from '../../src/media/pictures.ts';
import type { Detail } from '../../src/ports/index.ts';
import { itWhole } from '../support/whole.ts';
import { hugePng, maskOf, photo, screenshot } from './made-pictures.ts';

const never = new AbortController().signal;

async function prepared(bytes: Uint8Array, detail: Detail = 'high'): Promise<Picture> {
  const picture = await outcomeOf(bytes, detail);
  if (isRefused(picture)) throw new Error(picture.reason);
  return picture;
}

/** Time after which the last process has ended: whoever counts processes next would count it. */
const LINGERED_MS = 1700;
afterAll(() => new Promise((resolve) => setTimeout(resolve, LINGERED_MS)));

/** Takes all of them for one conversation's: its process waits for the next, and a start costs more than most pictures. */
function outcomeOf(bytes: Uint8Array, detail: Detail = 'high', signal = never): Promise<Picture | Refused> {
  return preparePicture(bytes, detail, signal, 'test:pictures');
}

const colourAt = async (picture: Picture, left: number, top: number) => {
  const { data } = await sharp(picture.bytes)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
};

/** Left half red, right half blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'red' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: 'blue' } }, gravity: 'east' },
  ]);

describe('a picture for the model', () => {
  it('is scaled to what the model makes use of, and counted', async () => {
    const large = await photo({ width: 4000, height: 3000 });
    const high = await prepared(large);
    expect(high).toMatchObject({ mime: 'image/jpeg', detail: 'high' });
    expect(high.tokens).toBe(tokensOf(high));
    expect(high.tokens).toBeGreaterThan(2400);
    expect(high.tokens).toBeLessThanOrEqual(2500);
    expect(high.width / high.height).toBeCloseTo(4 / 3, 2);
    expect(await sharp(high.bytes).metadata()).toMatchObject({
      format: 'jpeg',
      width: high.width,
      height: high.height,
    });
    expect(await prepared(large, 'low')).toMatchObject({ width: 512, height: 384, tokens: 192, detail: 'low' });
  });

  itWhole('is never enlarged', async () => {
    expect(await prepared(await photo({ width: 40, height: 30 }))).toMatchObject({ width: 40, height: 30, tokens: 2 });
  });

  it('stands the right way up', async () => {
    const turned = await prepared(
      await halves(200, 100).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }).toBuffer(),
    );
    expect(turned).toMatchObject({ width: 100, height: 200 });
    const [red, , blue] = await colourAt(turned, 50, 20);
    expect(red).toBeGreaterThan(blue ?? 0);
  });

  it('keeps nothing of what the file says besides: place, camera, profile', async () => {
    const tagged = await halves(64, 64)
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '1/1 2/1 3/1', GPSLatitudeRef: 'N' } })
      .toBuffer();
    expect((await sharp(tagged).metadata()).exif).toBeDefined();
    const { exif, icc, xmp } = await sharp((await prepared(tagged)).bytes).metadata();
    expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined]);
  });

  it('is a PNG where it has transparency or few colours', async () => {
    const clear = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#ff000080' } })
      .webp()
      .toBuffer();
    expect(await prepared(clear)).toMatchObject({ mime: 'image/png' });
    expect((await sharp((await prepared(clear)).bytes).metadata()).hasAlpha).toBe(true);
    const grey = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#80808080' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await sharp((await prepared(grey)).bytes).metadata()).hasAlpha).toBe(true);
    const screen = await prepared(await screenshot({ width: 1600, height: 900 }));
    expect(screen).toMatchObject({ mime: 'image/png' });
    const opaque = await sharp(await photo({ width: 300, height: 300 }))
      .ensureAlpha()
      .png()
      .toBuffer();
    expect(await prepared(opaque)).toMatchObject({ mime: 'image/jpeg' });
  });

  it('is the first frame of what moves', async () => {
    const frames = ['red', 'blue'].map((background) => ({
      create: { width: 20, height: 20, channels: 3 as const, background },
    }));
    const stack = await sharp({ create: { width: 20, height: 40, channels: 3, background: 'black' } })
      .composite(frames.map((input, at) => ({ input, left: 0, top: at * 20 })))
      .removeAlpha()
      .raw()
      .toBuffer();
    const moving = sharp(stack, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } });
    for (const bytes of [
      await moving.clone().gif().toBuffer(),
      await moving.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      const still = await prepared(bytes);
      expect(still).toMatchObject({ width: 20, height: 20 });
      expect((await colourAt(still, 10, 10)).slice(0, 3)).toEqual([255, 0, 0]);
    }
  });

  itWhole('may be printed colours or 16 bits deep', async () => {
    const printed = await halves(64, 64).toColourspace('cmyk').jpeg().toBuffer();
    const deep = await halves(64, 64).toColourspace('rgb16').png().toBuffer();
    for (const bytes of [printed, deep]) expect(await prepared(bytes)).toMatchObject({ width: 64, height: 64 });
  });
});

describe('a picture to draw out of', () => {
  const source = async (bytes: Uint8Array) => {
    const made = await prepareSource(bytes, never, 'test:pictures');
    if (isRefused(made)) throw new Error(made.reason);
    return made;
  };

  it('stays as it is, where services take it so', async () => {
    const jpeg = await photo({ width: 300, height: 200 });
    const seen = { width: 300, height: 200, clear: false };
    expect(await source(jpeg)).toEqual({ bytes: jpeg, mime: 'image/jpeg', seen });
    const png = await maskOf({ width: 2000, height: 1000 });
    expect(await source(png)).toEqual({
      bytes: png,
      mime: 'image/png',
      seen: { width: 2000, height: 1000, clear: true },
    });
  });

  it('is made one that they take: still, upright, in colours of a screen, and silent on where it was taken', async () => {
    const turned = await halves(200, 100)
      .jpeg()
      .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { bytes, ...rest } = await source(turned);
    expect(rest).toEqual({ mime: 'image/jpeg', seen: { width: 100, height: 200, clear: false } });
    const { exif, orientation } = await sharp(bytes).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
    expect(await source(await halves(64, 64).gif().toBuffer())).toMatchObject({ mime: 'image/png' });
    const printed = await source(await halves(64, 64).toColourspace('cmyk').jpeg().toBuffer());
    expect((await sharp(printed.bytes).metadata()).space).toBe('srgb');
  });
});

describe('a picture that cannot be seen', () => {
  const svg = (head: string) =>
    Buffer.from(`${head}<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>`);
  const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(64)]);

  it.each([
    ['nothing', 'empty', Buffer.alloc(0)],
    ['text', 'wrong_type', Buffer.from('hello')],
    ['TIFF, which the library could read', 'wrong_type', Buffer.from('II*\0\x08\0\0\0\0\0', 'latin1')],
    ['SVG', 'svg', svg('')],
    ['SVG behind a declaration', 'svg', svg('<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>\n')],
    ['HEIC', 'heic', heic],
    ['more bytes than are taken', 'too_large', Buffer.alloc(50 * 1024 * 1024 + 1)],
  ])('is told by its content: %s', async (_, reason, bytes) => {
    expect(await outcomeOf(bytes)).toEqual({ reason });
  });

  itWhole('is one of 14,000 by 14,000, before it is unpacked', async () => {
    const bytes = hugePng(14_000);
    expect(bytes.length).toBeLessThan(100_000);
    expect(await outcomeOf(bytes)).toEqual({ reason: 'too_many_pixels' });
  });

  it('is one that ends in its middle, or is nothing behind its mark', async () => {
    const whole = await photo({ width: 600, height: 400 });
    expect(await outcomeOf(whole.subarray(0, whole.length / 2))).toEqual({ reason: 'broken' });
    const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    expect(await outcomeOf(Buffer.concat([png, Buffer.alloc(100, 7)]))).toEqual({
      reason: 'broken',
    });
  });

  it('is one that nobody waits for any more', async () => {
    const gone = AbortSignal.abort(new Error('over'));
    await expect(outcomeOf(await photo({ width: 10, height: 10 }), 'low', gone)).rejects.toThrow('over');
  });
});

describe('the size of a picture', () => {
  it('keeps its shape within what the model makes use of, whatever the shape', () => {
    for (const detail of ['low', 'high'] as const) {
      for (const [width, height] of [
        [1, 1],
        [1, 40_000],
        [40_000, 3],
        [2048, 2048],
        [8192, 6144],
        [1601, 1599],
        [33, 31],
      ] as const) {
        const fitted = fittedSize({ width, height }, detail);
        expect(tokensOf(fitted)).toBeLessThanOrEqual(detail === 'low' ? 256 : 2500);
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(detail === 'low' ? 512 : 2048);
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
        expect(fitted.width).toBeLessThanOrEqual(width);
      }
    }
  });

  it('wastes little of it', () => {
    expect(tokensOf(fittedSize({ width: 4000, height: 3000 }, 'high'))).toBeGreaterThan(2400);
    expect(fittedSize({ width: 2048, height: 1000 }, 'high')).toEqual({ width: 2048, height: 1000 });
  });
});
