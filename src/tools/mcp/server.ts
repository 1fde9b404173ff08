import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client, Transport } from '@modelcontextprotocol/client';
import type { Clock, Log, McpServer } from '../../ports/index.ts';
import { Fault } from '../../util/errors.ts';
import { type Backoff, backoffMs } from '../../util/retry.ts';
import { version } from '../../util/version.ts';
import type { Defined } from './definitions.ts';
import { boundedFetch } from './fetch.ts';

/** One server: connected when it is first used, and anew when it has ended. */
export interface Connection {
  /** Tools as it defines them now. */
  defined(signal: AbortSignal): Promise<readonly Defined[]>;
  /** Runs a tool; resolves with the result in the shape of the protocol. */
  call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** Limits until it is connected, and until it has listed its tools, ms. */
const CONNECT_MS = 15_000;
const LIST_MS = 10_000;
/** Pauses before it is tried again. */
const BACKOFF: Backoff = { firstMs: 1000, longestMs: 300_000 };
/** Most pages of a list; longest message of a program, bytes. */
const MOST_PAGES = 10;
const LONGEST_MESSAGE = 4 * 1024 * 1024;

const CLOSED = new Fault('internal', 'the servers are closed');

interface Connected {
  client: Client;
  defined: Promise<readonly Defined[]> | undefined;
}

/** Every method rejects with Fault('internal') where the server cannot be reached, with what the protocol says, or with the signal's reason. */
export function createConnection(server: McpServer, { clock, log }: { clock: Clock; log: Log }): Connection {
  let connected: Promise<Connected> | undefined;
  const closing = new AbortController();
  let failures = 0;
  let restsUntil = 0;

  /** Connects once for all who ask at the time. */
  function connection(): Promise<Connected> {
    if (closing.signal.aborted) return Promise.reject(CLOSED);
    if (connected) return connected;
    if (clock.elapsed() < restsUntil)
      return Promise.reject(new Fault('internal', 'the server could not be reached lately'));
    const begun = connect();
    connected = begun;
    begun.then(
      () => {
        failures = 0;
      },
      (error: unknown) => {
        if (connected === begun) connected = undefined;
        failures += 1;
        restsUntil = clock.elapsed() + backoffMs(BACKOFF, failures);
        if (!closing.signal.aborted)
          log.warn({ server: server.name, failures, reason: nameOf(error) }, 'An MCP server could not be reached');
      },
    );
    return begun;
  }

  async function connect(): Promise<Connected> {
    const { Client } = await loadClient();
    // A probe for the newer protocol starts a program twice: it is tried where the older one was not understood.
    const modes = 'url' in server ? (['auto'] as const) : (['legacy', 'auto'] as const);
    for (const mode of modes) {
      const client = new Client(
        { name: 'parley', version: version() },
        {
          versionNegotiation: { mode },
          listMaxPages: MOST_PAGES,
          // Schemas are the server's word: none of its patterns is matched here.
          jsonSchemaValidator: {
            getValidator: () => (input: unknown) => ({ valid: true, data: input as never, errorMessage: undefined }),
          },
          listChanged: { tools: { autoRefresh: false, onChanged: () => forgetTools(client) } },
        },
      );
      client.onclose = () => ended(client);
      // What is wrong with single messages is the server's matter; calls that wait for an answer have a limit.
      client.onerror = () => undefined;
      try {
        const begun = client.connect(await transportOf(server), { timeout: CONNECT_MS });
        await untilAborted(begun, closing.signal);
        return { client, defined: undefined };
      } catch (error) {
        await client.close().catch(() => undefined);
        if (mode === modes.at(-1) || closing.signal.aborted) throw error;
      }
    }
    throw new Fault('internal', 'no way to connect was tried');
  }

  function forgetTools(client: Client): void {
    void connected?.then(
      (now) => {
        if (now.client === client) now.defined = undefined;
      },
      () => undefined,
    );
  }

  /** The program has ended, or the line is cut: whoever asks next connects anew. */
  function ended(client: Client): void {
    const was = connected;
    void was?.then(
      (now) => {
        if (now.client !== client || connected !== was) return;
        connected = undefined;
        if (!closing.signal.aborted)
          log.warn({ server: server.name }, 'An MCP server has ended; it is started again when it is needed');
      },
      () => undefined,
    );
  }

  return {
    async defined(signal) {
      const now = await untilAborted(connection(), signal);
      now.defined ??= now.client.listTools(undefined, { timeout: LIST_MS }).then(({ tools }) => tools);
      const { defined } = now;
      defined.catch(() => {
        if (now.defined === defined) now.defined = undefined;
      });
      return untilAborted(defined, signal);
    },
    async call(name, args, signal) {
      const { client } = await untilAborted(connection(), signal);
      const { timeoutMs } = server;
      return client.callTool(
        { name, arguments: { ...args } },
        { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs },
      );
    },
    async close() {
      closing.abort(CLOSED);
      const now = await connected?.catch(() => undefined);
      await now?.client.close().catch(() => undefined);
    },
  };
}

/** Loads the package in pieces, a turn of the event loop each: at once it would hold the loop for too long. */
async function loadClient(): Promise<typeof import('@modelcontextprotocol/client')> {
  await import('zod/v4/core');
  await nextTurn();
  await import('zod/v4');
  await nextTurn();
  await import('@modelcontextprotocol/client/stdio');
  await nextTurn();
  return import('@modelcontextprotocol/client');
}

async function transportOf(server: McpServer): Promise<Transport> {
  if ('url' in server) {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    return new StreamableHTTPClientTransport(new URL(server.url), {
      requestInit: { headers: server.headers },
      fetch: boundedFetch,
      redirectPolicy: 'same-origin',
    });
  }
  const { StdioClientTransport, getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  const { command, args, env, cwd } = server;
  const transport = new StdioClientTransport({
    ...{ command, args: [...args], stderr: 'pipe', maxBufferSize: LONGEST_MESSAGE },
    env: { ...getDefaultEnvironment(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  // Unread, it would fill up and stop the program. It may hold what people said: it goes to no log.
  transport.stderr?.on('data', () => undefined);
  return transport;
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // It may fail once nobody waits for it.
  work.catch(() => undefined);
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Name of a failure, which holds nothing that anybody said. */
function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : String(name ?? 'unknown');
}
