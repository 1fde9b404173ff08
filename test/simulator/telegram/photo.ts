import type { Message } from 'grammy/types';
import { isRecord, type Params, type Upload } from './params.ts';
import { badRequest } from './refusal.ts';
import { photoSizes } from './world.ts';

const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 50 * 1024 * 1024;

/** What a message shows besides words. */
export type Media = Pick<Message, 'photo' | 'document'>;

export interface Photo {
  width: number;
  height: number;
  bytes: number;
}

/** The uploaded picture a parameter names: `attach://field`, or the field itself. Refuses what is no picture. */
function readPhoto(params: Params, reference: unknown, field: string): Photo {
  const upload = findUpload(params, reference, field);
  if (!upload) {
    if (typeof reference === 'string' && reference !== '' && !reference.startsWith('attach://')) {
      throw badRequest('wrong file identifier/HTTP URL specified');
    }
    throw badRequest(`there is no ${field} in the request`);
  }
  const { bytes } = upload;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > MAX_PHOTO_BYTES) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
    );
  }
  if (!isPicture(bytes)) throw badRequest('IMAGE_PROCESS_FAILED');
  const size = dimensions(bytes);
  const { width, height } = size;
  if (width + height > 10_000 || Math.max(width, height) / Math.min(width, height) > 20) {
    throw badRequest('PHOTO_INVALID_DIMENSIONS');
  }
  return { ...size, bytes: bytes.length };
}

let files = 0;

/** The uploaded file a parameter names, as it is: nothing about it has to be a picture. */
function readDocument(params: Params, reference: unknown, field: string): Media {
  const upload = findUpload(params, reference, field);
  if (!upload) throw badRequest(`there is no ${field} in the request`);
  const { name, bytes } = upload;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > MAX_FILE_BYTES) throw badRequest('file is too big');
  files += 1;
  const ids = { file_id: `BQACAgIAAx${files}`, file_unique_id: `AgAD${files}` };
  return { document: { ...ids, file_name: name, file_size: bytes.length } };
}

/** The file that a parameter or an InputMedia's `media` names, as a message shows it. */
export function readMedia(params: Params, type: 'photo' | 'document', reference: unknown): Media {
  if (type === 'document') return readDocument(params, reference, 'document');
  return { photo: photoSizes(readPhoto(params, reference, 'photo')) };
}

function findUpload(params: Params, reference: unknown, field: string): Upload | undefined {
  if (typeof reference === 'string' && reference.startsWith('attach://')) return params.files[reference.slice(9)];
  return params.files[field];
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
export function mediaOf(params: Params, value: unknown): { media: Media; item: Record<string, unknown> } {
  if (!isRecord(value)) throw badRequest("can't parse InputMedia: expected an Object");
  const { type } = value;
  if (type !== 'photo' && type !== 'document')
    throw badRequest("can't parse InputMedia: type must be one of the supported ones");
  return { media: readMedia(params, type, value['media']), item: value };
}
