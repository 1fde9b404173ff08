import { isOwed } from '../admission/command-rules.ts';
import { denialOf } from '../admission/gate.ts';
import type { Grants } from '../admission/grants.ts';
import type { Knocks } from '../admission/knocks.ts';
import { type Permissions, sourceElsewhere } from '../admission/permissions.ts';
import { type Answering, createAnswerer } from '../answering/answer.ts';
import { runningButtons } from '../answering/ending/answer-buttons.ts';
import { unasked } from '../answering/ending/kept.ts';
import { askAgain, type Earlier, earlierOf, NOTHING, subjectOf, withRecord } from '../answering/ending/record.ts';
import { createExplain } from '../answering/explain.ts';
import { noticed } from '../answering/noticed.ts';
import { aloud } from '../answering/speech/aloud.ts';
import { createReadAloud } from '../answering/speech/read-aloud.ts';
import { hearingAt } from '../answering/told/overheard.ts';
import type { Batches } from '../batch/batches.ts';
import { type CommandDefinition, reply } from '../commands/command.ts';
import { refusal } from '../commands/menu.ts';
import { askedFor, askFor, fitted, incomplete, knownTo } from '../commands/parsing/form.ts';
import { problemText } from '../commands/parsing/problem.ts';
import { controlsOf } from '../conversation/entries.ts';
import { bubblesByKind, sourcesOf } from '../conversation/exchange.ts';
import { mediaOf } from '../conversation/media-of.ts';
import { asksNow, heardIn, isQuestion, ownWords, promptRecord } from '../conversation/prompt-record.ts';
import { ownSettings } from '../conversation/scope.ts';
import type { Conditions } from '../delivery/conditions.ts';
import type { DeliveryOptions } from '../delivery/delivery.ts';
import { speakable } from '../delivery/speakable.ts';
import type { Locales, TextKey, Texts } from '../locales/index.ts';
import type { People } from '../people/people.ts';
import type {
  AnswerRecord,
  Blobs,
  ChatSettings,
  Command,
  ConversationEvent,
  Ending,
  Exchange,
  Form,
  Log,
  Progress,
  Surface,
  Task,
} from '../ports/index.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Schedules } from '../schedule/schedules.ts';
import { type EffectiveSettings, effective, type SettingsLayers } from '../settings/effective.ts';
import { nameFrom } from '../util/file-names.ts';
import type { Answered } from './answered.ts';
import { createCalls } from './calls.ts';
import { commandContext, type ReachParts } from './command-context.ts';
import { type Ages, echoed, lateness, promptHeader } from './header.ts';
import { paintingFor } from './held-pictures.ts';
import { type KnowingParts, knowing } from './knowing.ts';
import { createOwnerHint } from './owner-hint.ts';
import { type PicturePlaces, placedModel } from './picture-places.ts';
import { mayDraw, type RankParts, rankRefusal } from './rank.ts';
import { type Chosen, chosenFor, type SpeakingParts, speaksFor } from './speaking.ts';
import { payingModel } from './spending.ts';
import { type ToolsParts, toolingFor, toolsHere } from './tooling.ts';
import { isTyped, unanswerable, unknown } from './unanswerable.ts';
import { createUnseenQuotes } from './unseen-quotes.ts';

export interface BotParts extends Answering, RankParts, ReachParts, SpeakingParts, KnowingParts, Ages {
  commands: readonly CommandDefinition[];
  locales: Locales;
  log: Log;
  surface(name: string): Surface;
  permissions: Permissions;
  pictures: PicturePlaces;
  /** Is told of each picture that an answer in words has more than one, and whose it is. */
  drew(person: string): void;
  /** As in holdPictures. */
  sources: PicturePlaces;
  blobs: Pick<Blobs, 'get'>;
  tools: ToolsParts;
  conditions: Conditions;
  grants: Grants;
  knocks: Knocks;
  privacy: Privacy;
  /** `most`: lines of one batch; 0 where there are none. */
  batches: Pick<Batches, 'look' | 'answers' | 'offersLater'> & { most: number };
  people: People;
  schedules: Schedules;
}

/** Person a text is for, and the place. */
type Addressee = Pick<Task, 'actor' | 'target' | 'settingsChat'>;

export interface Bot {
  /** The answer to a prompt or command, as it grows; its last item is the ending. Writes nothing but what it spends. */
  respond(claim: Answered, task: Task, signal: AbortSignal): AsyncIterable<Progress>;
  /**
   * Events that keep a question whose turn ended before the model was asked. It can then be edited, asked again or
   * deleted like any other. None for other tasks, or if the history cannot be read.
   */
  unasked(turn: string, task: Task, answer: AnswerRecord): Promise<ConversationEvent[]>;
  /** Ending of a turn whose message is gone: what answered it before it was edited goes with it. */
  forgotten(task: Task): Promise<Ending>;
  /** Options for the delivery of the answer of the turn `turn`. */
  deliveryOptions(turn: string, task: Task): Promise<DeliveryOptions & Pick<EffectiveSettings, 'receipts'>>;
  /**
   * Refuses a task whose actor has lost access since it was accepted. Refuses an answer for one person alone to who is no
   * longer in the place that it comes from. Undefined where nothing is in the way.
   */
  denial(task: Task, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Form that asks for what completes a command's line, titled in the language of this person in this chat. `conversation`: that
   * of its button.
   */
  form(task: Addressee, line: string, conversation: string): Promise<Omit<Form, 'data'>>;
  /** Tells whether a task uses a command that the person has not the rank for. The task's answer says so. */
  isOutranked(task: Task, signal: AbortSignal): Promise<boolean>;
  /** One of the bot's own texts, in the language of this person in this chat. Does not fail: at worst the chat's choice is missed. */
  phrase(task: Addressee, key: TextKey, values?: Parameters<Texts>[1]): Promise<string>;
}

/** The whole of what the bot says: a command's answer, or the model's. */
export function createBot(parts: BotParts): Bot {
  const { conversations, locales } = parts;
  const specs = parts.commands.map(({ spec }) => spec);
  const hinted = createOwnerHint(parts.permissions, parts.clock);
  const isToldUnseen = createUnseenQuotes(parts.clock);
  const mayCall = createCalls(parts.clock);

  async function* respond(claim: Answered, task: Task, signal: AbortSignal): AsyncGenerator<Progress> {
    const earlier = await earlierOf(conversations, task);
    for await (const progress of await response(claim, task, earlier, signal)) {
      yield progress.type === 'end' ? { type: 'end', end: withRecord(task, progress.end, earlier) } : progress;
    }
  }

  async function response(
    claim: Answered,
    task: Task,
    earlier: Earlier,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Progress> | Iterable<Progress>> {
    const whose = { person: task.actor.id, chat: task.target.chat };
    const paying = payingModel(parts.model, claim, () => parts.drew(task.actor.id));
    const model = placedModel(paying, parts.pictures, whose, claim.over);
    const turn = claim.id;
    const chosen = await chosenFor(parts, task);
    const settings = chosen.chat;
    const texts = textsFor(task, chosen.layers);
    if (task.kind === 'late') return reply(texts('late.skipped'));
    const outranked = await rankRefusal(parts, specs, task, settings, signal);
    if (outranked) {
      const sentence = texts(outranked.key, outranked.values);
      return task.kind === 'command' ? refusal(sentence, { command: task, texts }) : reply(sentence);
    }
    const toOwner = parts.permissions.access(task) === 'owner';
    const explain = createExplain(texts, parts.log, task, toOwner);
    const hearing = hearingAt(parts, task, settings);
    const asWho = knowing(parts, { task, person: chosen.person }, speaksFor(parts, task, chosen, signal));
    const { layers, ...who } = await asWho(task.kind === 'prompt' ? task.persona : undefined);
    const { speaks, voice, drawing, language } = settingsFor(task, layers);
    // A persona's tools go by this name as well, and are absent where all there are may be used.
    const { tools: _, ...rooms } = parts;
    const mine = { ...rooms, model, turn, task, texts, explain, signal, painting: paintingFor(parts, task, model) };
    const readAloud = createReadAloud({ ...mine, voice, speakable });
    const draws = drawing === 'asked' && (await mayDraw(parts, specs, task, settings, signal));
    const calls = () => mayCall(task.conversation, turn);
    const asker = { language: locales.nearest(language), zone: await zoneOf(chosen), draws };
    const tooling = toolingFor(parts, claim, task, asker, signal);
    const inWords = createAnswerer({ ...mine, speaks: asWho, hearing, tooling, mayDraw: draws, mayCall: calls });
    const ask = aloud(inWords, { speaks, readAloud });
    const answer = askAgain(ask, earlier, { conversations, conversation: task.conversation });
    if (task.kind === 'prompt') {
      const refusal = unanswerable(task, texts);
      if (refusal !== undefined) return reply(refusal);
      const notice = isToldUnseen(turn, task) ? texts('prompt.unseen') : undefined;
      return hinted(task, noticed(answer({ prompt: promptRecord(task) }), notice), texts, parts.buttons);
    }
    const command = definitionOf(task);
    if (!command || (command.spec.internal && isTyped(task))) return reply(unknown(task, texts));
    const line = task.problem && (await incomplete(task, parts.commands, texts, knownTo(parts, chosen.person)));
    if (task.problem && line === undefined) return refusal(problemText(task.problem, texts), { command: task, texts });
    const context = commandContext(parts, {
      ...{ person: chosen.person, turn, command: task, texts, settings, explain, answer, readAloud, hearing },
      ...{ model, signal, ...who },
      toolsHere: () => toolsHere(parts, task, asker, { layers, names: who.toolNames }, signal),
      effective: (chat, { ...thread } = { v: 1 }) => settingsFor(task, { ...layers, chat, thread }),
    });
    if (line !== undefined) return askFor(line, context);
    return command.respond?.(context) ?? reply(unknown(task, texts));
  }

  async function phrase(task: Addressee, key: TextKey, values?: Parameters<Texts>[1]) {
    return textsFor(task, layersOf(task, await settingsOf(task)))(key, values);
  }

  /** Time zone of who asks, as IANA names it; undefined where it is not known, or cannot be read just now. */
  async function zoneOf({ person, layers }: Chosen): Promise<string | undefined> {
    const own = layers.person ?? (await conversations.settings(ownSettings(person)).catch(() => undefined));
    return own?.zone;
  }

  /** The chat's choices; none where they cannot be read just now. */
  function settingsOf({ settingsChat, target }: Addressee): Promise<ChatSettings> {
    return conversations.settings(settingsChat ?? target.chat).catch((): ChatSettings => ({ v: 1 }));
  }

  /** Writes the header: that the answer is late, and the prompt, where the platform shows only a command's name. */
  function header(task: Task, earlier: Exchange | undefined, layers: SettingsLayers): string {
    // A command that was no message showed its prompt above the answer: so does what takes the answer's place.
    if (earlier) return echoed(earlier);
    if (task.kind === 'late' || (task.kind === 'command' && task.cause === 'press')) return '';
    const late = lateness(task, parts);
    if (!late) return promptHeader(task, parts.commands);
    const ago = locales.ago(late.ms, settingsFor(task, layers).language);
    return `*${textsFor(task, layers)(late.key, { ago })}*\n\n${promptHeader(task, parts.commands)}`;
  }

  function definitionOf({ name }: Command): CommandDefinition | undefined {
    return parts.commands.find(({ spec }) => spec.name === name);
  }

  function settingsFor(task: Addressee, layers: SettingsLayers): EffectiveSettings {
    return effective(parts.operator, layers, { surface: task.target.surface });
  }

  function textsFor(task: Addressee, layers: SettingsLayers): Texts {
    return locales.texts(settingsFor(task, layers).language, task.target.surface);
  }

  return {
    respond,
    phrase,
    async form(task, line, conversation) {
      const texts = textsFor(task, layersOf(task, await settingsOf(task)));
      const exchange = (id: string) => conversations.exchange(conversation, id).catch(() => undefined);
      const known = knownTo(parts, await parts.people.of(task.actor.id));
      const asked = await askedFor(line, parts.commands, texts, { exchange, ...known });
      const { fieldLength = Number.POSITIVE_INFINITY } = parts.surface(task.target.surface).limits;
      return fitted(asked ?? { title: '', fields: [] }, fieldLength, texts);
    },
    async unasked(turn, task, answer) {
      try {
        const earlier = await earlierOf(conversations, task);
        const events =
          task.kind === 'prompt' && isQuestion(task)
            ? await unasked({ ...parts, turn, task }, promptRecord(task), answer)
            : [];
        return withRecord(task, { ...answer, events }, earlier).events;
      } catch {
        return [];
      }
    },
    async denial(task, signal) {
      // Platforms report deletions without saying who deleted.
      if (task.cause === 'delete') return undefined;
      const spec = task.kind === 'command' ? definitionOf(task)?.spec : undefined;
      if (spec?.public || isOwed(task, spec)) return undefined;
      if (parts.permissions.access(task) === 'denied') {
        const { key, values } = denialOf(task);
        return phrase(task, key, values);
      }
      if (!spec?.apart && !(await parts.people.mayGoOn(task))) return phrase(task, 'link.apart');
      const source = sourceElsewhere(task);
      if (!source || (await parts.permissions.mayRead(task, source, signal))) return undefined;
      return phrase(task, 'access.not_there');
    },
    async isOutranked(task, signal) {
      return (await rankRefusal(parts, specs, task, await settingsOf(task), signal)) !== undefined;
    },

    async forgotten(task) {
      const sources = [...sourcesOf({ media: mediaOf(task), prompt: promptRecord(task) }).values()];
      const events: ConversationEvent[] = sources.length > 0 ? [{ type: 'released', sources }] : [];
      const nothing = { reason: 'stop', text: '', hidden: true, events } as const;
      return withRecord(task, nothing, await earlierOf(conversations, task));
    },
    async deliveryOptions(turn, task) {
      const subject = await subjectOf(conversations, task);
      const { words, files } = subject ? bubblesByKind(subject) : { words: [], files: [] };
      const earlier = subject ? { ...NOTHING, inPlaceOf: words } : await earlierOf(conversations, task);
      const { layers } = await chosenFor(parts, task).catch(() => ({ layers: layersOf(task, { v: 1 }) }));
      const { streaming, language, receipts, transcripts, messages } = settingsFor(task, layers);
      const texts = locales.texts(language, task.target.surface);
      return {
        header: header(task, subject, layers),
        transcript: transcripts === 'shown' && subject ? heardIn(asksNow(task, subject)) : [],
        streaming,
        receipts,
        messages: messages === 0 ? Number.POSITIVE_INFINITY : messages,
        fileName: () => nameFrom(ownWords(subject ? asksNow(task, subject) : promptRecord(task)), texts('file.name')),
        inPlaceOf: earlier.inPlaceOf,
        others: [...earlier.removes, ...earlier.stays, ...files],
        removes: files,
        ...(parts.buttons ? { running: () => controlsOf(turn, runningButtons(turn, texts)) } : {}),
      };
    },
  };
}

/** Layers of settings for what this person is told in a chat with these choices. */
function layersOf({ actor }: Addressee, chat: ChatSettings): SettingsLayers {
  return { chat, locale: actor.locale };
}
