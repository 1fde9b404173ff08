import { createHmac } from 'node:crypto';
import { jpeg, mp3, mp4, ogg, pdf, webp } from '../samples.ts';
import type { Call, Reply } from '../server.ts';
import type { SimAttachment, SimFile } from './files.ts';
import type { World } from './world.ts';

/** The CDN: signed addresses of files, which end, and what is served under them. */

/** Time for which an address works, ms. */
const LINK_MS = 24 * 60 * 60_000;

const SECRET = 'the stand-in signs with this';

/** Addresses of an attachment as a message tells them. Telling the message anew makes new ones. */
export function addressesOf(world: World, channel: string, { id, filename, ephemeral }: SimAttachment) {
  const folder = ephemeral ? `ephemeral-attachments/${world.application}` : `attachments/${channel}`;
  const path = `/${folder}/${id}/${encodeURIComponent(filename)}`;
  const now = Date.now();
  const until = Math.floor((now + (world.timing.linkMs ?? LINK_MS)) / 1000).toString(16);
  const query = `ex=${until}&is=${Math.floor(now / 1000).toString(16)}&hm=${signed(path, until)}&`;
  return { url: `${world.origin()}${path}?${query}`, proxy_url: `${world.origin()}/media${path}?${query}` };
}

function signed(path: string, until: string): string {
  return createHmac('sha256', SECRET).update(`${path} ${until}`).digest('hex');
}

const gone: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain;charset=UTF-8' },
  body: 'This content is no longer available.',
};

/** Answers what is not under /api. */
export function serveFile(world: World, { method, path, query }: Call): Reply {
  if (method !== 'GET') return { status: 405, body: '' };
  const sticker = /^\/stickers\/\d+\.(png|gif)$/.exec(path);
  if (sticker) return file(`image/${sticker[1]}`, jpeg);
  const [, scaled, direct, id = ''] = /^(\/media)?(\/(?:ephemeral-)?attachments\/\d+\/(\d+)\/[^/]+)$/.exec(path) ?? [];
  const until = query.get('ex') ?? '';
  const found = direct === undefined ? undefined : attachmentIn(world, id);
  const holds = Number.parseInt(until, 16) * 1000 > Date.now() && query.get('hm') === signed(direct ?? '', until);
  if (!found || !holds) return gone;
  const { content_type: type } = found;
  const data = bytesOf(found);
  // The proxy draws a still of a video, and scales; the stand-in has one still, and scales nothing.
  if (scaled && query.get('format') === 'jpeg') return file('image/jpeg', type.startsWith('video/') ? jpeg : data);
  return scaled && !/^(image|video)\//.test(type) ? { status: 415, body: '' } : file(type, data);
}

function file(type: string, body: Buffer): Reply {
  return { status: 200, headers: { 'content-type': type, 'content-length': String(body.length) }, body };
}

export function bytesOf({ content_type: type, data = sampleOf(type) }: SimAttachment): Buffer {
  return data;
}

/** A file that a message still shows, or a forward of it, or that somebody gave to a command. */
export function attachmentIn(world: World, id: string): SimAttachment | undefined {
  for (const { attachments, forwarded } of world.messages.values()) {
    const found = [...attachments, ...(forwarded?.attachments ?? [])].find((each) => each.id === id);
    if (found) return found;
  }
  return world.given.get(id);
}

/** A small file of a kind, for where nobody brings one. */
function sampleOf(type: string): Buffer {
  if (type === 'image/webp') return webp;
  if (type.startsWith('image/')) return jpeg;
  if (type === 'audio/ogg') return ogg(2.5);
  if (type.startsWith('audio/')) return mp3;
  if (type.startsWith('video/')) return mp4;
  return type === 'application/pdf' ? pdf : Buffer.from('Hello');
}

/** An attachment of a file that somebody sends. What is no letter of its name is lost, and kept as a title. */
export function attachmentOf(world: World, said: SimFile): SimAttachment {
  const { filename: name, contentType, voice, data = sampleOf(contentType), size, width, height } = said;
  const media = /^(image|video)\//.test(contentType);
  const duration = said.duration ?? (voice ? 2.5 : undefined);
  return {
    id: world.snowflake(),
    ...namesOf(name),
    content_type: contentType,
    size: size ?? data.length,
    data,
    ...(media ? { width: width ?? 320, height: height ?? 240 } : {}),
    ...(duration === undefined ? {} : { duration_secs: duration }),
    ...(voice ? { waveform: 'AAECAwQF' } : {}),
  };
}

/** Names of a file as they are told: the letters of it, and, where that is less, the title. */
export function namesOf(name: string): Pick<SimAttachment, 'filename' | 'title'> {
  const filename = name.replace(/[^\w.-]+/g, '_').replace(/^_+(?=.)/, '');
  return filename === name ? { filename } : { filename, title: name.replace(/\.[^.]*$/, '') };
}
