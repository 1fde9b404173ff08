import type { Sharp } from 'sharp';
import type { Detail } from '../../ports/index.ts';
import type { Picture } from '../pictures.ts';
import { type Job, Refusal } from '../work/jobs.ts';
import type { WorkMessage } from '../work/messages.ts';
import { fittedSize, type Size, tokensOf } from './patches.ts';

/** Most pixels of a picture: those of a phone of 50 megapixels. Some kinds are unpacked as a whole, 4 bytes a pixel. */
const MOST_PIXELS = 51_000_000;
const JPEG_QUALITY = 85;

/** Readers of the library that are left open; it would draw SVG, and read what an SVG points to. */
const readers = ['Jpeg', 'Png', 'Webp', 'Nsgif'].flatMap((kind) => [
  `VipsForeignLoad${kind}File`,
  `VipsForeignLoad${kind}Buffer`,
]);

/** Prepares the picture in the body of a request for the detail in its head. Without one, others are to be drawn out of it. */
export const preparing: Job = async ({ head, body }) => {
  const { detail } = head as { detail?: Detail };
  const sharp = await load();
  if (detail === undefined) return asSource(sharp, body);
  const { bytes, ...rest } = await prepare(sharp, body, detail);
  return { head: rest, body: bytes };
};

type Library = typeof import('sharp').default;

let loaded: Library | undefined;

async function load(): Promise<Library> {
  if (loaded) return loaded;
  const { default: sharp } = await import('sharp');
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: readers });
  // Nothing is read twice; what is kept would be missing elsewhere.
  sharp.cache(false);
  sharp.concurrency(1);
  loaded = sharp;
  return sharp;
}

async function prepare(sharp: Library, bytes: Uint8Array, detail: Detail): Promise<Picture> {
  const { autoOrient: size } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (size.width * size.height > MOST_PIXELS) throw new Refusal('too_many_pixels');
  const { width, height } = fittedSize(size, detail);
  // Few pixels are left here: what follows costs little, whatever came.
  const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS })
    .autoOrient()
    .resize({ width, height, fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return pixelsToPicture({ data, width, height, channels: info.channels }, detail);
}

/** Longest side of the copy that is looked at, in pixels. */
const GLANCE = 512;
/** Quality that loses nothing which shows. */
const SOURCE_QUALITY = 95;

/** Looks at a picture, which shows whether it is whole; makes another only of one that cannot be taken as it is. */
async function asSource(sharp: Library, bytes: Uint8Array): Promise<WorkMessage> {
  const {
    format,
    space,
    exif,
    xmp,
    orientation = 1,
    pages = 1,
    autoOrient,
  } = await sharp(bytes, {
    limitInputPixels: false,
  }).metadata();
  if (autoOrient.width * autoOrient.height > MOST_PIXELS) throw new Refusal('too_many_pixels');
  const open = () => sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS });
  const { data, info } = await open()
    .resize({ width: GLANCE, height: GLANCE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const seen = { ...autoOrient, clear: isTransparent({ data, width, height, channels }) };
  const isTaken = format === 'jpeg' || format === 'png' || format === 'webp';
  // Where it was taken, and with what, is nobody's business.
  if (isTaken && space !== 'cmyk' && !exif && !xmp && orientation === 1 && pages === 1) return { head: seen };
  const upright = open().autoOrient().toColourspace('srgb');
  const made = format === 'jpeg' ? 'image/jpeg' : 'image/png';
  const body = await (format === 'jpeg' ? upright.jpeg({ quality: SOURCE_QUALITY }) : upright.png()).toBuffer();
  return { head: { ...seen, made }, body };
}

/** Encodes pixels that have the size they shall have. */
export async function pixelsToPicture(pixels: Pixels, detail: Detail): Promise<Picture> {
  const { data, width, height, channels } = pixels;
  const sharp = await load();
  const encoded = await encode(sharp(data, { raw: { width, height, channels } }), pixels);
  return { ...encoded, width, height, detail, tokens: tokensOf({ width, height }) };
}

async function encode(scaled: Sharp, pixels: Pixels): Promise<Pick<Picture, 'bytes' | 'mime'>> {
  const isClear = isTransparent(pixels);
  const shown = isClear ? scaled : scaled.removeAlpha();
  if (isClear || hasFewColours(pixels)) return { bytes: await shown.png().toBuffer(), mime: 'image/png' };
  return { bytes: await shown.jpeg({ quality: JPEG_QUALITY }).toBuffer(), mime: 'image/jpeg' };
}

interface Pixels extends Size {
  /** One byte a channel, row by row. */
  data: Uint8Array;
  channels: 1 | 2 | 3 | 4;
}

/** Pixels that are looked at to tell a drawing from a photo. */
const LOOKS = 1 << 15;
/** Part of the pixels looked at that may have a colour of their own in a drawing or a shot of a screen. */
const FEW = 1 / 16;

/** Tells a drawing, a page or a shot of a screen from a photo. JPEG would blur its edges, and be no smaller. */
function hasFewColours({ data, width, height, channels }: Pixels): boolean {
  const step = Math.max(1, Math.floor((width * height) / LOOKS));
  const colours = new Set<number>();
  let looks = 0;
  for (let at = 0; at + channels <= data.length; at += step * channels, looks++) {
    const [red = 0, green = red, blue = red] = [data[at], data[at + 1], data[at + 2]];
    colours.add((red << 16) | (green << 8) | blue);
  }
  return colours.size <= Math.max(256, looks * FEW);
}

function isTransparent({ data, channels }: Pixels): boolean {
  if (channels !== 4) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}
