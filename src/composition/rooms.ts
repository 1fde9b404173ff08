import { createGate } from '../admission/gate.ts';
import { type Grants, openGrants } from '../admission/grants.ts';
import { createKnocks } from '../admission/knocks.ts';
import { createOwnerCode, type OwnerCode } from '../admission/owner-code.ts';
import { createPermissions } from '../admission/permissions.ts';
import { createLibraries } from '../answering/told/documents.ts';
import { createMarks } from '../answering/told/marks.ts';
import { createJobRunner, type JobRunner } from '../background/jobs.ts';
import { createTitles } from '../background/titles.ts';
import { createUpkeep, type Upkeep } from '../background/upkeep.ts';
import { createBatches } from '../batch/batches.ts';
import { createBatchStore } from '../batch/store.ts';
import type { CommandDefinition } from '../commands/command.ts';
import { commands as allCommands } from '../commands/index.ts';
import { ruleProblems } from '../commands/rule-problems.ts';
import { type Config, ConfigError } from '../config/index.ts';
import { type AppliedTurn, createConversations } from '../conversation/conversations.ts';
import { mediaKey, wordsKey } from '../conversation/keys.ts';
import { KEPT_MS } from '../conversation/off-branch.ts';
import { createOverheard } from '../conversation/overheard.ts';
import { TURNS } from '../conversation/path.ts';
import { createPruning } from '../conversation/pruning.ts';
import { createPast } from '../conversation/searching.ts';
import { createConditions } from '../delivery/conditions.ts';
import { createNotifier } from '../delivery/notifier.ts';
import { createRename } from '../delivery/rename.ts';
import { createScheduler } from '../delivery/scheduler.ts';
import { withBurst } from '../intake/bursts.ts';
import { createIntake } from '../intake/intake.ts';
import { createRoom } from '../intake/room.ts';
import { createSuggest } from '../intake/suggest.ts';
import { openKnowledge } from '../knowledge/open.ts';
import { createLocales, type Locales } from '../locales/index.ts';
import { lazyPerception } from '../media/lazy.ts';
import { createFacts } from '../memory/facts.ts';
import { createSummaries } from '../memory/summaries.ts';
import { createCatalog } from '../model/catalog.ts';
import { createModel } from '../model/index.ts';
import { createDoor } from '../net/door.ts';
import { createPeople } from '../people/people.ts';
import { sharedDocuments } from '../people/shared.ts';
import { createPersonas, type OpenPersonas } from '../personas/personas.ts';
import type {
  AdapterContext,
  Clock,
  ConversationEvent,
  Inbox,
  Log,
  ModelCatalog,
  Receive,
  Storage,
  Surface,
  Task,
} from '../ports/index.ts';
import type { Running } from '../privacy/forgetting.ts';
import { createPrivacy } from '../privacy/privacy.ts';
import { createRunning } from '../privacy/running.ts';
import type { ScheduleClock } from '../schedule/clock.ts';
import { openSchedules } from '../schedule/open.ts';
import type { OperatorSettings } from '../settings/effective.ts';
import { installationSecret } from '../storage/installation-secret.ts';
import { createAnswerFiles } from '../turns/answer-files.ts';
import { HELD_MB } from '../turns/held-pictures.ts';
import { createPicturePlaces, LONGEST_WAIT_MS } from '../turns/picture-places.ts';
import { createBot } from '../turns/respond.ts';
import type { ToolsParts } from '../turns/tooling.ts';
import { createTurns, type Turns } from '../turns/turns.ts';
import { keyed } from '../util/keyed.ts';
import { version } from '../util/version.ts';
import { gateSettings, permissionSettings } from './access.ts';
import { penaltiesIn, taughtIn } from './learned.ts';
import { catalogNames, modelOptions, parametersOf, serviceHosts } from './models.ts';
import { type Seams, through } from './seams.ts';
import { openTools } from './tool-sources.ts';

/** The rooms of the core, each with what it needs of the others. */
export interface Rooms {
  commands: readonly CommandDefinition[];
  locales: Locales;
  model: ReturnType<typeof createModel>;
  models: ModelCatalog;
  jobs: JobRunner;
  /** Alarms of schedules. */
  alarms: Pick<ScheduleClock, 'setAll'>;
  upkeep: Upkeep;
  turns: Turns;
  receive: Receive;
  suggest: AdapterContext['suggest'];
  grants: Grants;
  ownerCode: OwnerCode;
  personas: OpenPersonas;
  tools: Pick<ToolsParts, 'sources'>;
  admits: AdapterContext['admits'];
  /** Is told that what the bot may do on a surface has changed. */
  permissionsChanged: (surface: string) => void;
}

export interface RoomParts {
  storage: Storage;
  inbox: Inbox;
  clock: Clock;
  log: Log;
  /** Finds a platform that is connected. */
  surface(name: string): Surface;
  /** Has the platforms let go of facts in memory about somebody. */
  letGo: Running['letGo'];
  /** Way in which answers grow on a surface. */
  streaming: OperatorSettings['streaming'];
  seams: Seams;
  /** Is told secrets that come while the program runs: no line that it prints may hold one. */
  hide?: ((secrets: readonly string[]) => void) | undefined;
}

const DAY_MS = 86_400_000;

/** Composes the rooms. Nothing runs yet. */
export async function createRooms(config: Config, parts: RoomParts): Promise<Rooms> {
  const { storage, inbox, surface, streaming, seams, clock, log, hide } = parts;
  const turnLimit = config.context.turns || TURNS;
  const history = createConversations(storage.documents, turnLimit, storage.blobs);
  const conversations = through(seams.conversations, history);
  const locales = createLocales(config.locale);
  const grants = await openGrants(storage.documents, clock);
  const permissions = through(seams.permissions, createPermissions(permissionSettings(config), surface, clock, grants));
  const secret = await installationSecret(inbox);
  const { baseUrl } = config.openai;
  const taught = await taughtIn(storage, (link = baseUrl) => keyed(secret, 'server', link), { clock, log });
  const models = createCatalog(catalogNames(config, log), taught);
  const commands = through(seams.commands, allCommands);
  const rules = config.access.commands;
  const wrong = ruleProblems(rules);
  if (wrong.length > 0) throw new ConfigError(wrong);
  const operator: OperatorSettings = {
    ...{ models, parameters: parametersOf(config), history: config.context.history, streaming },
    ...config.chats,
    ...{ answers: 'asked', reasoning: 'hidden', speaks: 'never', retention: config.retention.retentionMs / DAY_MS },
    tools: config.tools.groups,
  };
  const marks = through(seams.marks, createMarks(secret));
  const asked = createModel({ ...modelOptions(config, log, clock), secret, taught, hide });
  const model = through(seams.model, asked);
  const personas = createPersonas({ ...storage, ...config.personas, secret, clock, log });
  const overheard = createOverheard({ ...storage, clock, log });
  const knocks = createKnocks({ documents: storage.documents, clock, log });
  const shared = {
    model,
    models,
    marks,
    conversations,
    locales,
    operator,
    permissions,
    surface,
    overheard,
    clock,
    log,
    grants,
    knocks,
    personas,
  };
  const perception = lazyPerception(async () => {
    const { openPerception } = await import('../media/open.ts');
    const keys = { wordsKey, mediaKey, mediaTtl: KEPT_MS };
    return openPerception({ ...storage, ...keys, surface, models, clock, log });
  });
  const people = createPeople({ ...storage, inbox, secret, clock, shared: sharedDocuments });
  const gate = through(seams.gate, createGate(gateSettings(config), permissions, clock, people.of));
  const scheduler = createScheduler({ clock, log, ...(await penaltiesIn(storage, log)) });
  const pruning = createPruning(storage.documents, conversations);
  const ending = createRunning({
    ...{ inbox, clock },
    interrupt: (turn, version) => turns.interrupt(turn, 'forgotten', version),
    jobs: (person) => jobs.stop(person),
    overheard: overheard.settled,
    letGo(of) {
      if ('conversation' in of) conversations.letGo(of.conversation);
      perception.letGo();
      parts.letGo(of);
    },
  });
  const jobs = createJobRunner({ jobs: storage.jobs, clock, log, isBusy: () => turns.isBusy() });
  const batches = createBatches({
    ...{ ...shared, jobs, inbox, documents: storage.documents, service: model.batches },
    store: through(seams.batches, createBatchStore(storage.documents, clock)),
    system: config.model.systemPrompt,
    mayUse: async (task, signal) => permissions.access(task) !== 'denied' && !(await bot.isOutranked(task, signal)),
  });
  const window = { tokens: config.context.tokens, turns: turnLimit };
  const due = openSchedules({
    ...{ documents: storage.documents, jobs, inbox, surface, clock, log },
    ...{ ...config.schedules, permissions, receive: (events) => receive(events) },
  });
  const summaries = createSummaries({ ...shared, jobs, window, enabled: config.context.summaries });
  const userAgent = `Parley/${version()}`;
  const door = through(seams.door, createDoor({ userAgent, hosts: config.web, proxy: config.proxyUrl, log }));
  const { knowledge, consulting } = openKnowledge({ ...storage, door, folder: config.model.knowledge, clock, log });
  const privacy = createPrivacy({
    ...storage,
    ...{ grants, pruning, people },
    running: ending,
    texts: knowledge,
    quotes: config.quotes,
    services: serviceHosts(config),
    retentionDays: operator.retention,
  });
  const past = createPast({ conversations, alone: privacy.conversations });
  const tools = await openTools(config, {
    seams,
    door,
    past,
    schedules: due.schedules,
    permissions,
    surface,
    clock,
    log,
  });
  const bot = createBot({
    ...shared,
    memory: { summaries: config.context.summaries, noticed: summaries.noticed },
    batches: { ...batches, most: config.limits.batchLines },
    facts: createFacts(storage.documents),
    contacts: config.model.contacts,
    ...{ tools, privacy, door, knowledge, openLibrary: createLibraries({ consulting, marks, window: config.context }) },
    perception,
    conditions: createConditions({ scheduler, clock }),
    pictures: createPicturePlaces(config.limits.pictures, clock, LONGEST_WAIT_MS),
    drew: gate.drew,
    sources: createPicturePlaces(HELD_MB, clock, LONGEST_WAIT_MS),
    blobs: storage.blobs,
    ...{ commands, rules },
    systemPrompt: config.model.systemPrompt,
    people,
    window: config.context,
    idleMs: config.context.idleMs,
    buttons: config.buttons,
    lateAfterMs: config.limits.lateAfterMs,
    ...{ dueLateAfterMs: config.schedules.lateAfterMs, schedules: due.schedules },
  });
  const rename = createRename({ scheduler, surface, log });
  const titles = createTitles({ ...shared, jobs, rename, enabled: config.context.titles });
  const upkeep = createUpkeep({
    ...storage,
    pruning,
    clock,
    log,
    isBusy: async (conversation) => (await inbox.count(conversation)) > 0,
    ...config.retention,
  });
  const notifier = createNotifier({ scheduler, log, clock, secret });
  const places = createPicturePlaces(config.limits.pictures, clock);
  const files = createAnswerFiles({ blobs: storage.blobs, places, log });
  const made = createTurns({ ...shared, ...due, bot, batches, files, scheduler, notifier, applied });
  const burst = { inbox, conversations, operator };
  const turns: Turns = {
    ...made,
    run: (claim) => (claim.followers > 0 ? withBurst(burst, claim).then(made.run) : made.run(claim)),
  };
  const specs = commands.map(({ spec }) => spec);
  const room = createRoom({ ...shared, inbox, specs });
  const ownerCode = createOwnerCode({ documents: storage.documents, grants, secret, clock, log });
  const { keep } = perception;
  const receive = createIntake({ ...shared, ownerCode, inbox, gate, bot, turns, notifier, specs, room, keep, people });
  const suggest = createSuggest({ ...shared, people, commands });

  /**
   * Notes who wrote where, for what is too much to be deleted. Has a thread folded that is nearly too long. Names a thread that was left, by a command or by a message that
   * began another thread after a long silence.
   */
  function applied(done: AppliedTurn, events: readonly ConversationEvent[], { unnamed, target }: Task): void {
    const { turn, conversation, asker, chat, settingsChat = chat, settings, alone } = done;
    if (settings) room.changed(settings.of ?? settingsChat, settings);
    upkeep.wrote({ conversation, asker });
    const leaves = (event: ConversationEvent) => {
      if (event.type === 'answered') return event.thread === turn;
      return event.type === 'reset' || event.type === 'switched' || (event.type === 'revised' && event.enters === true);
    };
    if (events.some(isSaid)) void summaries.consider({ conversation, asker, isAlone: alone !== undefined });
    if (events.some(leaves)) void titles.name(conversation, asker);
    else if (unnamed && events.some(isFirst)) void titles.name(conversation, asker, target);
  }

  return {
    ...{ commands, locales, model, models, jobs, alarms: due, upkeep, turns },
    ...{ receive, suggest, grants, ownerCode, personas, tools },
    admits: ({ actor, at }) => permissions.access({ actor, place: at }) !== 'denied',
    permissionsChanged: scheduler.doubt,
  };
}

/** Tells whether an event makes a conversation longer. */
function isSaid({ type }: ConversationEvent): boolean {
  return type === 'answered' || type === 'revised';
}

/** Tells whether an event begins a conversation. */
function isFirst(event: ConversationEvent): boolean {
  return event.type === 'answered' && event.parent === null;
}
