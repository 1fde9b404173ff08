import { Agent, request } from 'node:http';
import type { Update } from 'grammy/types';
import { isRecord, numberField, type Params, textField } from './params.ts';
import { badRequest } from './refusal.ts';

/**
 * The sending side of a webhook as the Bot API server has it: one update of a chat at a time (presses: of a person), the
 * next after a 2xx; the first retry at once, the others after ever longer pauses; `Retry-After` is obeyed.
 */

/** An update that nobody has taken yet. */
export interface Waiting {
  update: Update;
}

/** One POST and what came of it; no status where nothing was answered. */
export interface Delivery {
  update: number;
  status?: number;
  /** Of the same connection as a delivery before. */
  reused: boolean;
  /** By `performance.now()`. */
  at: number;
}

export interface WebhookParts {
  now(): number;
  /** Length of one second of the server's pauses, ms. */
  secondMs: number;
  waiting(): readonly Waiting[];
  taken(entry: Waiting): void;
  /** Is told whenever a request has ended. */
  ended(): void;
}

interface Hook {
  url: URL;
  secret?: string;
  certificate: boolean;
  connections: number;
  /** Epoch ms at which something was taken last. */
  workedAt: number;
  error?: { date: number; message: string };
}

export interface Webhook {
  /** Bot API, setWebhook; `url` is not empty. */
  set(params: Params): void;
  remove(): void;
  isSet(): boolean;
  info(): object;
  /** Sends what may be sent. */
  wake(): void;
  /** Leads a host to a plain HTTP server: the place of its name, its certificate and its proxy. */
  lead(host: string, to: string): void;
  deliveries: Delivery[];
  underWay(): number;
  close(): void;
}

const PORTS = ['', '443', '80', '88', '8443'];
const SECRET = /^[\w-]*$/;
/** Longest pause, s, and longest Retry-After that is obeyed. */
const LONGEST_S = 60;
const OBEYED_S = 3600;
/** After so long without a success a 410 ends the webhook, ms. */
const GONE_MS = 23 * 60 * 60_000;
/** Time limit of a request, ms. */
const REQUEST_MS = 60_000;

export function createWebhook({ now, secondMs, waiting, taken, ended }: WebhookParts): Webhook {
  const places = new Map<string, string>();
  const active = new Map<string, AbortController>();
  let tries = new WeakMap<Waiting, { fails: number; delayS: number; at: number }>();
  const deliveries: Delivery[] = [];
  let agent = new Agent({ keepAlive: true });
  let hook: Hook | undefined;
  let timer: NodeJS.Timeout | undefined;

  function end(): void {
    clearTimeout(timer);
    for (const gone of active.values()) gone.abort();
    active.clear();
    agent.destroy();
    tries = new WeakMap();
    hook = undefined;
  }

  function wake(): void {
    clearTimeout(timer);
    if (!hook) return;
    const seen = new Set<string>();
    let next = Number.POSITIVE_INFINITY;
    for (const entry of [...waiting()]) {
      const lane = laneOf(entry.update);
      if (seen.has(lane) || active.has(lane)) continue;
      seen.add(lane);
      const at = tries.get(entry)?.at ?? 0;
      if (at > performance.now()) next = Math.min(next, at);
      else if (active.size < hook.connections) void deliver(hook, entry, lane);
    }
    if (next !== Number.POSITIVE_INFINITY) timer = setTimeout(wake, Math.max(1, next - performance.now() + 1));
  }

  async function deliver(to: Hook, entry: Waiting, lane: string): Promise<void> {
    const gone = new AbortController();
    active.set(lane, gone);
    const answer = await post(to, entry.update, gone.signal);
    if (gone.signal.aborted) return;
    active.delete(lane);
    queueMicrotask(ended);
    const { status, reused, retryAfterS = 0 } = answer;
    const id = entry.update.update_id;
    deliveries.push({ update: id, reused, at: performance.now(), ...(status === undefined ? {} : { status }) });
    if (status !== undefined && status >= 200 && status < 300) {
      to.workedAt = now();
      taken(entry);
      return wake();
    }
    const message =
      status === undefined ? 'Connection refused' : `Wrong response from the webhook: ${status} ${answer.phrase}`;
    to.error = { date: Math.floor(now() / 1000), message };
    if (status === 410 && now() - to.workedAt > GONE_MS) return end();
    const { fails, delayS } = tries.get(entry) ?? { fails: 0, delayS: 1 };
    const grown = fails === 0 ? delayS : Math.min(LONGEST_S, delayS * 2);
    const pauseS = retryAfterS || (fails === 0 ? 0 : grown);
    tries.set(entry, { fails: fails + 1, delayS: grown, at: performance.now() + pauseS * secondMs });
    wake();
  }

  interface Answer {
    status?: number;
    phrase?: string;
    reused: boolean;
    retryAfterS?: number;
  }

  function post({ url, secret }: Hook, update: Update, gone: AbortSignal): Promise<Answer> {
    const body = JSON.stringify(update);
    const place = new URL(places.get(url.hostname) ?? 'http://127.0.0.1:9');
    return new Promise((resolve) => {
      const asked = request({
        ...{ agent, host: place.hostname, port: place.port, path: `${url.pathname}${url.search}`, method: 'POST' },
        ...{ timeout: REQUEST_MS, signal: gone },
        headers: {
          host: url.host,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
        },
      });
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve({ reused: asked.reusedSocket }));
      asked.on('response', (response) => {
        const status = response.statusCode ?? 0;
        const retryAfterS = Math.min(OBEYED_S, Number(response.headers['retry-after'] ?? 0) || 0);
        response.on('error', () => undefined);
        response.on('close', () =>
          resolve({ status, phrase: response.statusMessage ?? '', reused: asked.reusedSocket, retryAfterS }),
        );
        response.resume();
      });
      asked.end(body);
    });
  }

  return {
    deliveries,
    set(params) {
      const url = checkedUrl(textField(params, 'url'));
      const secret = checkedSecret(textField(params, 'secret_token'));
      // RFC 2606: nothing has such a name.
      if (url.hostname.endsWith('.invalid'))
        throw badRequest('bad webhook: Failed to resolve host: Name or service not known');
      const connections = Math.min(100, Math.max(0, numberField(params, 'max_connections'))) || 40;
      const certificate = textField(params, 'certificate') !== '' || params.files['certificate'] !== undefined;
      const same = hook?.url.href === url.href;
      if (!same) end();
      agent = same ? agent : new Agent({ keepAlive: true, maxSockets: connections });
      hook = { url, certificate, connections, workedAt: now(), ...(secret === '' ? {} : { secret }) };
      wake();
    },
    remove: end,
    isSet: () => hook !== undefined,
    info: () => ({
      url: hook?.url.href ?? '',
      has_custom_certificate: hook?.certificate ?? false,
      ...(hook ? { max_connections: hook.connections, ip_address: '203.0.113.1' } : {}),
      ...(hook?.error ? { last_error_date: hook.error.date, last_error_message: hook.error.message } : {}),
    }),
    wake,
    lead: (host, to) => void places.set(host, to),
    underWay: () => active.size,
    close: end,
  };
}

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!PORTS.includes(url.port))
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  return url;
}

function checkedSecret(secret: string): string {
  if (secret.length > 256) throw badRequest('secret token is too long');
  if (!SECRET.test(secret)) throw badRequest('secret token contains unallowed characters');
  return secret;
}

/** What keeps its order: a chat, or the presses of one person. */
function laneOf({ message, edited_message: edit, callback_query: press, ...rest }: Update): string {
  if (press) return `press:${press.from.id}`;
  const told: unknown[] = [message, edit, ...Object.values(rest)];
  const chat = told.flatMap((value) => (isRecord(value) && isRecord(value['chat']) ? [value['chat']] : []))[0];
  return `chat:${chat?.['id'] ?? ''}`;
}
