import type { Reply } from '../server.ts';

/** Discord's rate limits as its headers tell them. Switched off, the headers only look ample. */

export interface LimitOptions {
  /** Calls of one route in one channel within the window. */
  perRoute: number;
  windowMs: number;
  /** Calls of the bot a second, all routes but the interactions' together. */
  global: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** The 429, when the limit is used up. */
  refused?: Reply;
}

interface Window {
  until: number;
  used: number;
}

const ample: LimitOptions = { perRoute: 100_000, windowMs: 1000, global: 100_000 };

/** Counts calls; `route` is method and path pattern, `major` the channel or token it is limited by. */
export function limiter(options: LimitOptions | undefined): (route: string, major: string) => Verdict {
  const { perRoute, windowMs, global } = options ?? ample;
  const windows = new Map<string, Window>();

  function use(key: string, limit: number, length: number): { window: Window; full: boolean } {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || window.until <= now) {
      window = { until: now + length, used: 0 };
      windows.set(key, window);
    }
    const full = window.used >= limit;
    if (!full) window.used += 1;
    return { window, full };
  }

  return (route, major) => {
    const exempt = route.includes('/webhooks/') || route.includes('/interactions/');
    const all = exempt ? undefined : use('all', global, 1000);
    if (all?.full) return { headers: {}, refused: refusal(all.window, true, { 'x-ratelimit-global': 'true' }) };
    const { window, full } = use(`${route} ${major}`, perRoute, windowMs);
    const headers = {
      'x-ratelimit-limit': String(perRoute),
      'x-ratelimit-remaining': String(perRoute - window.used),
      'x-ratelimit-reset': (window.until / 1000).toFixed(3),
      'x-ratelimit-reset-after': (Math.max(0, window.until - Date.now()) / 1000).toFixed(3),
      'x-ratelimit-bucket': bucket(route),
    };
    return full ? { headers, refused: refusal(window, false, headers) } : { headers };
  };
}

function refusal(window: Window, global: boolean, headers: Record<string, string>): Reply {
  const seconds = Math.max(0.001, (window.until - Date.now()) / 1000);
  return {
    status: 429,
    headers: { ...headers, 'retry-after': seconds.toFixed(3), 'x-ratelimit-scope': global ? 'global' : 'user' },
    body: { message: 'You are being rate limited.', retry_after: Number(seconds.toFixed(3)), global },
  };
}

/** An opaque name, stable per route. */
function bucket(route: string): string {
  let hash = 0;
  for (const letter of route) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
