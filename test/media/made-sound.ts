import {
  type AudioCodec,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';

/** Sound for tests, made by code. */

/** Samples of a tone that is silent where `isPause` says so. `seconds` at `rate`, 16 bits. */
export function tone(seconds: number, rate: number, isPause: (second: number) => boolean = () => false): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, at) => {
    const second = at / rate;
    // Several tones that change, as a voice does.
    const voice =
      Math.sin(second * 2 * Math.PI * 220) + Math.sin(second * 2 * Math.PI * (500 + 200 * Math.sin(second * 9)));
    return isPause(second) ? 0 : Math.round(voice * 8000);
  });
}

export const bytesOf = (samples: Int16Array): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** Writes samples as WAV. */
export function wav(samples: Int16Array, rate: number, channels = 1): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF');
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * channels * 2, 28);
  head.writeUInt16LE(channels * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, bytesOf(samples)]);
}

/** Writes a video: pictures that are none, and sound of packets whose sizes `sizeAt` says. */
export async function video(
  kind: 'mp4' | 'webm',
  seconds: number,
  { sound = true, sizeAt = (): number => 300 }: { sound?: boolean; sizeAt?: (second: number) => number } = {},
): Promise<Buffer> {
  const target = new BufferTarget();
  const format = kind === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const pictures = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(pictures, { frameRate: 1 });
  const codec: AudioCodec = kind === 'mp4' ? 'aac' : 'opus';
  const audio = new EncodedAudioPacketSource(codec);
  if (sound) output.addAudioTrack(audio);
  await output.start();
  for (let second = 0; second < seconds; second++) {
    await pictures.add(new EncodedPacket(new Uint8Array(5000).fill(1), 'key', second, 1), {
      decoderConfig: { codec: 'vp09.00.10.08', codedWidth: 64, codedHeight: 64 },
    });
  }
  const decoderConfig =
    kind === 'mp4'
      ? { codec: 'mp4a.40.2', sampleRate: 48_000, numberOfChannels: 1, description: Uint8Array.of(0x11, 0x88) }
      : { codec: 'opus', sampleRate: 48_000, numberOfChannels: 1, description: opusHead() };
  for (let at = 0; sound && at < seconds; at += 0.02) {
    const data = new Uint8Array(sizeAt(at)).fill(0x18);
    await audio.add(new EncodedPacket(data, 'key', at, 0.02), { decoderConfig });
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

function opusHead(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...Buffer.from('OpusHead'), 1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);
}
