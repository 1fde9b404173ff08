import { whoMay } from '../admission/command-rules.ts';
import { currentContext, preview } from '../answering/context.ts';
import { type Explain, failureOf } from '../answering/explain.ts';
import type { Answer } from '../answering/question.ts';
import { quietly } from '../answering/quietly.ts';
import type { ReadAloud } from '../answering/speech/read-aloud.ts';
import type { Library } from '../answering/told/documents.ts';
import type { Hearing, HearingParts } from '../answering/told/overheard.ts';
import type { Preamble } from '../answering/told/preamble.ts';
import type { CommandContext } from '../commands/command.ts';
import { ownSettings, surfaceOf } from '../conversation/scope.ts';
import { topicOf } from '../conversation/settings-at.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Texts } from '../locales/index.ts';
import type { Door } from '../net/door.ts';
import { readPage } from '../net/page.ts';
import type { Asker } from '../people/codes.ts';
import type { ChatSettings, Command, Model, Persona, Surface } from '../ports/index.ts';
import { askedLater } from '../schedule/asked.ts';
import type { EffectiveSettings } from '../settings/effective.ts';
import { decide } from './deciding.ts';
import { paintingFor } from './held-pictures.ts';
import type { BotParts } from './respond.ts';

/** Rooms that commands take texts from, and put them into. */
export interface ReachParts extends Pick<HearingParts, 'overheard'> {
  knowledge: Knowledge;
  door: Door;
}

/** Command that is answered, and what its turn has for it. */
export interface Commanded extends Pick<CommandContext, 'toolsHere'> {
  /** Id of the turn. */
  turn: string;
  command: Command;
  texts: Texts;
  /** Choices of the chat. */
  settings: ChatSettings;
  /** Works out which settings hold, were these the chat's. */
  effective(chat: ChatSettings, thread?: ChatSettings): EffectiveSettings;
  explain: Explain;
  answer: Answer;
  readAloud: ReadAloud;
  hearing: Hearing;
  /** Model that the turn pays for. */
  model: Model;
  signal: AbortSignal;
  preamble: Preamble;
  /** As in CommandContext. */
  person: string;
  /** Documents to answer from. */
  library?: Library;
  /** Absent where none is chosen. */
  persona?: Persona;
}

/** Gives a command all that it may use. */
export function commandContext(parts: BotParts, commanded: Commanded): CommandContext {
  const {
    turn,
    command,
    texts,
    settings,
    effective,
    explain,
    answer,
    readAloud,
    hearing,
    model,
    signal,
    persona,
    person,
    preamble,
    library,
    toolsHere,
  } = commanded;
  const { permissions } = parts;
  const surface = parts.surface(command.surface);
  const { scopes } = command.place;
  const owner = { conversation: command.conversation, person: command.actor.id };
  const sensedFor = { ...owner, asker: command.actor.id, chat: command.target.chat, language: '' };
  return {
    ...parts,
    zone: async () => (await parts.conversations.settings(ownSettings(person))).zone,
    ...{ turn, command, texts, settings, effective, answer, readAloud, person, toolsHere },
    asked: () => askedOf(command, surface),
    mention: () => (command.place.kind === 'group' ? surface.mentionOf?.(command.actor) : undefined),
    later: () => askedLater(surface, command, permissions, signal),
    ...(persona ? { persona } : {}),
    now: parts.clock.now(),
    async topic() {
      const id = topicOf(command);
      return id === undefined ? undefined : { id, settings: await parts.conversations.settings(id) };
    },
    language: effective(settings).language,
    overheard: hearing.latest,
    failure: (error) => failureOf(error, signal, texts, explain),
    offers: {
      drafts: surface.drafts?.(command.target) ?? false,
      receipts: surface.react !== undefined,
      previews: surface.limits.picturesPerEdit > 0 && effective(settings).streaming !== 'off',
      originals: surface.limits.recompresses === true,
      forms: surface.openForm !== undefined && parts.buttons,
      threads: surface.openThread !== undefined && command.place.kind === 'group',
      lasting: surface.lasting(command.target) !== undefined,
    },
    meanwhile: (work, line) => quietly(work, () => line, parts.clock),
    files: { most: surface.limits.pictures, bytes: surface.limits.upload ?? Number.POSITIVE_INFINITY },
    branch: () => currentContext(parts, command.conversation, turn),
    preview: (change) => preview({ ...parts, preamble, ...(library ? { library } : {}) }, command, change),
    access: () => permissions.access(command),
    admits: (id) => permissions.access({ actor: { id, name: '' }, place: command.place }) !== 'denied',
    decide: (exchange, pending, how) => decide(parts, { turn, command }, exchange, pending, how),
    mayDecide: (asker) => permissions.mayDecide(command, asker, signal),
    whoMay: (spec, option, chosen = settings.commands) => whoMay(spec, option, { scopes, chosen }, parts.rules),
    isAmong: (who) => permissions.isAmong(command, who, signal),
    linkTo: ({ at, conversation }) => at && surfaceNamed(parts, conversation)?.linkTo?.(at),
    conditions: () => parts.conditions(surface, command.target, command.conversation, signal),
    blob: (name) => parts.blobs.get(name, owner.conversation),
    read: (file) => parts.perception.sense(file, { ...sensedFor, model }, signal),
    page: (url) => readPage(parts.door, url, signal),
    knowledge: { ...parts.knowledge, add: (...addition) => parts.knowledge.add(...addition, signal) },
    forget: () => parts.privacy.forget(command.actor.id, signal, turn),
    source: (thing) => parts.perception.source(thing, owner, signal),
    fileBytes: (thing, most) => parts.perception.bytes(thing, most, owner, signal),
    batches: { ...parts.batches, offersLater: (name) => parts.batches.offersLater(name, signal) },
    ...paintingFor(parts, command, model)(signal),
  };
}

/** Finds the surface of a conversation; undefined where that platform is not in use. */
function surfaceNamed({ surface }: Pick<BotParts, 'surface'>, conversation: string): Surface | undefined {
  try {
    return surface(surfaceOf(conversation));
  } catch {
    return undefined;
  }
}

/** Reads who asks and where. Only a token reaches some targets: such a one is good for a quarter of an hour. */
function askedOf(
  { surface: name, conversation, settingsChat, place, actor, target }: Command,
  surface: Surface,
): Asker {
  return {
    surface: name,
    conversation,
    ...(settingsChat === undefined ? {} : { settingsChat }),
    place,
    actor: { id: actor.id, name: actor.name, ...(actor.locale === undefined ? {} : { locale: actor.locale }) },
    target: surface.lasting(target) ?? target,
  };
}
