import { fileUrl } from '../skin.ts';

/** Bars of a waveform, and their heights. */
export const BARS = 40;
const LEAST = 2;
const MOST = 18;

/** Largest sound whose waveform is made, bytes. */
const MAX_BYTES = 2_000_000;
/** Waveforms that are kept. */
const MAX_KEPT = 200;

const kept = new Map<string, Promise<readonly number[]>>();

/** Heights of the bars of a sound, read from the sound itself; none where it cannot be read. */
export function barsOf(id: string, bytes = 0): Promise<readonly number[]> {
  const known = kept.get(id);
  if (known) return known;
  const bars = bytes > MAX_BYTES ? Promise.resolve([]) : readBars(id).catch(() => []);
  kept.set(id, bars);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return bars;
}

async function readBars(id: string): Promise<readonly number[]> {
  const response = await fetch(fileUrl('telegram', id), { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) return [];
  const context = new OfflineAudioContext(1, 1, 16_000);
  const sound = await context.decodeAudioData(await response.arrayBuffer());
  return heightsOf(sound.getChannelData(0));
}

/** Height of each bar: the loudest moment of its share, beside the loudest of all. */
export function heightsOf(samples: Float32Array): number[] {
  const share = samples.length / BARS;
  const peaks = Array.from({ length: BARS }, (_, at) => {
    let peak = 0;
    for (let i = Math.floor(at * share); i < Math.floor((at + 1) * share); i += 1)
      peak = Math.max(peak, Math.abs(samples[i] ?? 0));
    return peak;
  });
  const loudest = Math.max(...peaks);
  return peaks.map((peak) => (loudest > 0 ? LEAST + (peak / loudest) * (MOST - LEAST) : LEAST));
}
