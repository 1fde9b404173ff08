import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Config } from '../../config/index.ts';
import { createHttpServer } from '../../http/server.ts';
import type { Check, Finding, Log } from '../../ports/index.ts';
import { codeOf } from '../../util/errors.ts';

/** Checks of the ways in and out: the port of the health page, and the proxy. */
export function networkChecks(
  { http, proxyUrl }: Pick<Config, 'http' | 'proxyUrl'>,
  running: boolean,
  log: Log,
): Check[] {
  return [
    ...(http
      ? [{ name: 'port', run: async (signal: AbortSignal) => ({ findings: [await port(http, running, log, signal)] }) }]
      : []),
    ...(proxyUrl
      ? [{ name: 'proxy', run: async (signal: AbortSignal) => ({ findings: [await proxy(proxyUrl, signal)] }) }]
      : []),
  ];
}

type Address = NonNullable<Config['http']>;

async function port(address: Address, running: boolean, log: Log, signal: AbortSignal): Promise<Finding> {
  const where = `${address.host}:${address.port}`;
  const status = await healthAt(address, signal);
  if (status === undefined) {
    // Rejects with what is wrong.
    const server = createHttpServer({ ...address, log });
    await server.listen();
    await server.close();
    return running
      ? {
          state: 'note',
          message: `The bot does not listen on ${where}`,
          mend: 'Restart it: HTTP_PORT may have been set since it was started.',
        }
      : { state: 'ok', message: `${where} is free for the health page` };
  }
  const mend = 'Stop the other program, or choose another HTTP_PORT.';
  if (!running || status === 'other') return { state: 'error', message: `Another program listens on ${where}`, mend };
  if (status === 'ready') return { state: 'ok', message: `The bot listens on ${where}, and is ready` };
  return {
    state: 'warning',
    message: 'The bot is not connected to every platform',
    mend: 'Wait a moment; if it stays so, its log says which platform it tries to reach.',
  };
}

const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Asks whoever listens whether it is a bot that is ready; undefined where nobody listens. Goes past the proxy. */
async function healthAt(
  { host, port }: Address,
  signal: AbortSignal,
): Promise<'ready' | 'starting' | 'other' | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = { host: everywhere[host] ?? host, port, path: '/ready', agent: new Agent(), signal };
  get(asked, resolve).on('error', reject);
  try {
    const answer = await promise;
    answer.on('error', () => undefined).destroy();
    if (answer.statusCode === 200) return 'ready';
    return answer.statusCode === 503 ? 'starting' : 'other';
  } catch (error) {
    signal.throwIfAborted();
    const code = codeOf(error);
    // Whoever speaks something else than HTTP, or nothing, is there all the same.
    return code?.startsWith('HPE_') || code === 'ECONNRESET' ? 'other' : undefined;
  }
}

async function proxy(url: string, signal: AbortSignal): Promise<Finding> {
  const { hostname, port, protocol } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) }, resolve).on(
    'error',
    reject,
  );
  const stop = () => socket.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await promise;
    return { state: 'ok', message: 'The proxy can be reached' };
  } catch (error) {
    if (signal.aborted) throw error;
    const code = codeOf(error);
    return {
      state: 'error',
      message: `The proxy cannot be reached${code === undefined ? '' : ` (${code})`}`,
      mend: 'Check PROXY_URL, and whether the proxy runs.',
    };
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}
