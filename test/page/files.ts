import type { HttpReply } from '../../src/http/server.ts';
import { type FileType, sniff } from '../../src/media/sniff.ts';
import { attachmentIn, bytesOf } from '../simulator/discord/cdn.ts';
import type { Services } from './engine.ts';
import type { Platform } from './protocol.ts';

/** Types that a browser shows or plays. Whatever else somebody sent is only ever saved, a drawing that may hold scripts too. */
const shown: Partial<Record<FileType, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  matroska: 'video/webm',
};

/** Bytes of a file that stands in a message. */
export function fileOf({ telegram, discord }: Services, platform: Platform, id: string): Buffer | undefined {
  if (platform === 'telegram') return telegram.world.files.bytes(id);
  const attachment = attachmentIn(discord.world, id);
  return attachment && bytesOf(attachment);
}

/** A file, or the part of it that is asked for: players go to and fro. */
export function fileReply(bytes: Buffer, range: string | undefined): HttpReply {
  const type = shown[sniff(bytes)];
  const headers = {
    'content-type': type ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    ...(type ? {} : { 'content-disposition': 'attachment' }),
  };
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return { status: 200, headers, bytes };
  const from = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (from > to)
    return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, bytes: Buffer.alloc(0) };
  const part = { 'content-range': `bytes ${from}-${to}/${bytes.length}` };
  return { status: 206, headers: { ...headers, ...part }, bytes: bytes.subarray(from, to + 1) };
}
