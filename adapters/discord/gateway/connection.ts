import type { AdapterContext, Log } from '../../../src/ports/index.ts';
import { isFault } from '../../../src/util/errors.ts';
import { askedPauseMs, backoffMs } from '../../../src/util/retry.ts';
import type { CallSettings, Calls } from '../calls.ts';
import { faultOf } from '../faults.ts';
import { createGatewayClient, isDisallowedIntent } from './client.ts';
import { createConnectionStatus } from './connection-status.ts';
import type { Gateway, GatewayEvents } from './gateway.ts';
import { createGuildFacts } from './guild-facts.ts';
import { createGuildLearning } from './guild-learning.ts';
import { proxyWebSockets } from './proxy.ts';
import { createSessions } from './sessions.ts';

/** The gateway connection, kept up: first try, backoff, fewer intents where one is not allowed, and an end. */

export interface ConnectionSettings extends CallSettings {
  /** Ask for the privileged Message Content intent. */
  messageContent: boolean;
}

const backoff = { firstMs: 1000, longestMs: 60_000 };
/** Discord lets a bot identify once in 5 s. */
const identifyMs = 5000;
/** Failures to resume a session after which another is begun: its address may be one that cannot be reached. */
const mostResumes = 3;

export interface ConnectionParts extends Pick<AdapterContext, 'store' | 'clock'> {
  calls: Calls;
  log: Log;
}

export function createGateway(settings: ConnectionSettings, parts: ConnectionParts): Gateway {
  const { clock, calls, log } = parts;
  const end = Promise.withResolvers<void>();
  end.promise.catch(() => undefined);
  const status = createConnectionStatus(log);
  let content = settings.messageContent;
  let self: string | undefined;
  let resumes = 0;
  const facts = createGuildFacts(() => self);
  const learning = createGuildLearning({ facts, calls, clock, self: () => self });
  const sessions = createSessions(parts);

  /** Counts failures to resume; whatever is stored, a session that cannot be had is given up. */
  function countResumes(hasTried: boolean): void {
    resumes = hasTried ? resumes + 1 : 0;
    if (resumes >= mostResumes) sessions.update(null);
  }

  /** One client's life; always rejects in the end. */
  async function live(events: GatewayEvents, up: () => void, signal: AbortSignal): Promise<never> {
    const over = Promise.withResolvers<never>();
    over.promise.catch(() => undefined);
    const stop = () => over.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    sessions.rewind();
    const client = createGatewayClient({
      settings,
      content,
      events,
      facts,
      learning,
      sessions,
      ready(user, session) {
        self = user;
        learning.told();
        return events.ready(session);
      },
      resumed() {
        const identity = sessions.identity();
        if (self !== undefined || !identity) return;
        self = identity.user;
        log.info({}, 'Connected to Discord; the session of the process before goes on');
        events.resumed(identity.application);
      },
      broken: over.reject,
      status,
      log,
    });
    try {
      signal.throwIfAborted();
      await Promise.race([client.login(), over.promise]);
      resumes = 0;
      up();
      return await over.promise;
    } catch (error) {
      if (!signal.aborted) countResumes(client.hasTriedToResume());
      // The close code says more than the error the login ends with, and comes first.
      throw await Promise.race([over.promise, Promise.reject(error)]).catch((first: unknown) => first);
    } finally {
      signal.removeEventListener('abort', stop);
      await client.close();
    }
  }

  /** Pause before the next client, ms. Throws the Fault that no client would mend. */
  function pauseAfter(error: unknown, failures: number): number {
    if (isDisallowedIntent(error) && content) {
      content = false;
      const advice =
        'Enable the Message Content intent in the Developer Portal, Bot page, or set DISCORD_MESSAGE_CONTENT=false.';
      log.error({ advice }, 'Discord does not allow the Message Content intent; going on without it');
      return identifyMs;
    }
    const fault = faultOf(error);
    if (!isFault(fault, 'unreachable', 'server', 'rate_limited')) throw fault;
    status.lost({ error: fault });
    return askedPauseMs(fault, backoffMs(backoff, failures));
  }

  async function run(events: GatewayEvents, started: () => void, signal: AbortSignal): Promise<void> {
    let failures = 0;
    const up = () => {
      failures = 0;
      started();
    };
    await Promise.all([events.open(), sessions.open()]);
    while (!signal.aborted) {
      try {
        await live(events, up, signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        await clock.sleep(pauseAfter(error, failures), signal);
      }
    }
  }

  return {
    ended: end.promise,
    self: () => self,
    readsContent: () => content,
    guilds: { ...facts, learn: learning.learn, learnOf: learning.learnOf },
    keep: sessions.save,
    connect(events, signal) {
      const direct = proxyWebSockets();
      return new Promise((resolve, reject) => {
        const life = run(events, resolve, signal).finally(direct);
        life.then(
          () => {
            reject(signal.reason);
            end.resolve();
          },
          (error: unknown) => {
            reject(error);
            if (signal.aborted) end.resolve();
            else end.reject(error);
          },
        );
      });
    },
  };
}
