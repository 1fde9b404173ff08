import type { Access } from '../admission/gate.ts';
import { mayDecide } from '../admission/permissions.ts';
import { type Answering, createAnswerer } from '../answering/answer.ts';
import { runningControls } from '../answering/answer-buttons.ts';
import { currentContext, preview } from '../answering/context.ts';
import { createExplain, failureOf } from '../answering/explain.ts';
import { unasked } from '../answering/kept.ts';
import { askAgain, type Earlier, earlierOf, NOTHING, withRecord } from '../answering/record.ts';
import { type CommandContext, type CommandDefinition, reply } from '../commands/command.ts';
import { form } from '../commands/form.ts';
import { refusal } from '../commands/menu.ts';
import { problemText } from '../commands/problem.ts';
import { isQuestion, promptRecord, wordsOf } from '../conversation/prompt-record.ts';
import type { DeliveryOptions } from '../delivery/delivery.ts';
import type { Locales, TextKey, Texts } from '../locales/index.ts';
import type {
  ChatSettings,
  Command,
  CommandSpec,
  ConversationEvent,
  EndReason,
  Exchange,
  Inbound,
  Log,
  Progress,
  Prompt,
  Surface,
} from '../ports/index.ts';
import { type EffectiveSettings, effective, type SettingsLayers } from '../settings/effective.ts';
import { clip, escapeMarkdown } from '../util/text.ts';

export interface BotParts extends Answering {
  commands: readonly CommandDefinition[];
  locales: Locales;
  log: Log;
  surface(name: string): Surface;
  access(inbound: Inbound): Access;
  /** Age of a message from which its answer says that it is late, ms; 0 for never. */
  lateAfterMs: number;
}

/** Whom a text is for, and where. */
type Addressee = Pick<Prompt, 'actor' | 'target' | 'about'>;

export interface Bot {
  /** The answer to a prompt or command, as it grows; its last item is the ending. `turn` is its turn's id. Writes nothing. */
  respond(turn: string, inbound: Prompt | Command, signal: AbortSignal): AsyncIterable<Progress>;
  /**
   * What is kept of a question whose turn ended before the model was asked, so that it can be edited, asked again or taken
   * away like any other; nothing of what is no question, or where the history cannot be read.
   */
  unasked(turn: string, inbound: Prompt | Command, reason: EndReason): Promise<ConversationEvent[]>;
  /** What surrounds the answer of the turn `turn`. */
  deliveryOptions(turn: string, inbound: Prompt | Command): Promise<DeliveryOptions>;
  /** One of the bot's own texts, in the language of this person in this chat. Does not fail: at worst the chat's choice is missed. */
  phrase(inbound: Addressee, key: TextKey, values?: Parameters<Texts>[1]): Promise<string>;
}

/** The whole of what the bot says: a command's answer, or the model's. */
export function createBot(parts: BotParts): Bot {
  const { conversations, locales } = parts;

  async function* respond(turn: string, inbound: Prompt | Command, signal: AbortSignal): AsyncGenerator<Progress> {
    const earlier = await earlierOf(conversations, inbound, specOf(inbound));
    for await (const progress of response(turn, inbound, earlier, signal)) {
      yield progress.type === 'end' ? { type: 'end', end: withRecord(inbound, progress.end, earlier) } : progress;
    }
  }

  async function* response(
    turn: string,
    inbound: Prompt | Command,
    earlier: Earlier,
    signal: AbortSignal,
  ): AsyncGenerator<Progress> {
    const settings = await conversations.settings(inbound.about ?? inbound.target.chat);
    const texts = textsFor(inbound, settings);
    const explain = createExplain(texts, parts.log, inbound);
    const ask = createAnswerer({
      ...parts,
      turn,
      inbound,
      layers: layersFor(inbound, settings),
      texts,
      explain,
      signal,
    });
    const answer = askAgain(ask, earlier, { conversations, conversation: inbound.conversation });
    if (inbound.kind === 'prompt') {
      const refusal = unanswerable(inbound, texts);
      yield* refusal === undefined ? answer({ prompt: promptRecord(inbound) }) : reply(refusal);
      return;
    }
    const command = definitionOf(inbound);
    if (!command || (command.spec.internal && !isOurs(inbound))) {
      yield* reply(texts('command.unknown', { name: inbound.name }));
      return;
    }
    if (inbound.problem) {
      yield* refusal(problemText(inbound.problem, texts), { command: inbound, texts });
      return;
    }
    const context: CommandContext = {
      ...parts,
      command: inbound,
      turn,
      texts,
      settings,
      effective: (chat) => settingsFor(inbound, chat),
      now: parts.clock.now(),
      language: settingsFor(inbound, settings).language,
      answer,
      failure: (error) => failureOf(error, signal, texts, explain),
      drafts: parts.surface(inbound.surface).drafts?.(inbound.target) ?? false,
      branch: () => currentContext(parts, inbound.conversation, turn),
      preview: (change) => preview(parts, inbound, change),
      access: () => parts.access(inbound),
      mayDecide: (asker) => {
        const rights = { surface: parts.surface(inbound.surface), owner: parts.access(inbound) === 'owner' };
        return mayDecide(rights, inbound, asker, signal);
      },
      conditions: async () => (await parts.surface(inbound.surface).conditions?.(inbound.target, signal)) ?? [],
      generateImages: (request) =>
        parts.model.generateImages(
          {
            ...request,
            model: parts.models.image,
            onBehalf: { actor: inbound.actor.id, chat: inbound.target.chat, purpose: 'image' },
          },
          signal,
        ),
    };
    yield* command.respond(context);
  }

  async function phrase(inbound: Addressee, key: TextKey, values?: Parameters<Texts>[1]) {
    return textsFor(inbound, await settingsOf(inbound))(key, values);
  }

  /** The chat's choices; none where they cannot be read just now. */
  function settingsOf({ about, target }: Addressee): Promise<ChatSettings> {
    return conversations.settings(about ?? target.chat).catch((): ChatSettings => ({ v: 1 }));
  }

  /** That it is late; the prompt, where the platform shows only a command's name. */
  function header(inbound: Prompt | Command, subject: Exchange | undefined, settings: ChatSettings): string {
    // A command that was no message showed its prompt above the answer: so does what takes the answer's place.
    if (subject) return echoed(subject);
    if (inbound.kind === 'command' ? inbound.pressed !== undefined : inbound.skipped) return '';
    const age = parts.clock.now() - inbound.sentAt;
    const late = parts.lateAfterMs > 0 && age >= parts.lateAfterMs;
    if (!late) return promptHeader(inbound, parts.commands);
    const ago = locales.ago(age, settingsFor(inbound, settings).language);
    return `*${textsFor(inbound, settings)('late.note', { ago })}*\n\n${promptHeader(inbound, parts.commands)}`;
  }

  function definitionOf({ name }: Pick<Command, 'name'>): CommandDefinition | undefined {
    return parts.commands.find(({ spec }) => spec.name === name);
  }

  function specOf(inbound: Prompt | Command): CommandSpec | undefined {
    return inbound.kind === 'command' ? definitionOf(inbound)?.spec : undefined;
  }

  function settingsFor(inbound: Addressee, chat: ChatSettings): EffectiveSettings {
    return effective(parts.operator, layersFor(inbound, chat), { surface: inbound.target.surface });
  }

  function textsFor(inbound: Addressee, settings: ChatSettings): Texts {
    return locales.texts(settingsFor(inbound, settings).language, inbound.target.surface);
  }

  return {
    respond,
    phrase,
    async unasked(turn, inbound, reason) {
      try {
        const earlier = await earlierOf(conversations, inbound, specOf(inbound));
        const record = promptRecord(inbound, wordsOf(inbound));
        const events = isQuestion(inbound) ? await unasked({ ...parts, turn, inbound }, record, reason) : [];
        return withRecord(inbound, { reason, text: '', events }, earlier).events;
      } catch {
        return [];
      }
    },
    async deliveryOptions(turn, inbound) {
      const { subject: about } = inbound.kind === 'command' ? inbound : {};
      const subject = about === undefined ? undefined : await conversations.exchange(inbound.conversation, about);
      const earlier = subject
        ? { ...NOTHING, inPlaceOf: subject.bubbles }
        : await earlierOf(conversations, inbound, specOf(inbound));
      const settings = await settingsOf(inbound);
      const texts = textsFor(inbound, settings);
      return {
        header: header(inbound, subject, settings),
        streaming: settingsFor(inbound, settings).streaming,
        inPlaceOf: earlier.inPlaceOf,
        others: [...earlier.removes, ...earlier.stays],
        ...(parts.buttons ? { running: runningControls(turn, texts) } : {}),
      };
    },
  };
}

/** Layers of settings for what this person writes in a chat with these choices. */
function layersFor({ actor }: Addressee, chat: ChatSettings): SettingsLayers {
  return { chat, locale: actor.locale };
}

/** What only gestures ask for: it is about a turn, or it is the question of a form. Nobody can type either. */
function isOurs({ subject, name, options }: Command): boolean {
  return subject !== undefined || (name === form.spec.name && options['line'] !== undefined);
}

/** The sentence for a message that came too late, or holds nothing the bot can read. */
function unanswerable(prompt: Prompt, texts: Texts): string | undefined {
  if (prompt.skipped) return texts('late.skipped');
  if (isQuestion(prompt)) return undefined;
  const shown = prompt.attachments[0] ?? prompt.quote?.attachments?.[0];
  return texts(shown ? `prompt.attachment.${shown.kind}` : 'prompt.empty');
}

/** Most of a prompt that is shown above its answer, in UTF-16 units. */
const HEADER_LIMIT = 600;

function promptHeader(inbound: Prompt | Command, commands: readonly CommandDefinition[]): string {
  if (inbound.kind === 'prompt' || inbound.target.prompt !== undefined) return '';
  // What was written into a form that led to nothing stands nowhere else.
  if (inbound.problem && inbound.problem.kind !== 'gone') return '';
  const option = commands.find(({ spec }) => spec.name === inbound.name)?.spec.shownOption;
  const prompt = option === undefined ? undefined : inbound.options[option];
  return typeof prompt === 'string' ? quoted(prompt) : '';
}

function echoed({ prompt: { id, text, echo = text } }: Exchange): string {
  return id === undefined && echo !== '' ? quoted(echo) : '';
}

function quoted(prompt: string): string {
  const lines = escapeMarkdown(clip(prompt.trim(), HEADER_LIMIT)).split('\n');
  return `${lines.map((line) => `> ${line}`).join('\n')}\n\n`;
}
