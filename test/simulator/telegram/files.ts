import type { File, PhotoSize } from 'grammy/types';
import type { Reply } from '../server.ts';
import { type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';

/** Largest file that a bot may fetch (Bot API, getFile). */
const MAX_FETCHED = 20 * 1024 * 1024;

/** Time for which a link works at least, ms (Bot API, File). */
const LINK_MS = 60 * 60_000;

/** Boxes that the server fits a photo into, in pixels. */
const BOXES = [90, 320, 800, 1280, 2560];

/** Beginning of a file id and folder of its path, by what the file is. */
const kinds = {
  photo: { id: 'AgACAgIAAx', folder: 'photos', ext: 'jpg' },
  thumbnail: { id: 'AAMCAgADHQ', folder: 'thumbnails', ext: 'jpg' },
  voice: { id: 'AwACAgIAAx', folder: 'voice', ext: 'oga' },
  video: { id: 'BAACAgIAAx', folder: 'videos', ext: 'mp4' },
  videoNote: { id: 'DQACAgIAAx', folder: 'video_notes', ext: 'mp4' },
  animation: { id: 'CgACAgIAAx', folder: 'animations', ext: 'mp4' },
  audio: { id: 'CQACAgIAAx', folder: 'music', ext: 'mp3' },
  sticker: { id: 'CAACAgIAAx', folder: 'stickers', ext: 'webp' },
  document: { id: 'BQACAgIAAx', folder: 'documents', ext: 'bin' },
} as const;

export type FileKind = keyof typeof kinds;

export interface FileIds {
  file_id: string;
  file_unique_id: string;
  file_size: number;
}

interface StoredFile extends FileIds {
  bytes: Buffer;
  path: string;
  /** Epoch ms until which its link works. */
  until: number;
}

/** Files of one bot, and the server that they are fetched from. */
export interface Files {
  /** Keeps bytes under new ids. `size`: as it is told, where that is not true. */
  add(kind: FileKind, bytes: Buffer, size?: number): FileIds;
  /** A picture in the sizes that the server makes of it. It scales nothing: each is served with the bytes given. */
  photo(bytes: Buffer, width: number, height: number): PhotoSize[];
  thumbnail(bytes: Buffer, width?: number, height?: number): PhotoSize;
  getFile(params: Params): File;
  /** Answers `/file/bot<token>/<path>`, the token being right. */
  serve(path: string): Reply;
  bytes(id: string): Buffer | undefined;
  /** Takes a file away; its id means nothing any more. */
  lose(id: string): void;
}

export function createFiles(now: () => number): Files {
  const byId = new Map<string, StoredFile>();
  const byPath = new Map<string, StoredFile>();
  let count = 0;

  function add(kind: FileKind, bytes: Buffer, size = bytes.length): FileIds {
    const { id, folder, ext } = kinds[kind];
    // No id means another file after its own was lost.
    count += 1;
    const number = count;
    const ids = { file_id: `${id}${number}`, file_unique_id: `AQAD${number}`, file_size: size };
    const file = { ...ids, bytes, path: `${folder}/file_${number}.${ext}`, until: 0 };
    byId.set(file.file_id, file);
    byPath.set(file.path, file);
    return ids;
  }

  function sized(kind: FileKind, bytes: Buffer, width: number, height: number): PhotoSize {
    return { ...add(kind, bytes), width, height };
  }

  return {
    add,
    photo(bytes, width, height) {
      const longest = Math.max(width, height);
      const boxes = [...BOXES.filter((box) => box < longest), Math.min(longest, BOXES.at(-1) ?? longest)];
      return [...new Set(boxes)].map((box) => {
        const [w, h] = [width, height].map((side) => Math.max(1, Math.round((side * box) / longest)));
        return sized('photo', bytes, w ?? 1, h ?? 1);
      });
    },
    thumbnail: (bytes, width = 320, height = 240) => sized('thumbnail', bytes, width, height),
    getFile(params) {
      const id = textField(params, 'file_id');
      if (id === '') throw badRequest('file_id not specified');
      if (!/^[\w-]{10,200}$/.test(id)) throw badRequest('invalid file_id');
      const file = byId.get(id);
      if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
      if (Math.max(file.file_size, file.bytes.length) > MAX_FETCHED) throw badRequest('file is too big');
      file.until = now() + LINK_MS;
      const { file_id, file_unique_id, file_size, path } = file;
      return { file_id, file_unique_id, file_size, file_path: path };
    },
    serve(path) {
      const file = byPath.get(path);
      if (!file || !byId.has(file.file_id) || now() >= file.until) {
        return { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } };
      }
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: file.bytes };
    },
    bytes: (id) => byId.get(id)?.bytes,
    lose: (id) => void byId.delete(id),
  };
}
