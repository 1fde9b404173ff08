import { type FileType, sniff } from '../../src/media/sniff.ts';
import { openTrack, writePackets } from '../../src/media/sound/track.ts';
import type { SentFile } from './protocol.ts';

/** A file that somebody sends from the page. */
export interface Sent {
  /** `sound`: recorded in a form that no platform shows as a voice message. */
  kind: 'picture' | 'file' | 'voice' | 'sound';
  bytes: Buffer;
  name: string;
  mime: string;
  duration?: number;
  width?: number;
  height?: number;
}

const pictures: readonly FileType[] = ['jpeg', 'png', 'webp', 'gif'];

/** Reads a file as clients do: by its content, under the last part of its name. */
export async function readSent({ kind, name, mime, data, ...facts }: SentFile): Promise<Sent> {
  const bytes = Buffer.from(data, 'base64');
  const sent = { bytes, name: baseName(name), mime, ...facts };
  if (kind === 'picture') return { ...sent, kind: pictures.includes(sniff(bytes)) ? 'picture' : 'file' };
  if (kind === 'file') return { ...sent, kind };
  const ogg = await asOgg(bytes);
  if (!ogg) return { ...sent, kind: 'sound' };
  return { ...sent, kind: 'voice', bytes: ogg, name: 'voice-message.ogg', mime: 'audio/ogg' };
}

function baseName(name: string): string {
  return (
    name
      .split(/[\\/]/)
      .at(-1)
      ?.replaceAll(/\p{Cc}/gu, '') || 'file'
  );
}

/**
 * Voice messages are Opus in Ogg; browsers record the same packets in WebM. They are put into the other container as they
 * are. Undefined where it is no Opus, or the optional library is missing.
 */
async function asOgg(bytes: Buffer): Promise<Buffer | undefined> {
  if (sniff(bytes) === 'ogg') return bytes;
  try {
    const track = await openTrack(bytes);
    if (track.codec !== 'opus') return undefined;
    const packets = await Array.fromAsync(track.packets());
    const begin = packets[0]?.timestamp ?? 0;
    const moved = packets.map((packet) => packet.clone({ timestamp: packet.timestamp - begin }));
    return Buffer.from(await writePackets('ogg', 'opus', await track.config(), moved));
  } catch {
    return undefined;
  }
}
