import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { createBudget } from '../media/budget.ts';
import type { Log } from '../ports/index.ts';
import { codeOf } from '../util/errors.ts';
import { exchange } from './exchange.ts';
import { typeOf } from './mime.ts';
import { isPublic } from './public.ts';
import { DoorRefusal } from './refusal.ts';
import { checkStranger, type HostRules, hostOf, portOf, targetOf } from './target.ts';
import { networkBy, secured, tunnel, type Wires } from './wires.ts';

export { type DoorReason, DoorRefusal } from './refusal.ts';

/** Bounds of one fetch, with all its redirects: bytes of the body, ms in all, redirects. */
export interface DoorLimits {
  bytes: number;
  ms: number;
  redirects: number;
}

/** Answer of any status that is no redirect. */
export interface Fetched {
  /** Address that answered at last. */
  url: string;
  status: number;
  /** Type in lower case, without parameters; empty where there is none. Nobody has looked whether the body is of it. */
  type: string;
  charset?: string;
  /** By their names in lower case. No cookies. */
  headers: ReadonlyMap<string, string>;
  /** Bytes in memory of their own. */
  body: Uint8Array;
}

export interface FetchOptions {
  limits: DoorLimits;
  method?: 'GET' | 'POST';
  /** Headers for the origin that is asked: no other one is sent any. */
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Types that are wanted: `text/html`, or `text/*` for all of a kind. A success of another type is refused. */
  accept?: readonly string[];
  /** The operator vouches for this endpoint: any address and port, but no redirect to another origin. */
  trusted?: boolean;
}

/** The one way out to addresses that come from people, models, documents and pages. */
export interface Door {
  /** Fetches once. Rejects with a DoorRefusal, or with the signal's reason. */
  fetch(url: string, options: FetchOptions, signal: AbortSignal): Promise<Fetched>;
}

export interface DoorParts {
  /** Name of the program, as it is told to the servers. */
  userAgent: string;
  log: Pick<Log, 'info'>;
  /** Default: all hosts. */
  hosts?: HostRules;
  /** Proxy that what nobody vouches for goes through. Trusted endpoints go the way that the whole program goes. */
  proxy?: string | undefined;
  /** Longest time in which nothing comes of what nobody vouches for, ms. */
  idleMs?: number;
  /** For tests: another network. */
  wires?: Wires;
}

/** Bytes that may be in memory at once, of strangers and of trusted endpoints. */
const AT_ONCE = 64 * 1024 * 1024;
const IDLE_MS = 15_000;
/** Most bytes of a head. */
const MOST_HEAD = 16 * 1024;
const moved: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const everywhere: HostRules = { only: [], never: [] };

/** Request on its way through redirects. */
interface Journey {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
}

export function createDoor(parts: DoorParts): Door {
  const { userAgent, log, hosts = everywhere, proxy, idleMs = IDLE_MS, wires = networkBy() } = parts;
  const budgets = { strangers: createBudget(AT_ONCE), trusted: createBudget(AT_ONCE) };

  /** Gives the addresses that may be connected to: of a name those that are public. */
  async function addressesOf(url: URL, signal: AbortSignal): Promise<string[]> {
    const host = hostOf(url);
    const all = isIP(host) === 0 ? await wires.resolve(host, signal) : [host];
    if (all.length === 0) throw new DoorRefusal('host');
    const open = all.filter(isPublic);
    if (open.length === 0) throw new DoorRefusal('address');
    return open;
  }

  /** Opens a connection to a stranger. The addresses that were looked at are those that are connected to: no name is asked again. */
  async function strangers(url: URL, asked: RequestOptions, signal: AbortSignal): Promise<ClientRequest> {
    checkStranger(url, hosts);
    const addresses = await addressesOf(url, signal);
    const [first = ''] = addresses;
    const raw = proxy ? await tunnel(proxy, first, portOf(url), signal) : wires.connect(addresses, portOf(url));
    const socket = url.protocol === 'https:' ? secured(raw, hostOf(url)) : raw;
    // What ends one of the two ends the other.
    for (const each of [raw, socket]) each.on('error', (error) => socket.destroy(error));
    if (socket !== raw) socket.on('close', () => raw.destroy());
    return http.request({ ...asked, createConnection: () => socket });
  }

  /** Asks a trusted endpoint, the way that the whole program goes: through the operator's proxy, where there is one. */
  function trusted({ protocol, hostname, port }: URL, asked: RequestOptions): ClientRequest {
    const { request, globalAgent } = protocol === 'https:' ? https : http;
    return request({ ...asked, hostname: hostname.replace(/^\[|\]$/g, ''), port, agent: globalAgent });
  }

  async function hop({ url, method, headers, body }: Journey, options: FetchOptions, signal: AbortSignal) {
    const { limits, accept = [], trusted: isTrusted } = options;
    const own = {
      ...{ host: url.host, 'user-agent': userAgent, 'accept-encoding': 'identity', connection: 'close' },
      ...(accept.length > 0 ? { accept: accept.join(', ') } : {}),
    };
    const path = url.pathname + url.search;
    const asked = { method, path, headers: { ...lower(headers), ...own }, maxHeaderSize: MOST_HEAD };
    const sent = isTrusted ? trusted(url, asked) : await strangers(url, asked, signal);
    return exchange(
      sent,
      {
        ...{ body, bytes: limits.bytes, idleMs: isTrusted ? limits.ms : idleMs },
        wants: (message) => !isMoved(message) && isWanted(message, accept),
      },
      signal,
    );
  }

  async function through(start: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
    const { method = 'GET', headers = {}, body, limits, trusted: isTrusted = false } = options;
    let journey: Journey = { url: start, method, headers, body };
    for (let left = limits.redirects; ; left -= 1) {
      const { message, body: bytes } = await hop(journey, options, signal);
      if (!isMoved(message)) return fetched(journey.url, message, bytes);
      if (left <= 0) throw new DoorRefusal('redirects');
      journey = next(journey, message, isTrusted);
    }
  }

  return {
    async fetch(text, options, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(options.limits.ms)]);
      let host = '';
      try {
        const url = targetOf(text);
        host = url.hostname;
        const budget = budgets[options.trusted ? 'trusted' : 'strangers'];
        const giveBack = await budget.take(options.limits.bytes, within);
        return await through(url, options, within).finally(giveBack);
      } catch (error) {
        signal.throwIfAborted();
        const refusal = within.aborted ? new DoorRefusal('time') : refusalOf(error);
        // Whatever nobody vouches for is what somebody wrote.
        const where = options.trusted ? { host } : {};
        log.info({ ...where, reason: refusal.reason, code: refusal.code }, 'Nothing was fetched from the web');
        throw refusal;
      }
    },
  };
}

function isMoved({ statusCode = 0 }: IncomingMessage): boolean {
  return moved.has(statusCode);
}

/** Goes on to where an answer sends. Another origin gets nothing that was meant for the one before. */
function next({ url: from, method, headers, body }: Journey, message: IncomingMessage, isTrusted: boolean): Journey {
  const { location } = message.headers;
  if (location === undefined) throw new DoorRefusal('redirects');
  // Node reads headers as latin1; servers write addresses as UTF-8.
  const url = targetOf(Buffer.from(location, 'latin1').toString(), from);
  const isSame = url.origin === from.origin;
  const again = message.statusCode === 307 || message.statusCode === 308;
  if (!isSame && (isTrusted || (again && method !== 'GET'))) throw new DoorRefusal('redirects');
  const carried = isSame ? headers : {};
  return again ? { url, method, headers: carried, body } : { url, method: 'GET', headers: carried };
}

/** Looks at a head before its body is read. A packed body is not unpacked: it could grow beyond every measure. */
function isWanted({ statusCode = 0, headers }: IncomingMessage, accept: readonly string[]): true {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') throw new DoorRefusal('encoding');
  const isSuccess = statusCode >= 200 && statusCode < 300;
  const { type } = typeOf(headers);
  const fits = (each: string) =>
    each === type || each === '*/*' || (each.endsWith('/*') && type.startsWith(each.slice(0, -1)));
  if (isSuccess && accept.length > 0 && !accept.some(fits)) throw new DoorRefusal('type');
  return true;
}

function fetched(url: URL, { statusCode = 0, headers }: IncomingMessage, body: Uint8Array): Fetched {
  const told = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') told.set(name, value);
  }
  return { url: url.href, status: statusCode, ...typeOf(headers), headers: told, body };
}

/** Names headers in lower case, so that none stands beside the door's own. */
function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function refusalOf(error: unknown): DoorRefusal {
  if (error instanceof DoorRefusal) return error;
  const code = codeOf(error);
  return new DoorRefusal(code === 'HPE_HEADER_OVERFLOW' ? 'size' : 'unreachable', code ?? 'unknown');
}
