import type { HttpReply } from '../../src/http/server.ts';
import { type FileType, sniff } from '../../src/media/sniff.ts';
import { attachmentIn, bytesOf } from '../simulator/discord/cdn.ts';
import type { Services } from './engine.ts';
import type { Item, Platform } from './protocol.ts';

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

/** Files that are kept when their message shows another one: a page may ask for what it was told a moment ago. */
const KEPT = 30;

/** Files of messages. */
export interface Files {
  of(platform: Platform, id: string): Buffer | undefined;
  /** The page is told of these items. */
  told(items: readonly Item[]): void;
}

export function createFiles({ telegram, discord }: Services): Files {
  const lately = new Map<string, Buffer>();

  function attached(id: string): Buffer | undefined {
    const attachment = attachmentIn(discord.world, id);
    return attachment && bytesOf(attachment);
  }

  return {
    of: (platform, id) => (platform === 'telegram' ? telegram.world.files.bytes(id) : (attached(id) ?? lately.get(id))),
    told(items) {
      for (const item of items) {
        if (item.platform !== 'discord') continue;
        for (const { id } of item.message.attachments) {
          const bytes = attached(id);
          if (bytes) lately.set(id, bytes);
        }
      }
      for (const id of lately.keys()) if (lately.size > KEPT) lately.delete(id);
    },
  };
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
