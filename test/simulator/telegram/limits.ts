import { tooManyRequests } from './refusal.ts';

/** How much the stand-in takes before it answers 429; 0 means no bound. */
export interface Limits {
  chatPerSecond: number;
  chatBurst: number;
  groupPerMinute: number;
  globalPerSecond: number;
}

/** About what Telegram publishes; the exact limits are not known. */
export const telegramLimits: Limits = { chatPerSecond: 1, chatBurst: 3, groupPerMinute: 20, globalPerSecond: 30 };

interface Bucket {
  left: number;
  at: number;
  /** Epoch ms until which every call is refused. */
  penaltyUntil: number;
}

/** Counts a call into a chat, or refuses it. Calls during a penalty lengthen it. */
export function createLimiter(limits: Limits | undefined, now: () => number): (chat: number, group: boolean) => void {
  const buckets = new Map<string, Bucket>();

  function bucket(key: string, size: number): Bucket {
    const known = buckets.get(key);
    if (known) return known;
    const made: Bucket = { left: size, at: now(), penaltyUntil: 0 };
    buckets.set(key, made);
    return made;
  }

  function spend(key: string, perSecond: number, size: number): void {
    if (perSecond <= 0) return;
    const entry = bucket(key, size);
    const at = now();
    if (at < entry.penaltyUntil) {
      entry.penaltyUntil += 1000;
      throw tooManyRequests(Math.ceil((entry.penaltyUntil - at) / 1000));
    }
    entry.left = Math.min(size, entry.left + ((at - entry.at) / 1000) * perSecond);
    entry.at = at;
    // A hair of tolerance: who waits exactly as long as the rate says must pass.
    if (entry.left < 0.95) {
      const seconds = Math.max(1, Math.ceil((1 - entry.left) / perSecond));
      entry.penaltyUntil = at + seconds * 1000;
      throw tooManyRequests(seconds);
    }
    entry.left -= 1;
  }

  return (chat, group) => {
    if (!limits) return;
    spend('all', limits.globalPerSecond, limits.globalPerSecond);
    if (group) spend(`group:${chat}`, limits.groupPerMinute / 60, limits.groupPerMinute);
    spend(`chat:${chat}`, limits.chatPerSecond, limits.chatBurst);
  };
}
