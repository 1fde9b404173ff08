import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { isRefused } from '../../src/media/outcome.ts';
import { cutAtPauses } from '../../src/media/sound/pauses.ts';
import { prepareSound, prepareVoice, type Sound, type Voice } from '../../src/media/sound.ts';
import { cpuMs } from '../support/cpu.ts';
import { itEach, itWhole } from '../support/whole.ts';
import { bytesOf, tone, video, wav } from './made-sound.ts';

const never = new AbortController().signal;
const MB = 1024 * 1024;
const generous = { seconds: 1200, bytes: 25 * MB };

async function sound(bytes: Uint8Array, most = generous): Promise<Sound[]> {
  const parts = await prepareSound(bytes, most, never);
  if (isRefused(parts)) throw new Error(parts.reason);
  return parts;
}

async function voice(bytes: Uint8Array): Promise<Voice> {
  const made = await prepareVoice(bytes, never);
  if (isRefused(made)) throw new Error(made.reason);
  return made;
}

/** What another reader makes of a file. */
async function seen(bytes: Uint8Array) {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  return {
    format: (await input.getFormat()).name,
    codec: track?.codec,
    channels: track?.numberOfChannels,
    rate: track?.sampleRate,
    seconds: await input.computeDuration(),
    pictures: (await input.getVideoTracks()).length,
  };
}

/** Speaks for 9 s, pauses for one, and so on. */
const speech = (second: number) => second % 10 > 9;

describe('sound to be transcribed', () => {
  it('stays as it is where it fits', async () => {
    const bytes = wav(tone(3, 16_000), 16_000);
    expect(await sound(bytes)).toEqual([{ bytes, ending: 'wav', mime: 'audio/wav', startMs: 0, durationMs: 3000 }]);
    const ogg = (await voice(bytes)).bytes;
    const [part] = await sound(ogg);
    expect(part).toMatchObject({ ending: 'ogg', mime: 'audio/ogg' });
    expect(part?.bytes).toBe(ogg);
    expect(part?.durationMs).toBeGreaterThan(2950);
  });

  it('is cut at pauses where it is too long', async () => {
    const whole = wav(tone(60, 16_000, speech), 16_000);
    for (const bytes of [whole, (await voice(whole)).bytes]) {
      const parts = await sound(bytes, { ...generous, seconds: 25 });
      expect(parts.length).toBe(3);
      for (const { startMs, durationMs, bytes: part, ending } of parts) {
        expect(durationMs).toBeLessThanOrEqual(25_000);
        if (startMs > 0) expect(startMs % 10_000).toBeGreaterThan(9000);
        const { seconds, channels } = await seen(part);
        expect(Math.abs(seconds * 1000 - durationMs)).toBeLessThan(100);
        expect([channels, ending]).toEqual([1, bytes === whole ? 'wav' : 'ogg']);
      }
      const sum = parts.reduce((all, { durationMs }) => all + durationMs, 0);
      expect(Math.abs(sum - 60_000)).toBeLessThan(200);
    }
  });

  itWhole('is cut where it is too large', async () => {
    const bytes = wav(tone(40, 16_000, speech), 16_000);
    const parts = await sound(bytes, { ...generous, bytes: bytes.length / 3 });
    expect(parts.length).toBeGreaterThanOrEqual(3);
    for (const { bytes: part } of parts) expect(part.length).toBeLessThanOrEqual(bytes.length / 3);
  });

  itEach<['mp4' | 'webm', string, string]>(1, [
    ['webm', 'ogg', 'opus'],
    ['mp4', 'm4a', 'aac'],
  ])('is what is heard in a video: %s', async (kind, ending, codec) => {
    const bytes = await video(kind, 30);
    const [part, ...more] = await sound(bytes);
    expect(more).toEqual([]);
    expect(part).toMatchObject({ ending, startMs: 0 });
    expect(part?.bytes.length).toBeLessThan(bytes.length);
    expect(await seen(part?.bytes ?? bytes)).toMatchObject({ codec, pictures: 0, channels: 1 });
    const parts = await sound(await video(kind, 30, { sizeAt: (second) => (speech(second) ? 4 : 300) }), {
      ...generous,
      seconds: 12,
    });
    expect(parts.slice(1).map(({ startMs }) => startMs % 10_000 > 8900)).toEqual(parts.slice(1).map(() => true));
  });

  itEach(3, [
    ['nothing', 'empty', () => Buffer.alloc(0)],
    ['a video without sound', 'no_sound', () => video('mp4', 3, { sound: false })],
    ['more bytes than are taken', 'too_large', () => Buffer.alloc(50 * MB + 1)],
    ['less than a tenth of a second', 'empty', () => wav(tone(0.05, 16_000), 16_000)],
    ['a text', 'wrong_type', () => Buffer.from('hello '.repeat(100))],
    ['the beginning of a video', 'broken', async () => (await video('mp4', 5)).subarray(0, 60)],
  ])('is told why it cannot be heard: %s', async (_, reason, make) => {
    expect(await prepareSound(await make(), generous, never)).toEqual({ reason });
  });

  it('is not waited for in vain', async () => {
    const over = AbortSignal.abort(new Error('over'));
    await expect(prepareSound(wav(tone(1, 8000), 8000), generous, over)).rejects.toThrow('over');
  });
});

describe('a voice message', () => {
  it('is made of bare samples, and shows how loud they are', async () => {
    const { bytes, durationMs, waveform } = await voice(bytesOf(tone(4, 24_000, (second) => second > 2)));
    expect(durationMs).toBe(4000);
    expect(await seen(bytes)).toMatchObject({ format: 'Ogg', codec: 'opus', channels: 1, rate: 48_000, pictures: 0 });
    expect(Math.abs((await seen(bytes)).seconds - 4)).toBeLessThan(0.1);
    const levels = [...Buffer.from(waveform, 'base64')];
    expect(levels.length).toBe(40);
    expect(Math.min(...levels.slice(0, 19))).toBeGreaterThan(100);
    expect(Math.max(...levels.slice(21))).toBe(0);
    // 32 kbit/s, and not the 384 of what came.
    expect(bytes.length).toBeLessThan(4 * 8000);
  });

  itWhole('is as long as it is, however short', async () => {
    const { bytes, durationMs, waveform } = await voice(bytesOf(tone(0.5, 24_000)));
    expect([durationMs, Buffer.from(waveform, 'base64').length]).toEqual([500, 5]);
    expect(Math.abs((await voice(bytes)).durationMs - 500)).toBeLessThan(50);
  });

  it('is made of WAV of any rate, and of two channels', async () => {
    const mono = tone(2, 44_100);
    const stereo = Int16Array.from({ length: mono.length * 2 }, (_, at) => mono[at >> 1] ?? 0);
    const { bytes, durationMs } = await voice(wav(stereo, 44_100, 2));
    expect(durationMs).toBe(2000);
    expect(await seen(bytes)).toMatchObject({ codec: 'opus', channels: 1, rate: 48_000 });
  });

  itWhole('is Ogg with Opus as it came, with what there is to see of it', async () => {
    const made = await voice(wav(tone(60, 24_000, speech), 24_000));
    const again = await voice(made.bytes);
    expect(again.bytes).toBe(made.bytes);
    expect(Math.abs(again.durationMs - 60_000)).toBeLessThan(100);
    const levels = [...Buffer.from(again.waveform, 'base64')];
    expect(levels.length).toBe(256);
    expect(levels[Math.round(256 * (9.5 / 60))]).toBeLessThan(20);
    expect(levels[Math.round(256 * (5 / 60))]).toBeGreaterThan(100);
  });

  itEach(1, [
    ['nothing', 'empty', () => Buffer.alloc(0)],
    ['a few samples', 'empty', () => Buffer.alloc(10)],
    ['what cannot be decoded', 'wrong_type', () => video('mp4', 1)],
  ])('is not made of %s', async (_, reason, make) => {
    expect(await prepareVoice(await make(), never)).toEqual({ reason });
  });
});

describe('cutting at pauses', () => {
  const beats = (count: number, level: (second: number) => number, size = 10) =>
    Array.from({ length: count }, (_, at) => ({ at: at / 10, seconds: 0.1, size, level: level(at / 10) }));

  it('cuts as late as it may where there is none', () => {
    expect(
      cutAtPauses(
        beats(100, () => 5),
        { seconds: 4, bytes: 1e9 },
      ),
    ).toEqual([0, 40, 80]);
  });

  it('keeps within both limits, also where one beat does not', () => {
    expect(
      cutAtPauses(
        beats(4, () => 1, 100),
        { seconds: 1, bytes: 10 },
      ),
    ).toEqual([0, 1, 2, 3]);
    expect(cutAtPauses([], { seconds: 1, bytes: 10 })).toEqual([0]);
  });

  it('takes an hour of sound in a moment', () => {
    const long = beats(180_000, (second) => (second % 7 < 0.5 ? 0 : 5));
    let parts: number[] = [];
    const ms = cpuMs(() => (parts = cutAtPauses(long, { seconds: 1200, bytes: 1e9 })));
    expect(parts.length).toBeGreaterThan(14);
    expect(ms).toBeLessThan(1000);
  });
});
