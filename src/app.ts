import { createGate } from './admission/gate.ts';
import { createPermissions } from './admission/permissions.ts';
import { createJobRunner } from './background/jobs.ts';
import { createTitles } from './background/titles.ts';
import { description } from './commands/describe.ts';
import { commands } from './commands/index.ts';
import type { Config } from './config/index.ts';
import { type AppliedTurn, type Conversations, createConversations } from './conversation/conversations.ts';
import { createNotifier } from './delivery/notifier.ts';
import { createScheduler } from './delivery/scheduler.ts';
import type { HttpServer, HttpServerOptions } from './http/server.ts';
import { createIntake } from './intake/intake.ts';
import { taskReader } from './intake/stored-task.ts';
import { createSuggest } from './intake/suggest.ts';
import { createLocales } from './locales/index.ts';
import { refusedParameters } from './model/capabilities.ts';
import { createCatalog } from './model/catalog.ts';
import { createModel } from './model/index.ts';
import type { Adapter, AdapterContext, Clock, ConversationEvent, Inbox, Log, Receive, Surface } from './ports/index.ts';
import type { OperatorSettings } from './settings/effective.ts';
import { installationSecret } from './storage/installation-secret.ts';
import { openStorage } from './storage/open.ts';
import { createBot } from './turns/respond.ts';
import { createTurns } from './turns/turns.ts';
import { systemClock } from './util/clock.ts';
import { Fault } from './util/errors.ts';

export interface App {
  /** Connects the platforms; resolves once events flow on all of them. Rejects with a Fault that does not mend itself. */
  start(): Promise<void>;
  /** Takes nothing new, lets running turns end within the grace time, gives the rest back, closes the store. */
  stop(): Promise<void>;
  /** Rejects when a platform cannot go on. */
  readonly ended: Promise<void>;
}

/**
 * Places at which a test may stand between the rooms, e.g. to take a safeguard away and show that its loss is noticed.
 */
export interface Seams {
  inbox?(inbox: Inbox): Inbox;
  conversations?(conversations: Conversations): Conversations;
  surface?(surface: Surface): Surface;
  receive?(receive: Receive, inbox: Inbox): Receive;
}

export interface AppParts {
  log: Log;
  clock?: Clock;
  seams?: Seams;
}

/** Most turns of a branch that are ever read, where no limit is set. */
const TURNS = 512;

/** The composition: every room with what it needs of the others. Nothing runs before start(). */
export async function createApp(config: Config, { log, clock = systemClock, seams = {} }: AppParts): Promise<App> {
  const storage = await openStorage(config.storage, { reader: taskReader, clock, log });
  const inbox = through(seams.inbox, storage.inbox);
  const conversations = through(
    seams.conversations,
    createConversations(storage.documents, config.context.turns || TURNS),
  );
  const scheduler = createScheduler({
    clock,
    log,
    penalties: await storage.limits.penalties(),
    penalised: (penalty) =>
      void storage.limits
        .penalise(penalty)
        .catch((error: unknown) => log.warn({ error }, 'A rate limit could not be stored')),
  });
  const locales = createLocales(config.locale);
  const model = createModel({ ...modelOptions(config, log, clock), secret: await installationSecret(inbox) });
  const permissions = createPermissions(permissionSettings(config), surface);
  const gate = createGate(gateSettings(config), permissions, clock);
  const streaming = new Map(config.telegram ? [['telegram', config.telegram.streaming]] : []);
  const models = createCatalog(config.model);
  const operator: OperatorSettings = {
    models,
    parameters: parametersOf(config),
    history: config.context.history,
    streaming: (name) => streaming.get(name) ?? 'edits',
  };
  const bot = createBot({
    model,
    models,
    conversations,
    commands,
    locales,
    log,
    systemPrompt: config.model.systemPrompt,
    operator,
    window: config.context,
    clock,
    surface,
    permissions,
    idleMs: config.context.idleMs,
    buttons: config.buttons,
    lateAfterMs: config.limits.lateAfterMs,
  });
  const suggest = createSuggest({
    commands,
    conversations,
    models,
    locales,
    permissions,
    operator,
  });
  const adapters = new Map<string, Adapter>();
  const jobs = createJobRunner({ jobs: storage.jobs, clock, log, isBusy: () => turns.isBusy() });
  const titles = createTitles({
    jobs,
    model,
    models,
    conversations,
    clock,
    log,
    enabled: config.context.titles,
  });
  const notifier = createNotifier({ scheduler, log, clock });
  const turns = createTurns({ bot, conversations, scheduler, notifier, surface, clock, log, applied });
  const receive = createIntake({
    inbox,
    gate,
    permissions,
    bot,
    turns,
    conversations,
    notifier,
    specs: commands.map(({ spec }) => spec),
    locales,
    surface,
    clock,
    operator,
    log,
  });
  const received = seams.receive ? seams.receive(receive, inbox) : receive;
  const context = (surface: string): AdapterContext => ({
    receive: received,
    cursor: (name) => inbox.cursor(name),
    commands: commands.filter(({ spec }) => !spec.internal).map(({ spec }) => description(spec, locales, surface)),
    suggest,
    store: storage.adapterStore(surface),
    texts: (tag) => locales.texts(tag, surface),
    clock,
    log,
  });
  for (const adapter of await openAdapters(config, context)) adapters.set(adapter.surface.name, adapter);

  /** Names a thread that was left, by a command or by a message that began another thread after a long silence. */
  function applied({ turn, conversation, asker }: AppliedTurn, events: readonly ConversationEvent[]): void {
    const leaves = (event: ConversationEvent) => {
      if (event.type === 'answered') return event.thread === turn;
      return event.type === 'reset' || event.type === 'switched' || (event.type === 'revised' && event.enters === true);
    };
    if (events.some(leaves)) void titles.name(conversation, asker);
  }

  function surface(name: string): Surface {
    const adapter = adapters.get(name);
    if (!adapter) throw new Fault('internal', `There is no platform "${name}" in this process`);
    return through(seams.surface, adapter.surface);
  }

  const accepting = new AbortController();
  let working: Promise<void> = Promise.resolve();
  let http: HttpServer | undefined;
  let ready = false;
  const started = new Set<Adapter>();

  return {
    ended: Promise.all([...adapters.values()].map(({ ended }) => ended)).then(() => undefined),

    async start() {
      if (config.http) http = await openHttp({ ...config.http, log }, () => ready);
      const { concurrentTurns } = config.limits;
      working = inbox.work((claim) => turns.run(claim), concurrentTurns, accepting.signal, [...adapters.keys()]);
      for (const adapter of adapters.values()) started.add(adapter);
      await Promise.all([...started].map((adapter) => adapter.start(accepting.signal)));
      jobs.start();
      ready = true;
      announce(config, [...adapters.keys()], log);
      void model.warm();
    },

    async stop() {
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
      await jobs.close();
      await http?.close();
      await storage.close();
    },
  };
}

function through<T>(seam: ((room: T) => T) | undefined, room: T): T {
  return seam ? seam(room) : room;
}

/** Loaded only where a setting wants it: Node's HTTP server costs memory and start-up time. */
async function openHttp(options: HttpServerOptions, ready: () => boolean): Promise<HttpServer> {
  const [{ createHttpServer }, { addHealthRoutes }] = await Promise.all([
    import('./http/server.ts'),
    import('./http/health.ts'),
  ]);
  const server = createHttpServer(options);
  addHealthRoutes(server, ready);
  await server.listen();
  return server;
}

/** Only what is configured is loaded: each platform's library costs memory and start-up time. */
async function openAdapters(config: Config, context: (surface: string) => AdapterContext): Promise<Adapter[]> {
  const { telegram, discord } = config;
  const opening: Promise<Adapter>[] = [];
  if (telegram) {
    const { token, apiRoot, streaming: _, ...rates } = telegram;
    opening.push(
      import('../adapters/telegram/index.ts').then((room) =>
        room.createTelegram({ token, apiRoot, rates }, context('telegram')),
      ),
    );
  }
  if (discord) {
    opening.push(
      import('../adapters/discord/index.ts').then((room) => room.createDiscord(discord, context('discord'))),
    );
  }
  return Promise.all(opening);
}

function announce(config: Config, platforms: string[], log: Log): void {
  const { access, model } = config;
  for (const name of new Set([model.basic, model.advanced])) {
    const refused = refusedParameters(name, parametersOf(config));
    if (refused.length > 0)
      log.warn({ model: name, settings: refused.join(',') }, 'The model does not take these settings');
  }
  log.info({ platforms: platforms.join(','), model: model.basic, access: access.mode }, 'Parley is up');
  const known = access.users.length + access.chats.length + access.owners.length;
  if (access.mode === 'open' || known > 0) return;
  const mend = 'Write to the bot: it answers with your id. Put that into ALLOWED_USERS or OWNERS and start again.';
  log.warn({ mend }, 'Nobody may use the bot yet');
}

function modelOptions({ openai, model }: Config, log: Log, clock: Clock) {
  return {
    ...openai,
    apiKey: openai.apiKey ?? '',
    firstMs: model.firstTimeoutMs,
    idleMs: model.idleTimeoutMs,
    totalMs: model.totalTimeoutMs,
    log,
    clock,
  };
}

function permissionSettings({ access }: Config) {
  return {
    access: access.mode,
    allowedUsers: access.users,
    allowedChats: access.chats,
    owners: access.owners,
  };
}

function gateSettings({ limits }: Config) {
  return {
    requestsPerMinute: limits.requestsPerMinute,
    queueLimit: limits.chatQueue,
    lateLimitMs: limits.lateLimitMs,
  };
}

function parametersOf({ model: { temperature, topP, maxOutputTokens, effort, verbosity } }: Config) {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens ? { maxOutputTokens } : {}),
    ...(effort ? { effort } : {}),
    ...(verbosity ? { verbosity } : {}),
  };
}
