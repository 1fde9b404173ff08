import * as v from 'valibot';

/** Media: what is not text, and where it can be had. Rows hold references; bytes are on a platform or among the blobs. */

const text = v.string();
const count = v.pipe(v.number(), v.finite(), v.minValue(0));

export const mediaKinds = ['picture', 'voice', 'audio', 'video', 'sticker', 'file', 'other'] as const;

/** Address of bytes on a platform, the adapter's own: plain JSON without tokens, and without what ends by itself. */
const mediaAddressSchema = v.record(text, v.union([text, v.pipe(v.number(), v.finite()), v.boolean()]));

export type MediaAddress = v.InferOutput<typeof mediaAddressSchema>;

/** Place where bytes can be had. On a platform, for as long as the message is there. Among the blobs: the name of one. */
export const mediaSourceSchema = v.union([
  v.object({
    surface: text,
    address: mediaAddressSchema,
    /** True where only this process can fetch it, and soon: what is to be kept goes among the blobs at once. */
    passing: v.exactOptional(v.literal(true)),
  }),
  v.object({ blob: text }),
]);

export type MediaSource = v.InferOutput<typeof mediaSourceSchema>;

/** Blob that something sent is kept as, under its reference. */
export const keptSourceSchema = v.object({ v: v.literal(1), blob: text });

/** A still picture of it that the platform has made: of a video, of a moving sticker. */
const previewSchema = v.object({
  source: mediaSourceSchema,
  mime: v.exactOptional(text),
  /** Bytes. */
  size: v.exactOptional(count),
});

/**
 * Something sent along with a message that is not text. Everything but its kind is the sender's or the platform's word: it is
 * absent where nobody told, and may be wrong.
 */
export const attachmentSchema = v.object({
  kind: v.picklist(mediaKinds),
  /** Absent where the bytes cannot be had. */
  source: v.exactOptional(mediaSourceSchema),
  /** Media type as it was told. */
  mime: v.exactOptional(text),
  /** File name as it was told. It names no place: never use it as a path. */
  name: v.exactOptional(text),
  /** Bytes. */
  size: v.exactOptional(count),
  /** Length of sound or video, ms. */
  durationMs: v.exactOptional(count),
  /** Pixels. */
  width: v.exactOptional(count),
  height: v.exactOptional(count),
  /** True for what moves: of it, the preview can be seen. */
  moving: v.exactOptional(v.literal(true)),
  preview: v.exactOptional(previewSchema),
});

export type Attachment = v.InferOutput<typeof attachmentSchema>;

/** Most words that are heard in one recording, in UTF-16 units: four hours of speech. */
export const MOST_HEARD = 200_000;

/** Something sent along as a prompt keeps it. */
export const sentSchema = v.object({
  ...attachmentSchema.entries,
  /** Tokens it was given to the model as, once it was. */
  tokens: v.exactOptional(count),
  /** Words that were heard in it, or that the person put right. */
  heard: v.exactOptional(text),
});

export type Sent = v.InferOutput<typeof sentSchema>;
