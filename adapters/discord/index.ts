import { Routes } from 'discord.js';
import * as v from 'valibot';
import type { Adapter, AdapterContext } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { createCalls } from './calls.ts';
import { registerCommands } from './controls.ts';
import { createFiles } from './files.ts';
import { type ConnectionSettings, createGateway } from './gateway/connection.ts';
import type { Handled, Session } from './gateway/gateway.ts';
import { createMessageIntake } from './intake.ts';
import { createAcknowledgements } from './interactions/acknowledgements.ts';
import { createConditions } from './messages/conditions.ts';
import { createMembers } from './messages/members.ts';
import { createSurface } from './surface.ts';
import { withRetry } from './with-retry.ts';

export type DiscordSettings = ConnectionSettings;

const ownUser = v.object({ id: v.string() });

/** Discord as one adapter: the gateway in, REST out. */
export function createDiscord(settings: DiscordSettings, context: AdapterContext): Adapter {
  const { clock, commands } = context;
  const log = context.log.child({ surface: 'discord' });
  const calls = createCalls(settings);
  const running = new AbortController();
  const acknowledgements = createAcknowledgements(calls);
  const gateway = createGateway(settings, { calls, store: context.store, clock, log });
  const members = createMembers({ calls, gateway, clock });
  const files = createFiles({ calls, clock, apiUrl: settings.apiUrl });
  const intake = createMessageIntake({ gateway, calls, context, members, files, log, signal: running.signal });
  let user: string | undefined;
  let registered = false;

  async function self(signal: AbortSignal): Promise<string> {
    user ??= gateway.self();
    if (user !== undefined) return user;
    const answer = v.safeParse(ownUser, await calls.call({ method: 'Get', route: Routes.user() }, signal));
    if (!answer.success) throw new Fault('server', 'Discord sent an answer of another form');
    user = answer.output.id;
    return user;
  }

  async function register(application: string): Promise<void> {
    if (registered) return;
    try {
      const registering = () => registerCommands(calls, application, commands, running.signal);
      const written = await withRetry(registering, clock, running.signal);
      registered = true;
      if (written) log.info({ commands: commands.length }, 'Registered the slash commands');
    } catch (error) {
      if (running.signal.aborted) return;
      log.error({ error }, 'The slash commands could not be registered; it is tried again with the next connection');
    }
  }

  function ready(session: Session): Handled {
    void register(session.application);
    return intake.ready(session);
  }

  function resumed(application: string): void {
    void register(application);
  }

  const ended = gateway.ended.finally(async () => {
    running.abort(new Error('the Discord adapter has ended'));
    await intake.close();
    await gateway.keep();
    calls.close();
  });
  ended.catch(() => undefined);

  const conditions = createConditions({ gateway, calls });

  return {
    surface: createSurface({
      calls,
      acknowledgements,
      clock,
      log,
      self,
      conditions,
      members,
      gateway,
      files,
      globalPerSecond: settings.globalPerSecond,
    }),
    start: (signal) => gateway.connect({ ...intake, ready, resumed }, signal),
    ended,
    letGo: intake.letGo,
  };
}
