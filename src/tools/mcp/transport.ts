import type { Transport } from '@modelcontextprotocol/client';
import type { McpServer } from '../../ports/index.ts';
import { measuredFetch } from './fetch.ts';
import type { Gauge } from './gauge.ts';
import { createProgram } from './program.ts';
import { MOST_BLOCKS } from './results.ts';

/** Pauses before a stream that has ended is opened anew, ms. A server may name any pause, none at all, and one that timers take for none. */
const AGAIN_MS = { least: 2000, most: 60_000 } as const;
/** Most tools of one message: the package checks each at once. */
const MOST_LISTED = 500;

/** Makes the way to a server; nothing is started or reached by it. */
export async function transportOf(server: McpServer, gauge: Gauge): Promise<Transport> {
  const { StreamableHTTPClientTransport, deserializeMessage } = await import('@modelcontextprotocol/client');
  if ('url' in server)
    return trimming(
      new StreamableHTTPClientTransport(new URL(server.url), {
        requestInit: { headers: server.headers },
        fetch: measuredFetch(gauge),
        redirectPolicy: 'same-origin',
        reconnectionScheduler: (reconnect, delay) => {
          const timer = setTimeout(reconnect, Math.min(Math.max(delay, AGAIN_MS.least), AGAIN_MS.most));
          return () => clearTimeout(timer);
        },
      }),
    );
  const { getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  const env = { ...getDefaultEnvironment(), ...server.env };
  return trimming(createProgram(server, { env, gauge, parse: deserializeMessage }));
}

/** Leaves out what nobody reads, before the package checks it: one block that is none takes it 0.1 ms. */
function trimming(transport: Transport): Transport {
  let handler: Transport['onmessage'];
  return Object.defineProperty(transport, 'onmessage', {
    get: () => handler,
    set(given: Transport['onmessage']) {
      handler =
        given &&
        ((message, extra) => {
          const { result } = message as { result?: Readonly<Record<string, unknown>> };
          shorten(result?.['content'], MOST_BLOCKS);
          shorten(result?.['tools'], MOST_LISTED);
          given(message, extra);
        });
    },
  });
}

function shorten(list: unknown, most: number): void {
  if (Array.isArray(list) && list.length > most) list.length = most;
}
