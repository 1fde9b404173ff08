import * as v from 'valibot';
import type { Attachment } from '../../src/ports/index.ts';
import { fileName, kindOfType, mediaType } from '../../src/util/told.ts';
import { fileSource } from './ids.ts';

/** Media of messages as the Bot API 10.3 shapes them: each field becomes an attachment, readable or not. */

/**
 * Longest side of a picture that shows a model all it looks at, in pixels (OpenAI: 2,048 at high detail). A larger size is not
 * fetched.
 */
const SUFFICES = 2048;
/** Most sizes of a picture that are looked at; the server makes five. */
const MOST_SIZES = 20;

/** A fact that only adds to a file must not cost it. */
const soft = <T extends v.GenericSchema>(schema: T) => v.fallback(v.optional(schema), undefined);
const count = v.pipe(v.number(), v.finite(), v.minValue(0));
const fileId = v.pipe(v.string(), v.regex(/^[\w-]{1,512}$/));

const size = v.object({ file_id: fileId, file_size: soft(count), width: soft(count), height: soft(count) });

/** Fields that files have, whatever they are; a round video has a `length` for both its sides. */
const file = v.object({
  ...size.entries,
  length: soft(count),
  duration: soft(count),
  mime_type: soft(v.string()),
  file_name: soft(v.string()),
  is_animated: soft(v.boolean()),
  is_video: soft(v.boolean()),
  thumbnail: soft(size),
});

type Size = v.InferOutput<typeof size>;
type File = v.InferOutput<typeof file>;

const live = v.object({ photo: v.unknown() });

type Reader = (value: unknown) => Attachment;

/** Readers of media by what they are; what is not shaped as it should be has a kind, and cannot be had. */
export const mediaReaders = {
  photo: pictureOf,
  live_photo: (value) => pictureOf(v.is(live, value) ? value.photo : undefined),
  voice: reader('voice'),
  audio: reader('audio'),
  // Animations come with a document that is the same file.
  animation: reader('video'),
  video: reader('video'),
  video_note: reader('video'),
  sticker: reader('sticker'),
  document: reader('file'),
  story: () => ({ kind: 'other' }),
  paid_media: () => ({ kind: 'other' }),
} as const satisfies Record<string, Reader>;

type MediaField = keyof typeof mediaReaders;

const names = Object.keys(mediaReaders) as MediaField[];

function field(read: Reader) {
  return v.optional(v.pipe(v.unknown(), v.transform(read)));
}

/** Schemas of the fields that hold media. */
export const mediaFields = Object.fromEntries(names.map((name) => [name, field(mediaReaders[name])])) as Record<
  MediaField,
  ReturnType<typeof field>
>;

/** Finds what a message shows; its fields exclude one another, but for those that stand for old clients. */
export function shownIn(message: { readonly [name in MediaField]?: Attachment | undefined }): Attachment | undefined {
  const found = names.find((name) => message[name] !== undefined);
  return found && message[found];
}

/** The smallest size that suffices, else the largest. */
function pictureOf(value: unknown): Attachment {
  const all = Array.isArray(value) ? value.slice(0, MOST_SIZES) : [];
  const found = all.map((each) => v.safeParse(size, each)).flatMap((read) => (read.success ? [read.output] : []));
  const sorted = found.sort((a, b) => longest(a) - longest(b));
  const chosen = sorted.find((each) => longest(each) >= SUFFICES) ?? sorted.at(-1);
  return chosen ? { kind: 'picture', ...sized(chosen) } : { kind: 'picture' };
}

function longest({ width = 0, height = 0 }: Size): number {
  return Math.max(width, height);
}

function sized({ file_id: id, file_size: bytes, width, height }: Size): Omit<Attachment, 'kind'> {
  return {
    source: fileSource(id, bytes),
    ...(bytes === undefined ? {} : { size: bytes }),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  };
}

function reader(kind: Attachment['kind']): Reader {
  return (value) => {
    const read = v.safeParse(file, value);
    return read.success ? fileOf(kind, read.output) : { kind };
  };
}

function fileOf(kind: Attachment['kind'], read: File): Attachment {
  const { file_name: told, length, duration, thumbnail } = read;
  const mime = typeOf(kind, read);
  const name = told === undefined ? undefined : fileName(told);
  const what = kind === 'file' ? kindOfType(mime) : kind;
  const moving = what === 'video' || read.is_animated || read.is_video;
  return {
    kind: what,
    ...sized({ ...read, width: read.width ?? length, height: read.height ?? length }),
    ...(mime === undefined ? {} : { mime }),
    ...(name === undefined ? {} : { name }),
    ...(duration === undefined ? {} : { durationMs: duration * 1000 }),
    ...(moving ? { moving } : {}),
    ...(moving && thumbnail ? { preview: previewOf(thumbnail) } : {}),
  };
}

/** Media type as it was told; of stickers, by their form (Bot API, Sticker). */
function typeOf(kind: Attachment['kind'], { mime_type: told, is_animated: drawn, is_video: filmed }: File) {
  if (kind === 'sticker') return drawn ? 'application/x-tgsticker' : filmed ? 'video/webm' : 'image/webp';
  return told === undefined ? undefined : mediaType(told);
}

function previewOf({ file_id: id, file_size: bytes }: Size): NonNullable<Attachment['preview']> {
  return { source: fileSource(id, bytes), ...(bytes === undefined ? {} : { size: bytes }) };
}
