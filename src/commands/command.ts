import type { Access } from '../admission/gate.ts';
import type { Failure } from '../answering/explain.ts';
import type { Answer, Preview } from '../answering/question.ts';
import type { Context, Conversations } from '../conversation/conversations.ts';
import type { TurnNode } from '../conversation/tree.ts';
import type { Locales, Texts } from '../locales/index.ts';
import type {
  ChatSettings,
  Command,
  CommandSpec,
  Condition,
  ConversationEvent,
  ImageRequest,
  ModelCatalog,
  OutgoingFile,
  Progress,
  Suggestion,
  Usage,
} from '../ports/index.ts';
import type { EffectiveSettings, OperatorSettings } from '../settings/effective.ts';

/** A command: its data and what it answers. Its descriptions are in the locales under `command.<name>`. */
export interface CommandDefinition {
  spec: CommandSpec;
  /** The answer, as a stream. Writes nothing: what is to be kept goes into the ending's events. */
  respond(context: CommandContext): AsyncIterable<Progress>;
  /** What a form that completes it asks for, in a few words. */
  asks?(options: Command['options'], texts: Texts): string;
  /** What a person may want to fill into an option they have begun to type; the platform's autocompletion. */
  suggest?(context: SuggestContext, option: string, typed: string): Promise<Suggestion[]>;
}

/** What suggesting may use: no model, nothing slow. */
export type SuggestContext = Pick<
  CommandContext,
  'command' | 'texts' | 'locales' | 'settings' | 'effective' | 'conversations' | 'models'
>;

/** What a command may use. */
export interface CommandContext {
  command: Command;
  /** Id of the turn this answer belongs to. */
  turn: string;
  texts: Texts;
  locales: Locales;
  /** Choices of the chat, as they are stored. */
  settings: ChatSettings;
  /** Works out which settings hold, were these the chat's. */
  effective(chat: ChatSettings): EffectiveSettings;
  conversations: Conversations;
  /** Epoch ms. */
  now: number;
  /** BCP 47 tag of the language to speak, as far as it is known. */
  language: string | undefined;
  /** All commands, for help. */
  commands: readonly CommandDefinition[];
  models: ModelCatalog;
  /** Defaults and ceilings of the operator. */
  operator: OperatorSettings;
  /** Asks the model and streams its answer, errors included, ending in events that keep it. */
  answer: Answer;
  /** Draws; rejects with a Fault of a ModelFaultKind. */
  generateImages(
    request: Omit<ImageRequest, 'model' | 'onBehalf'>,
  ): Promise<{ pictures: OutgoingFile[]; usage?: Usage }>;
  /** Answers can grow as drafts here. */
  drafts: boolean;
  /** What a message said now goes on with: the current branch, or a new thread after a long silence. */
  branch(): Promise<Context>;
  /** What would go to the model now, were the turns as `change` makes them. */
  preview(change: (turn: TurnNode) => TurnNode): Promise<Preview>;
  /** Why the person may speak here, or may not. */
  access(): Access;
  /** Whether the person may decide about what `asker` asked; asks the platform where the event does not tell. */
  mayDecide(asker: string | undefined): Promise<boolean>;
  /** What helps or hinders the bot at this place; asks the platform. */
  conditions(): Promise<Condition[]>;
  /** How the answer ends after this, and a sentence in the user's language; a failure is logged. Throws where it is not to end. */
  failure(error: unknown): Failure;
}

/** An answer of one sentence that costs nothing and, unless `events` say otherwise, is not kept in context. */
export function* reply(text: string, events: readonly ConversationEvent[] = []): Generator<Progress> {
  yield { type: 'end', end: { reason: 'complete', text, events } };
}

/** A string option, if given. */
export function stringOption(command: Command, name: string): string | undefined {
  const value = command.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number option, if given. */
export function numberOption(command: Command, name: string): number | undefined {
  const value = command.options[name];
  return typeof value === 'number' ? value : undefined;
}
