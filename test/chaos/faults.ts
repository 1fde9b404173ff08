import type { Break, Call, Reply } from '../simulator/server.ts';

/** The three services the bot talks to. */
export type Service = 'telegram' | 'discord' | 'model';

/** What becomes of a call. Seconds of a 429 are the platform's. */
export type Effect =
  | { kill: 'before' | 'after' }
  /** Killed so many ms after the call was answered. */
  | { kill: 'later'; ms: number }
  | { limit: number }
  /** A 429 that is meant for all chats. */
  | { flood: number }
  | { status: number }
  /** Taken, and the answer lost. */
  | { lose: true }
  /** Cut before it is taken. */
  | { refuse: true }
  | { slow: number }
  | { quota: true }
  | { garbage: true };

/** A fault that waits for its call. */
export interface Trap {
  service: Service;
  /** Name of the call, as `callName` gives it; `*` for any. */
  call: string;
  /** The how-manieth such call. */
  nth: number;
  effect: Effect;
}

/** Names a call: a Bot API method, or what a Discord or model route does. */
export function callName(service: Service, { method, path }: Call): string {
  const clean = decodeURIComponent(path);
  if (service === 'telegram') return clean.split('/').at(-1) ?? '';
  if (service === 'model') return clean.includes('/images/') ? 'paint' : 'answer';
  const route = clean.replace(/^\/api\/v10/, '');
  for (const [name, verb, pattern] of discordCalls) if (verb === method && pattern.test(route)) return name;
  return 'other';
}

const discordCalls = [
  ['create', 'POST', /^\/channels\/\d+\/messages$/],
  ['edit', 'PATCH', /^\/channels\/\d+\/messages\/\d+$/],
  ['delete', 'DELETE', /^\/channels\/\d+\/messages\/\d+$/],
  ['thread', 'POST', /^\/channels\/\d+\/messages\/\d+\/threads$/],
  ['list', 'GET', /^\/channels\/\d+\/messages$/],
  ['typing', 'POST', /\/typing$/],
  ['callback', 'POST', /^\/interactions\/.*\/callback$/],
  ['edit-original', 'PATCH', /^\/webhooks\/.*\/messages\/@original$/],
  ['edit-follow-up', 'PATCH', /^\/webhooks\/.*\/messages\/\d+$/],
  ['get-original', 'GET', /^\/webhooks\/.*\/messages\/@original$/],
  ['follow-up', 'POST', /^\/webhooks\/\d+\/[^/]+$/],
  ['gateway', 'GET', /^\/gateway\/bot$/],
] as const;

/** Calls that make a bubble. */
export const creates: Readonly<Record<Service, readonly string[]>> = {
  telegram: ['sendMessage', 'sendPhoto', 'sendMediaGroup', 'sendDocument'],
  discord: ['create', 'follow-up', 'callback'],
  model: [],
};

/** The platform id of the chat a call is about, if it is about one. */
export function chatOf(service: Service, call: Call): string | undefined {
  if (service === 'discord') return /\/channels\/(\d+)\//.exec(call.path)?.[1];
  if (service === 'model') return undefined;
  const head = call.body.subarray(0, 2000).toString('utf8');
  return /"chat_id":\s*"?(-?\d+)|name="chat_id"\r\n\r\n(-?\d+)/.exec(head)?.slice(1).find(Boolean);
}

/** The token of an interaction that a call is made with. */
export function tokenOf({ path }: Call): string | undefined {
  return /\/webhooks\/\d+\/([^/]+)/.exec(path)?.[1];
}

/** The answer of a service that refuses to be asked so often; Telegram's does not say when it means all chats. */
export function limited(service: Service, seconds: number, everywhere = false): Reply {
  if (service === 'telegram') {
    const description = `Too Many Requests: retry after ${seconds}`;
    return { status: 429, body: { ok: false, error_code: 429, description, parameters: { retry_after: seconds } } };
  }
  if (service === 'discord') {
    return {
      status: 429,
      headers: {
        'retry-after': String(seconds),
        'x-ratelimit-scope': everywhere ? 'global' : 'shared',
        ...(everywhere ? { 'x-ratelimit-global': 'true' } : {}),
      },
      body: { message: 'The resource is being rate limited.', retry_after: seconds, global: everywhere },
    };
  }
  const error = { message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' };
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { error } };
}

/** The Break of an effect that needs nothing but the call; kills are the engine's. */
export function breakOf(service: Service, effect: Effect): Break {
  // Without a chat it is about nothing but this call.
  if ('limit' in effect) return { reply: limited(service, effect.limit) };
  if ('flood' in effect) return { reply: limited(service, effect.flood, true) };
  if ('status' in effect) return { reply: failed(service, effect.status) };
  if ('quota' in effect) {
    const error = { message: 'You exceeded your quota.', type: 'insufficient_quota', code: 'insufficient_quota' };
    return { reply: { status: 429, body: { error } } };
  }
  if ('garbage' in effect)
    return { reply: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok": tr' } };
  if ('lose' in effect) return { drop: 'after' };
  if ('refuse' in effect) return { drop: 'before' };
  // Taken at once and answered late. Taken late, it could overtake what came after it (docs/reliability.md).
  if ('slow' in effect) return { after: () => new Promise((resolve) => setTimeout(resolve, effect.slow)) };
  return {};
}

function failed(service: Service, status: number): Reply {
  const page = '<html><head><title>Bad Gateway</title></head><body>Bad Gateway</body></html>';
  if (service === 'telegram' && status === 500) {
    return { status, body: { ok: false, error_code: 500, description: 'Internal Server Error' } };
  }
  if (service === 'model' && status === 500) {
    return { status, body: { error: { message: 'The server had an error.', type: 'server_error', code: null } } };
  }
  return { status, headers: { 'content-type': 'text/html' }, body: page };
}

/** Whether what an effect does to a create call leaves open if the bot knows of its bubble. */
export function losesAnswer(effect: Effect): boolean {
  return 'kill' in effect || 'lose' in effect;
}
