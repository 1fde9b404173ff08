import type { EncodedPacket } from 'mediabunny';
import { type FileType, sniff } from '../sniff.ts';
import { type Job, Refusal } from '../work/jobs.ts';
import { type Beat, type CutLimits, cutAtPauses } from './pauses.ts';
import { containerOf, type Ending, openTrack, type Track, writePackets } from './track.ts';

/** Head of each part that comes back. */
export interface PartHead {
  ending: Ending;
  /** Ms since the beginning of the whole. */
  startMs: number;
  durationMs: number;
}

/** Endings of containers that services take as they are. */
const endings: Partial<Record<FileType, Ending>> = {
  ogg: 'ogg',
  mp4: 'm4a',
  matroska: 'webm',
  mp3: 'mp3',
  wav: 'wav',
  flac: 'flac',
};

/** Shortest sound that services take, s. Source: OpenAI refuses less as `audio_too_short`. */
const SHORTEST = 0.1;
/** Part of a limit in bytes that packets may take; the rest is the container's. */
const PACKETS = 0.97;

/**
 * Takes the sound out of the body of a request, in parts within the limits in its head. What fits and is sound alone comes
 * back without its bytes: the caller has them.
 */
export const hearing: Job = async ({ head, body }, part) => {
  const limits = head as CutLimits;
  const track = await openTrack(body);
  const beats = await beatsOf(track);
  const last = beats.at(-1);
  const seconds = last ? last.at + last.seconds : 0;
  if (seconds < SHORTEST) throw new Refusal('empty');
  const durationMs = Math.round(seconds * 1000);
  const ending = endings[sniff(body)];
  if (ending && !track.isVideo && seconds <= limits.seconds && body.length <= limits.bytes) {
    return { head: { ending, durationMs } };
  }
  const container = containerOf(track.codec);
  if (!container) throw new Refusal('wrong_type');
  const starts = cutAtPauses(beats, { seconds: limits.seconds, bytes: limits.bytes * PACKETS });
  const config = await track.config();
  await eachPart(track, starts, async (packets) => {
    const begin = packets[0]?.timestamp ?? 0;
    const end = packets.at(-1);
    const moved = packets.map((packet) => packet.clone({ timestamp: packet.timestamp - begin }));
    const about: PartHead = {
      ending: container,
      startMs: Math.round(begin * 1000),
      durationMs: Math.round(((end?.timestamp ?? begin) + (end?.duration ?? 0) - begin) * 1000),
    };
    part({ head: about, body: await writePackets(container, track.codec, config, moved) });
  });
  return { head: {} };
};

async function beatsOf(track: Track): Promise<Beat[]> {
  const beats: Beat[] = [];
  const isPlain = track.codec === 'pcm-s16';
  for await (const { timestamp, duration, byteLength, data } of track.packets()) {
    const level = isPlain ? loudnessOf(data) : byteLength / Math.max(duration, 0.001);
    beats.push({ at: Math.max(0, timestamp), seconds: duration, size: byteLength, level });
  }
  return beats;
}

/** Mean of the absolute samples, of every fourth. */
function loudnessOf(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let sum = 0;
  for (let at = 0; at + 1 < data.byteLength; at += 8) sum += Math.abs(view.getInt16(at, true));
  return sum / Math.max(1, data.byteLength / 8);
}

async function eachPart(
  track: Track,
  starts: readonly number[],
  use: (packets: EncodedPacket[]) => Promise<void>,
): Promise<void> {
  let packets: EncodedPacket[] = [];
  let index = 0;
  for await (const packet of track.packets()) {
    if (index > 0 && starts.includes(index)) {
      await use(packets);
      packets = [];
    }
    packets.push(packet);
    index += 1;
  }
  await use(packets);
}
