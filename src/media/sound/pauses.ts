/** Places at which long sound is cut. Pure functions. */

/** Packet of sound, as far as cutting is concerned. */
export interface Beat {
  /** Seconds since the beginning. */
  at: number;
  seconds: number;
  /** Bytes it takes. */
  size: number;
  /** Loudness in any unit: what a packet takes tells it, too, since little is kept of silence. */
  level: number;
}

export interface CutLimits {
  /** Longest part, s. */
  seconds: number;
  /** Largest part, bytes. */
  bytes: number;
}

/** Part of the longest stretch within which a pause is looked for: its last quarter. */
const LATE = 0.75;
/** Time around a place over which its loudness is taken, s: a pause between sentences. */
const AROUND = 0.25;

/**
 * Cuts sound into parts that keep within the limits, at the quietest place of the last quarter of each.
 * @returns the index of the first beat of every part
 */
export function cutAtPauses(beats: readonly Beat[], limits: CutLimits): number[] {
  const starts = [0];
  for (let first = 0; ; ) {
    const end = endOf(beats, first, limits);
    if (end >= beats.length) return starts;
    first = Math.max(first + 1, quietest(beats, first, end));
    starts.push(first);
  }
}

/** Index of the first beat that does not fit behind `first` any more. */
function endOf(beats: readonly Beat[], first: number, { seconds, bytes }: CutLimits): number {
  const begin = beats[first]?.at ?? 0;
  let size = 0;
  let end = first;
  for (let beat = beats[end]; beat; beat = beats[end]) {
    size += beat.size;
    if (end > first && (size > bytes || beat.at + beat.seconds - begin > seconds)) return end;
    end += 1;
  }
  return end;
}

/** Index between `first` and `end` around which it is quietest; the latest of equals. */
function quietest(beats: readonly Beat[], first: number, end: number): number {
  const begin = beats[first]?.at ?? 0;
  const until = beats[end]?.at ?? begin;
  const from = begin + (until - begin) * LATE;
  let best = end;
  let least = Number.POSITIVE_INFINITY;
  let low = first;
  let high = first;
  let sum = 0;
  for (let at = first; at <= end; at++) {
    const time = beats[at]?.at ?? until;
    for (let beat = beats[high]; beat && high < end && beat.at < time + AROUND; beat = beats[high]) {
      sum += beat.level;
      high += 1;
    }
    for (let beat = beats[low]; beat && low < high && beat.at < time - AROUND; beat = beats[low]) {
      sum -= beat.level;
      low += 1;
    }
    const level = sum / Math.max(1, high - low);
    if (time >= from && level <= least * 1.0001) {
      least = Math.min(least, level);
      best = at;
    }
  }
  return best;
}
