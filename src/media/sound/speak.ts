import { EncodedPacket } from 'mediabunny';
import OpusScript from 'opusscript';
import { sniff } from '../sniff.ts';
import { type Job, Refusal } from '../work/jobs.ts';
import { openTrack, type Track, writePackets } from './track.ts';

/** Head of a voice message that comes back; without a body where the one that came is one already. */
export interface VoiceHead {
  durationMs: number;
  /** Loudness over time, one byte each, base64. */
  waveform: string;
}

/** Sound of one channel. */
interface Samples {
  /** Samples a second. */
  rate: Rate;
  data: Int16Array;
}

type Rate = 8000 | 12_000 | 16_000 | 24_000 | 48_000;

/** Rates that Opus takes, the lowest first. */
const rates: readonly Rate[] = [8000, 12_000, 16_000, 24_000, 48_000];
/** Rate of bare samples, as services of speech give them. */
const BARE: Rate = 24_000;
/** Rate that is enough to see how loud something is. */
const SEEN: Rate = 8000;
/** Time of one packet, s. */
const FRAME = 0.02;
const BITS_A_SECOND = 32_000;
/** Samples at 48 kHz by which the encoder is behind. Source: libopus, OPUS_GET_LOOKAHEAD for its audio application. */
const BEHIND = 312;
/** Longest voice message, s. */
const LONGEST = 3600;

/** Makes a voice message of speech: Ogg with Opus of one channel. Bare samples are 16 bits, little-endian, at 24 kHz. */
export const speaking: Job = async ({ body }) => {
  const type = sniff(body);
  if (type === 'other') return encoded({ rate: BARE, data: samplesOf(body) });
  const track = await openTrack(body);
  if (track.codec === 'opus') {
    const heard = await decoded(track, track.channels === 1 ? SEEN : 48_000);
    return type === 'ogg' && track.channels === 1 ? { head: headOf(heard) } : encoded(heard);
  }
  if (track.codec !== 'pcm-s16') throw new Refusal('wrong_type');
  return encoded(await plain(track));
};

/** Bytes as samples, copied to where they may stand: a small buffer shares its memory with others. */
function samplesOf(bytes: Uint8Array): Int16Array {
  return new Int16Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 2))).buffer);
}

async function plain(track: Track): Promise<Samples> {
  const chunks: Uint8Array[] = [];
  for await (const { data } of track.packets()) chunks.push(data);
  const mixed = mixedDown(samplesOf(Buffer.concat(chunks)), track.channels);
  const rate = rates.find((each) => each >= track.rate) ?? 48_000;
  return { rate, data: rate === track.rate ? mixed : resampled(mixed, track.rate, rate) };
}

function mixedDown(data: Int16Array, channels: number): Int16Array {
  if (channels === 1) return data;
  const mixed = new Int16Array(Math.floor(data.length / channels));
  for (let at = 0; at < mixed.length; at++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data[at * channels + channel] ?? 0;
    mixed[at] = sum / channels;
  }
  return mixed;
}

/** Samples at another rate, on straight lines between those there are: enough for a voice. */
function resampled(data: Int16Array, from: number, to: number): Int16Array {
  const result = new Int16Array(Math.floor((data.length * to) / from));
  for (let at = 0; at < result.length; at++) {
    const place = (at * from) / to;
    const before = Math.floor(place);
    const [one = 0, other = one] = [data[before], data[before + 1]];
    result[at] = one + (other - one) * (place - before);
  }
  return result;
}

async function decoded(track: Track, rate: Rate): Promise<Samples> {
  const decoder = new OpusScript(rate, 1, OpusScript.Application.AUDIO);
  const chunks: Buffer[] = [];
  let seconds = 0;
  for await (const { data, duration } of track.packets()) {
    seconds += duration;
    if (seconds > LONGEST) throw new Refusal('too_large');
    chunks.push(decoder.decode(Buffer.from(data)));
  }
  return { rate, data: samplesOf(Buffer.concat(chunks)) };
}

async function encoded({ rate, data }: Samples) {
  const encoder = new OpusScript(rate, 1, OpusScript.Application.AUDIO);
  encoder.setBitrate(BITS_A_SECOND);
  const length = rate * FRAME;
  if (data.length < length) throw new Refusal('empty');
  if (data.length > LONGEST * rate) throw new Refusal('too_large');
  const packets: EncodedPacket[] = [];
  for (let at = 0; at < data.length; at += length) {
    const frame = new Int16Array(length);
    frame.set(data.subarray(at, at + length));
    const packed = encoder.encode(Buffer.from(frame.buffer), length);
    packets.push(new EncodedPacket(new Uint8Array(packed), 'key', packets.length * FRAME, FRAME));
  }
  const config = { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1, description: opusHead(rate) };
  return { head: headOf({ rate, data }), body: await writePackets('ogg', 'opus', config, packets) };
}

/** Header of a stream. Source: RFC 7845, 5.1. */
function opusHead(rate: number): Uint8Array<ArrayBuffer> {
  const head = Buffer.from(new ArrayBuffer(19));
  head.write('OpusHead');
  head[8] = 1;
  head[9] = 1;
  head.writeUInt16LE(BEHIND, 10);
  head.writeUInt32LE(rate, 12);
  return new Uint8Array(head.buffer);
}

/** Most columns of a waveform, and the time of one where there are fewer, ms. */
const COLUMNS = 256;
const COLUMN_MS = 100;

function headOf({ rate, data }: Samples): VoiceHead {
  const durationMs = Math.round((data.length / rate) * 1000);
  const columns = Math.min(COLUMNS, Math.max(1, Math.ceil(durationMs / COLUMN_MS)));
  const levels = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * data.length) / columns);
    const until = Math.max(from + 1, Math.floor(((column + 1) * data.length) / columns));
    let sum = 0;
    for (let at = from; at < until; at++) sum += (data[at] ?? 0) ** 2;
    return Math.sqrt(sum / (until - from));
  });
  const loudest = Math.max(1, ...levels);
  const waveform = Buffer.from(levels.map((level) => Math.round((level / loudest) * 255))).toString('base64');
  return { durationMs, waveform };
}
