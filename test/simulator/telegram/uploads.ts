import type { Message } from 'grammy/types';
import type { Files } from './files.ts';
import { isRecord, type Params, type Upload } from './params.ts';
import { badRequest } from './refusal.ts';

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** What a message shows besides words. */
export type Media = Pick<Message, 'photo' | 'document' | 'audio' | 'voice'>;

/** Kinds of files that are uploaded here; a voice message is sent alone and is no InputMedia. */
export type MediaType = 'photo' | 'document' | 'audio' | 'voice';

/** Facts that a call tells of its file. */
interface Told {
  duration?: unknown;
}

/** The file that a parameter or an InputMedia's `media` names, as a message shows it. */
export function readMedia(files: Files, params: Params, type: MediaType, reference: unknown, told: Told = {}): Media {
  const { name, bytes } = uploaded(params, reference, type);
  if (type === 'photo') return photoOf(files, bytes);
  if (bytes.length > MAX_FILE_BYTES) throw badRequest('file is too big');
  const duration = Math.trunc(Number(told.duration)) || 0;
  const format = formatOf(bytes);
  if (type === 'voice' && format !== 'other') {
    return { voice: { ...files.add('voice', bytes), duration, mime_type: `audio/${format}` } };
  }
  if (type === 'audio' && (format === 'mpeg' || format === 'mp4')) {
    return { audio: { ...files.add('audio', bytes), duration, file_name: name, mime_type: `audio/${format}` } };
  }
  // What a player does not take becomes a file (Bot API, sendVoice).
  return { document: { ...files.add('document', bytes), file_name: name } };
}

function uploaded(params: Params, reference: unknown, field: string): Upload {
  const attached = typeof reference === 'string' && reference.startsWith('attach://');
  const upload = params.files[attached ? reference.slice(9) : field];
  if (!upload && typeof reference === 'string' && reference !== '' && !attached) {
    throw badRequest('wrong file identifier/HTTP URL specified');
  }
  if (!upload) throw badRequest(`there is no ${field} in the request`);
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  return upload;
}

function photoOf(files: Files, bytes: Buffer): Media {
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  }
  if (!isPicture(bytes)) throw badRequest('IMAGE_PROCESS_FAILED');
  const { width, height } = dimensions(bytes);
  if (width + height > 10_000 || Math.max(width, height) / Math.min(width, height) > 20) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return { photo: files.photo(bytes, width, height) };
}

/** Format of sound by its content: Ogg with Opus, MP3, M4A. */
function formatOf(bytes: Buffer): 'ogg' | 'mpeg' | 'mp4' | 'other' {
  const head = bytes.subarray(0, 64).toString('latin1');
  if (head.startsWith('OggS')) return head.includes('OpusHead') ? 'ogg' : 'other';
  if (head.startsWith('ID3') || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0)) return 'mpeg';
  return head.startsWith('ftyp', 4) ? 'mp4' : 'other';
}

function isPicture(bytes: Buffer): boolean {
  const png = bytes.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  const webp =
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP';
  return png || jpeg || webp;
}

/** Width and height of a PNG; a fixed guess for other kinds. */
function dimensions(bytes: Buffer): { width: number; height: number } {
  if (bytes[0] !== 137 || bytes.length < 24) return { width: 1024, height: 1024 };
  return { width: bytes.readUInt32BE(16) || 1, height: bytes.readUInt32BE(20) || 1 };
}

/** The file of an InputMedia object, with its type; refuses what the stand-in does not know. */
export function mediaOf(
  files: Files,
  params: Params,
  value: unknown,
): { media: Media; type: MediaType; item: Record<string, unknown> } {
  if (!isRecord(value)) throw badRequest("can't parse InputMedia: expected an Object");
  const { type } = value;
  if (type !== 'photo' && type !== 'document' && type !== 'audio')
    throw badRequest("can't parse InputMedia: type must be one of the supported ones");
  return { media: readMedia(files, params, type, value['media'], value), type, item: value };
}
