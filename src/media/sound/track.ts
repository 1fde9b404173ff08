import type { AudioCodec, EncodedPacket, InputAudioTrack } from 'mediabunny';
import { Refusal } from '../work/jobs.ts';

/** Sound of a file: its packets as they are, without decoding any. */
export interface Track {
  codec: AudioCodec;
  /** True where the file holds moving pictures, too. */
  isVideo: boolean;
  channels: number;
  /** Samples of one channel a second. */
  rate: number;
  packets(): AsyncGenerator<EncodedPacket>;
  config(): Promise<AudioDecoderConfig>;
}

/** Opens the sound of a file; its content says what it is. Throws a Refusal: `wrong_type`, `broken`, `no_sound`. */
export async function openTrack(bytes: Uint8Array): Promise<Track> {
  const { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } = await import('mediabunny');
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  if (!(await input.canRead())) throw new Refusal('wrong_type');
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Refusal((await input.getTracks()).length > 0 ? 'no_sound' : 'broken');
  const sink = new EncodedPacketSink(track);
  return {
    codec: await codecOf(track),
    isVideo: (await input.getPrimaryVideoTrack()) !== null,
    channels: await track.getNumberOfChannels(),
    rate: await track.getSampleRate(),
    packets: () => sink.packets(),
    async config() {
      const config = await track.getDecoderConfig();
      if (!config) throw new Refusal('broken');
      return config;
    },
  };
}

async function codecOf(track: InputAudioTrack): Promise<AudioCodec> {
  const codec = await track.getCodec();
  if (!codec) throw new Refusal('wrong_type');
  return codec;
}

/** Endings of files that services know. */
export type Ending = Container | 'webm';

/** Container that packets are put into here. */
type Container = 'ogg' | 'm4a' | 'mp3' | 'flac' | 'wav';

/** Names the container for a codec; undefined where no service would take it. */
export function containerOf(codec: AudioCodec): Container | undefined {
  if (codec === 'opus' || codec === 'vorbis') return 'ogg';
  if (codec === 'aac') return 'm4a';
  if (codec === 'mp3' || codec === 'flac') return codec;
  return /^(?:pcm-(?:s16|s24|s32|f32|u8)|ulaw|alaw)$/.test(codec) ? 'wav' : undefined;
}

/** Writes packets, the first of which begins at 0 s, into a container. */
export async function writePackets(
  container: Container,
  codec: AudioCodec,
  config: AudioDecoderConfig,
  packets: readonly EncodedPacket[],
): Promise<Uint8Array> {
  const bunny = await import('mediabunny');
  const formats = {
    ogg: () => new bunny.OggOutputFormat(),
    m4a: () => new bunny.Mp4OutputFormat({ fastStart: 'in-memory' }),
    mp3: () => new bunny.Mp3OutputFormat(),
    flac: () => new bunny.FlacOutputFormat(),
    wav: () => new bunny.WavOutputFormat(),
  };
  const target = new bunny.BufferTarget();
  const output = new bunny.Output({ format: formats[container](), target });
  const source = new bunny.EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  for (const packet of packets) await source.add(packet, { decoderConfig: config });
  await output.finalize();
  return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
}
