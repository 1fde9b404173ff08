import { description } from '../commands/help/describe.ts';
import { isOffered } from '../commands/help/offered.ts';
import type { Config } from '../config/index.ts';
import type { Readiness } from '../http/health.ts';
import type { MetricsPage } from '../http/metrics.ts';
import type { HttpServer, HttpServerOptions } from '../http/server.ts';
import { taskReader } from '../intake/stored-task.ts';
import { refusedParameters } from '../model/capabilities.ts';
import type { Adapter, AdapterContext, Clock, Log, Surface } from '../ports/index.ts';
import { installationSecret } from '../storage/installation-secret.ts';
import { openStorage } from '../storage/open.ts';
import { systemClock } from '../util/clock.ts';
import { Fault } from '../util/errors.ts';
import { keyed } from '../util/keyed.ts';
import { openAdapters, surfacesIn } from './adapters.ts';
import { metered, openMeters } from './metering.ts';
import { checkedModels, parametersOf } from './models.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { type Seams, through } from './seams.ts';

export interface App {
  /** Connects the platforms; resolves once events flow on all of them. Rejects with a Fault that does not mend itself. */
  start(): Promise<void>;
  /** Takes nothing new, lets running turns end within the grace time, gives the rest back, closes the store. */
  stop(): Promise<void>;
  /** Rejects when a platform cannot go on. */
  readonly ended: Promise<void>;
}

export interface AppParts {
  log: Log;
  clock?: Clock;
  seams?: Seams;
  /** Is told secrets that come while the program runs: no line that it prints may hold one. */
  hide?: (secrets: readonly string[]) => void;
  /** Shows a text to whoever starts the program, and to nobody else. */
  tell?: (text: string) => void;
  /** Time that messages which wait already have to be answered first, before the model service is looked at, ms. */
  checkAfterMs?: number;
}

/** The composition: the rooms, the platforms they serve, and their life. Nothing runs before start(). */
export async function createApp(
  config: Config,
  { log, clock = systemClock, seams: given = {}, hide, tell, checkAfterMs = 1000 }: AppParts,
): Promise<App> {
  const meters = await openMeters(config, surfacesIn(config), { clock, log });
  const seams = metered(given, meters);
  const storage = through(seams.storage, await openStorage(config.storage, { reader: taskReader, clock, log }));
  const inbox = through(seams.inbox, storage.inbox);
  const adapters = new Map<string, Adapter>();
  const streaming = new Map(config.telegram ? [['telegram', config.telegram.streaming]] : []);
  const rooms = await createRooms(config, {
    storage,
    inbox,
    clock,
    log,
    surface,
    letGo(of) {
      for (const adapter of adapters.values()) adapter.letGo?.(of);
    },
    streaming: (name) => streaming.get(name) ?? 'edits',
    seams,
    hide,
  });
  const { commands, locales, model, models, jobs, upkeep, turns, receive, suggest, admits, permissionsChanged } = rooms;
  const received = seams.receive ? seams.receive(receive, inbox) : receive;
  const context = (surface: string): AdapterContext => ({
    receive: received,
    cursor: (name) => inbox.cursor(name),
    commands: commands
      .filter(({ spec }) => !spec.internal && isOffered(spec, { models, batches: { most: config.limits.batchLines } }))
      .map(({ spec }) => description(spec, locales, surface)),
    suggest,
    admits,
    proxies: new Set(config.access.bots),
    permissionsChanged: () => permissionsChanged(surface),
    store: storage.adapterStore(surface),
    texts: (tag) => locales.texts(tag, surface),
    clock,
    log,
  });
  const secretFor = async (kind: string, id: string) => {
    const secret = keyed(await installationSecret(inbox), kind, id);
    hide?.([secret]);
    return secret;
  };
  for (const adapter of await openAdapters(config, context, secretFor)) adapters.set(adapter.surface.name, adapter);

  function surface(name: string): Surface {
    const adapter = adapters.get(name);
    if (!adapter) throw new Fault('internal', `There is no platform "${name}" in this process`);
    return through(seams.surface, adapter.surface);
  }

  const accepting = new AbortController();
  let working: Promise<void> = Promise.resolve();
  let http: HttpServer | undefined;
  let readiness: Readiness = 'starting';
  const started = new Set<Adapter>();

  return {
    ended: Promise.all([...adapters.values()].map(({ ended }) => ended)).then(() => undefined),

    async start() {
      const page = meters && { scrape: meters.scrape, token: config.metrics?.token };
      if (config.http) http = await openHttp({ ...config.http, log }, [...adapters.values()], () => readiness, page);
      const { concurrentTurns, personConcurrentTurns } = config.limits;
      const places = { turns: concurrentTurns, ofPerson: personConcurrentTurns };
      inbox.watch(turns.steered);
      working = inbox.work(turns.run, places, accepting.signal, [...adapters.keys()], turns.waits);
      for (const adapter of adapters.values()) started.add(adapter);
      await Promise.all([...started].map((adapter) => adapter.start(accepting.signal)));
      jobs.start();
      void rooms.alarms.setAll(accepting.signal).catch((error: unknown) => {
        if (!accepting.signal.aborted) log.warn({ error }, 'Alarms of schedules could not be set');
      });
      upkeep.start();
      readiness = 'ok';
      announce(config, [...adapters.keys()], rooms.grants.list().length, log);
      if (tell) await offerOwnership(config, rooms, [...adapters.values()], { tell, log });
      void model.warm();
      const checked = checkedModels(config);
      void clock.sleep(checkAfterMs, accepting.signal).then(
        () => model.check(checked, accepting.signal),
        () => undefined,
      );
    },

    async stop() {
      readiness = 'stopping';
      accepting.abort();
      const grace = new AbortController();
      const late = clock.sleep(config.shutdownGraceMs, grace.signal).then(
        () => turns.interruptAll('shutdown'),
        () => undefined,
      );
      await working;
      grace.abort();
      await late;
      await Promise.allSettled([...started].map(({ ended }) => ended));
      await upkeep.close();
      await jobs.close();
      await http?.close();
      rooms.personas.close();
      await Promise.allSettled(rooms.tools.sources.map((source) => source.close()));
      await storage.close();
    },
  };
}

/** Shows a code by which somebody becomes the owner, while there is none. */
async function offerOwnership(
  { access }: Config,
  { grants, ownerCode }: Pick<Rooms, 'grants' | 'ownerCode'>,
  adapters: readonly Adapter[],
  { tell, log }: { tell: (text: string) => void; log: Log },
): Promise<void> {
  const owners = grants.list().filter(({ kind }) => kind === 'owner');
  if (access.owners.length > 0) {
    if (owners.length > 0) log.info({}, 'OWNERS is set: whoever became owner by a code is none any more');
    return;
  }
  const code = owners.length > 0 ? undefined : await ownerCode.issue();
  if (code === undefined) return;
  const links = adapters.flatMap(({ link }) => link?.(code) ?? []);
  tell(
    [
      'Nobody is the owner of this bot yet. Whoever sends it this code in a private chat becomes the owner:',
      ['', `  ${code}`, ...links.map((link) => `  ${link}`), ''].join('\n'),
      'The code is good for 24 hours and five tries, and once. The next start shows another one.',
    ].join('\n'),
  );
}

/** Loaded only where a setting wants it: Node's HTTP server costs memory and start-up time. One role does all the work. */
async function openHttp(
  options: HttpServerOptions,
  adapters: readonly Adapter[],
  all: () => Readiness,
  metrics: MetricsPage | undefined,
): Promise<HttpServer> {
  const [{ createHttpServer }, { addHealthRoutes }, { addHookRoute }] = await Promise.all([
    import('../http/server.ts'),
    import('../http/health.ts'),
    import('../http/hooks.ts'),
  ]);
  const server = createHttpServer(options);
  const hooks = adapters.flatMap(({ hook, surface }) => (hook ? [[surface.name, hook] as const] : []));
  for (const [, hook] of hooks) addHookRoute(server, hook);
  const states = () => hooks.map(([name, hook]) => [name, hook.isReady() ? 'ok' : 'starting'] as const);
  addHealthRoutes(server, () => ({ all: all(), ...Object.fromEntries(states()) }));
  if (metrics) (await import('../http/metrics.ts')).addMetricsRoute(server, metrics);
  await server.listen();
  return server;
}

function announce(config: Config, platforms: string[], granted: number, log: Log): void {
  const { access, model } = config;
  for (const name of new Set([model.basic, model.advanced])) {
    const refused = refusedParameters(name, parametersOf(config));
    if (refused.length > 0)
      log.warn({ model: name, settings: refused.join(',') }, 'The model does not take these settings');
  }
  log.info({ platforms: platforms.join(','), model: model.basic, access: access.mode }, 'Parley is up');
  const known = access.users.length + access.chats.length + access.owners.length + granted;
  if (access.mode === 'open' || known > 0) return;
  const advice = 'Send it the code shown here, or put your id into OWNERS: it tells you your id when you write to it.';
  log.warn({ advice }, 'Nobody may use the bot yet');
}
