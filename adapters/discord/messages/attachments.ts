import { MessageFlags } from 'discord.js';
import type { Attachment, MediaSource } from '../../../src/ports/index.ts';
import { fileName, kindOfType, mediaType } from '../../../src/util/told.ts';
import type { AttachmentEvent, MessageEvent, Sticker } from '../gateway/events.ts';
import { fileSource, type Home, stickerSource } from '../ids.ts';

/** Attachments and stickers of a message, and where they can be had again. */
export function filesAlong(
  event: Pick<MessageEvent, 'flags' | 'attachments' | 'sticker_items'>,
  home: Home | undefined,
): Attachment[] {
  const voice = (event.flags & MessageFlags.IsVoiceMessage) !== 0;
  const files = event.attachments.map((file) => attachmentOf(file, home, voice));
  return [...files, ...event.sticker_items.map(stickerOf)];
}

/** One attachment. `home`: the message that shows it, or that there is none that could be fetched; undefined where it is not known. */
export function attachmentOf(file: AttachmentEvent, home: Home | undefined, voice = false): Attachment {
  const { id, content_type: told, size, width, height, duration_secs: seconds } = file;
  const mime = told ? mediaType(told) : undefined;
  const name = nameOf(file);
  const kind = voice ? 'voice' : kindOfType(mime);
  const source = id !== undefined && home ? fileSource(home, id) : undefined;
  const moving = kind === 'video';
  return {
    kind,
    ...(source ? { source } : {}),
    ...(mime === undefined ? {} : { mime }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined ? {} : { size }),
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(seconds ? { durationMs: Math.round(seconds * 1000) } : {}),
    ...(moving ? { moving } : {}),
    ...(moving && source ? { preview: { source: stillOf(source), mime: 'image/jpeg' } } : {}),
  };
}

/** Most of a file's ending, with its dot, in UTF-16 units. */
const LONGEST_ENDING = 11;

/** The title is the name itself, without its ending, where `filename` lost letters of it. */
function nameOf({ filename = '', title }: AttachmentEvent): string | undefined {
  if (!title) return fileName(filename);
  // Only the ends are looked at, however long the names are.
  const ending = /\.\w{1,10}$/.exec(filename.slice(-LONGEST_ENDING))?.[0] ?? '';
  const has = title.slice(-LONGEST_ENDING).toLowerCase().endsWith(ending.toLowerCase());
  return fileName(has ? title : `${title}${ending}`);
}

/** Discord's media proxy draws a still of a video. */
function stillOf(source: MediaSource): MediaSource {
  return 'blob' in source ? source : { ...source, address: { ...source.address, still: true } };
}

/** Forms of stickers (https://discord.com/developers/docs/resources/sticker#sticker-object-sticker-format-types). */
const forms: Readonly<Record<number, { mime: string; ending?: 'png' | 'gif' }>> = {
  1: { mime: 'image/png', ending: 'png' },
  2: { mime: 'image/apng', ending: 'png' },
  3: { mime: 'application/json' },
  4: { mime: 'image/gif', ending: 'gif' },
};

/** A sticker; a Lottie is drawn by clients alone. */
function stickerOf({ id, format_type: format }: Sticker): Attachment {
  const { mime, ending } = (format === undefined ? undefined : forms[format]) ?? {};
  return {
    kind: 'sticker',
    ...(id !== undefined && ending ? { source: stickerSource(id, ending) } : {}),
    ...(mime === undefined ? {} : { mime }),
    ...(mime !== undefined && !ending ? { moving: true as const } : {}),
  };
}
