import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/client';
import type { Clock, Log, McpServer } from '../../ports/index.ts';
import { untilAborted } from '../../util/abort.ts';
import { Fault } from '../../util/errors.ts';
import { type Backoff, backoffMs } from '../../util/retry.ts';
import { version } from '../../util/version.ts';
import type { Defined } from './definitions.ts';
import { createGauge, FLOODED } from './gauge.ts';
import { failing, isForgotten, nameOf, RESTING, refusalIn, UNREACHED } from './refusals.ts';
import { transportOf } from './transport.ts';

/** One server: connected when it is first used, and anew when it has ended. */
export interface Connection {
  /** Tools as it defines them now. */
  defined(signal: AbortSignal): Promise<readonly Defined[]>;
  /**
   * Runs a tool; resolves with the result in the shape of the protocol. Where the server certainly has not run it, or answers that
   * it failed, that is a result, too. Rejects where nobody knows what became of it.
   */
  call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Tells whether it stays connected for so long, ms; false where it is not connected. Rejects with the signal's reason. */
  lasts(ms: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Limits until it is connected, and until it has listed its tools, ms. */
const CONNECT_MS = 15_000;
const LIST_MS = 10_000;
/** Pauses before it is tried again. */
const BACKOFF: Backoff = { firstMs: 1000, longestMs: 300_000 };
/** Time after which it counts as one that lasts, ms: that it ended then is no failure to start. */
const LASTING_MS = 60_000;
/** Most pages of a list. */
const MOST_PAGES = 10;

const CLOSED = new Fault('internal', 'the servers are closed');

/** Time for which a list of tools counts, ms: over HTTP nobody tells that another version serves now. */
const FRESH_MS = 60_000;

const GONE = new Fault('internal', 'the server has ended');
const RESTS = new Fault('internal', 'the server could not be reached lately, or has ended too often');

/** Times in a row that one may end before it rests. One that has answered works, and a call may be what ended it. */
const FREE_ENDS = { silent: 1, answering: 3 } as const;

interface Connected {
  client: Client;
  /** Tools as they were listed, and the time from which on they are listed anew. */
  listed?: { defined: Promise<readonly Defined[]>; until: number } | undefined;
  /** Time at which it was begun to connect, ms of the clock's elapsed time. */
  since: number;
  /** A call of a tool was answered. */
  hasAnswered: boolean;
  /** Aborted once nothing more comes from it, with the reason. */
  gone: AbortController;
}

/** Every method rejects with Fault('internal') where the server cannot be reached, with what the protocol says, or with the signal's reason. */
export function createConnection(server: McpServer, { clock, log }: { clock: Clock; log: Log }): Connection {
  let connected: Promise<Connected> | undefined;
  const closing = new AbortController();
  /** Times in a row that it could not be reached, and that it ended before it lasted. */
  let failures = 0;
  let ends = 0;
  let restsUntil = 0;

  /** Connects once for all who ask at the time. */
  function connection(): Promise<Connected> {
    if (closing.signal.aborted) return Promise.reject(CLOSED);
    if (connected) return connected;
    if (clock.elapsed() < restsUntil) return Promise.reject(RESTS);
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
    // Programs may end at a probe for the newer protocol: it is tried where the older one was not understood.
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
      const now: Connected = { client, since: clock.elapsed(), hasAnswered: false, gone: new AbortController() };
      const excess = new AbortController();
      const gauge = createGauge(clock.elapsed, (fault) => {
        excess.abort(fault);
        drop(now, fault);
      });
      client.onclose = () => ended(now);
      // What is wrong with single messages is the server's matter; calls that wait for an answer have a limit.
      client.onerror = () => undefined;
      try {
        const work = client.connect(await transportOf(server, gauge), { timeout: CONNECT_MS });
        await untilAborted(work, AbortSignal.any([closing.signal, excess.signal]));
        return now;
      } catch (error) {
        await client.close().catch(() => undefined);
        if (mode === modes.at(-1) || closing.signal.aborted || error === FLOODED) throw error;
      }
    }
    throw new Fault('internal', 'no way to connect was tried');
  }

  function forgetTools(client: Client): void {
    void connected?.then(
      (now) => {
        if (now.client === client) now.listed = undefined;
      },
      () => undefined,
    );
  }

  /** The program has ended, or the line is cut: whoever asks next connects anew, as soon as it may be. */
  function ended(now: Connected, why: Fault = GONE): void {
    if (now.gone.signal.aborted) return;
    now.gone.abort(why);
    const was = connected;
    void was?.then(
      (current) => {
        if (current !== now || connected !== was) return;
        connected = undefined;
        if (closing.signal.aborted) return;
        const restMs = rest(now, why);
        log.warn(
          { server: server.name, ends, restMs, reason: why.message },
          'An MCP server has ended; it is started again when it is needed',
        );
      },
      () => undefined,
    );
  }

  /**
   * Has it rest before it is started again, the longer the more often it has ended before it lasted. One that floods rests at once.
   * Returns the pause, ms.
   */
  function rest({ since, hasAnswered }: Connected, why: Fault): number {
    if (clock.elapsed() - since >= LASTING_MS) ends = 0;
    ends += 1;
    const free = why === FLOODED ? 0 : FREE_ENDS[hasAnswered ? 'answering' : 'silent'];
    const restMs = ends > free ? backoffMs(BACKOFF, ends - free) : 0;
    restsUntil = clock.elapsed() + restMs;
    return restMs;
  }

  /** Lets go of a server that does not know us any more, or that says too much. */
  function drop(now: Connected, why?: Fault): void {
    ended(now, why);
    void now.client.close().catch(() => undefined);
  }

  return {
    async defined(signal) {
      const now = await untilAborted(connection(), signal);
      if (!now.listed || clock.elapsed() >= now.listed.until) {
        const defined = now.client
          .listTools(undefined, { timeout: LIST_MS, cacheMode: 'refresh' })
          .then(({ tools }) => tools);
        now.listed = { defined, until: clock.elapsed() + FRESH_MS };
      }
      const { listed } = now;
      listed.defined.catch((error: unknown) => {
        if (now.listed === listed) now.listed = undefined;
        if (isForgotten(error, now.client)) drop(now);
      });
      return untilAborted(listed.defined, signal);
    },
    async call(name, args, signal) {
      let now: Connected;
      try {
        now = await untilAborted(connection(), signal);
      } catch (error) {
        signal.throwIfAborted();
        return failing(error === RESTS ? RESTING : UNREACHED);
      }
      const { timeoutMs } = server;
      const during = AbortSignal.any([signal, now.gone.signal]);
      try {
        const asked = { name, arguments: { ...args } };
        const limits = { signal: during, timeout: timeoutMs, maxTotalTimeout: timeoutMs };
        const result = await now.client.callTool(asked, limits);
        now.hasAnswered = true;
        return result;
      } catch (error) {
        if (now.gone.signal.aborted && !signal.aborted) throw now.gone.signal.reason;
        if (isForgotten(error, now.client)) drop(now);
        const why = refusalIn(error);
        if (why === undefined) throw error;
        return failing(why);
      }
    },
    async lasts(ms, signal) {
      const now = await connected?.catch(() => undefined);
      if (!now) return false;
      await clock.sleep(ms, AbortSignal.any([signal, now.gone.signal])).catch(() => signal.throwIfAborted());
      return !now.gone.signal.aborted;
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
