import type { Grants } from '../admission/grants.ts';
import type { Knocks } from '../admission/knocks.ts';
import type { Access } from '../admission/permissions.ts';
import type { ToolHere } from '../agent/toolbox.ts';
import type { Answering } from '../answering/answer.ts';
import type { Failure } from '../answering/explain.ts';
import type { PaintParts } from '../answering/pictures/paint.ts';
import type { Answer, Preview } from '../answering/question.ts';
import type { ReadAloud } from '../answering/speech/read-aloud.ts';
import type { Batches } from '../batch/batches.ts';
import type { Context, Conversations } from '../conversation/conversations.ts';
import type { BranchExchange } from '../conversation/exchange.ts';
import type { Find } from '../conversation/searching.ts';
import type { Addition, Knowledge, Overfull } from '../knowledge/knowledge.ts';
import type { Source } from '../knowledge/source.ts';
import type { Locales, Texts } from '../locales/index.ts';
import type { Facts } from '../memory/facts.ts';
import type { readPage } from '../net/page.ts';
import type { Asker } from '../people/codes.ts';
import type { People } from '../people/people.ts';
import type { Personas } from '../personas/personas.ts';
import type {
  Attachment,
  ChatSettings,
  Command,
  CommandSpec,
  Condition,
  ConversationEvent,
  Decision,
  Exchange,
  Field,
  Form,
  ModelCatalog,
  OverheardMessage,
  Owner,
  Pending,
  Persona,
  Progress,
  Suggestion,
  Who,
} from '../ports/index.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Asked as AskedLater } from '../schedule/schedule.ts';
import type { Schedules } from '../schedule/schedules.ts';
import type { EffectiveSettings, OperatorSettings } from '../settings/effective.ts';

/** Fields that complete a command. How long their texts may be is said by the options that they fill in. */
export interface Asked extends Pick<Form, 'title'> {
  fields: readonly Omit<Field, 'maxLength' | 'keeps'>[];
}

/** Things that a form may be about. */
export interface Known {
  /** Exchange that the option `turn` names. */
  exchange?: Exchange;
  /** Finds a persona by its reference. */
  persona: Personas['find'];
  /** Finds a fact of the person who asks, by its id. */
  fact(id: string): Promise<string | undefined>;
  /** Finds a reminder or schedule by its id. */
  schedule: Schedules['read'];
}

/** A command: its data and what it answers. Its descriptions are in the locales under `command.<name>`. */
export interface CommandDefinition {
  spec: CommandSpec;
  /**
   * Streams the answer. Writes nothing: changes to keep go into the ending's events. Absent where the spec `asks`: such a
   * command never arrives, intake makes a question of it.
   */
  respond?(context: CommandContext): AsyncIterable<Progress>;
  /** Names what a form asks for to complete the command. */
  asks?(options: Command['options'], texts: Texts, known: Known): Asked | undefined | Promise<Asked | undefined>;
  /** Suggests values for an option that a person has begun to type, for the platform's autocompletion. */
  suggest?(context: SuggestContext, option: string, typed: string): Promise<Suggestion[]>;
}

/** Context for suggestions: no model, nothing slow. */
export type SuggestContext = Pick<
  CommandContext,
  'command' | 'commands' | 'texts' | 'locales' | 'settings' | 'effective' | 'conversations' | 'models' | 'personas'
>;

/** Name of a platform in texts, by that of its surface. */
export function platformOf(surface: string): string {
  return `${surface.slice(0, 1).toUpperCase()}${surface.slice(1)}`;
}

/** A topic or thread, and what was chosen for it alone. */
export interface Topic {
  /** Id under which its choices are kept. */
  id: string;
  settings: ChatSettings;
}

/** Everything a command may use. */
export interface CommandContext extends PaintParts {
  command: Command;
  /** Id of the turn this answer belongs to. */
  turn: string;
  texts: Texts;
  locales: Locales;
  /** Personas to choose from. What a command changes of them is harmless when repeated. */
  personas: Personas;
  /** Persona that answers; absent where none is chosen. */
  persona?: Persona;
  /** Choices of the chat, as they are stored. */
  settings: ChatSettings;
  /** Works out which settings hold, were these the chat's, and these the topic's. */
  effective(chat: ChatSettings, thread?: ChatSettings): EffectiveSettings;
  /** Choices for the topic or thread that it is about, alone; undefined where that is no part of a chat. */
  topic(): Promise<Topic | undefined>;
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
  readAloud: ReadAloud;
  /** Waits for work, and says in one line what is being done where that takes a while. */
  meanwhile<T>(work: Promise<T>, line: string): AsyncGenerator<Progress, T>;
  /** Bytes that are kept for this conversation; undefined where they are not there (any more). */
  blob(name: string): Promise<Uint8Array | undefined>;
  /** Keeps a picture that was sent, in a form that others can be drawn out of; the reason where that cannot be done. */
  source(thing: Attachment): ReturnType<Answering['perception']['source']>;
  /** Bytes of a file that was sent, at most so many; the reason where they cannot be had. */
  fileBytes(thing: Attachment, most: number): ReturnType<Answering['perception']['bytes']>;
  /** Reads the words of a file that was sent; a reason where there are none. */
  read(file: Attachment): ReturnType<Answering['perception']['sense']>;
  /** Reads a page of the web; a reason where nothing in it can be read. Rejects with a DoorRefusal. */
  page(url: string): ReturnType<typeof readPage>;
  /** Texts that answers draw on: what a command changes of them is harmless when repeated. */
  knowledge: Pick<Knowledge, 'list' | 'remove'> & {
    /** As in Knowledge. */
    add(scope: string, addition: Addition, owner: Owner): Promise<Source | Overfull>;
  };
  /** Answers have buttons. */
  buttons: boolean;
  /**
   * Names what the platform has at this place: answers that grow as drafts, reactions, threads of its own, pictures that are not
   * as they were. Names also pictures that grow in place, forms, and messages that can be sent long after.
   */
  offers: Readonly<Record<'drafts' | 'receipts' | 'threads' | 'originals' | 'previews' | 'forms' | 'lasting', boolean>>;
  /** Bounds of files that one message here can have: how many, and bytes of each. */
  files: { most: number; bytes: number };
  /** Branch that the next message continues: the current one, or a new thread after a long silence. */
  branch(): Promise<Context>;
  /** Rights that owners gave: what a command changes of them is harmless when repeated. */
  grants: Grants;
  knocks: Pick<Knocks, 'list'>;
  /** Batches that were begun. `most`: lines that one may have, 0 where there are none. */
  batches: Pick<Batches, 'look' | 'answers'> & { most: number; offersLater(model: string): Promise<boolean> };
  /** Id under which is kept what follows a person, whatever account they ask by. */
  person: string;
  /** Accounts of people: what a command changes of them is harmless when repeated. */
  people: Pick<People, 'accounts' | 'make' | 'take' | 'spoil' | 'offered' | 'confirm' | 'leave' | 'agree' | 'disagree'>;
  /** Reads who asks, and where they are reached later on. */
  asked(): Asker;
  /** Rights of people over what is kept of them. */
  privacy: Omit<Privacy, 'forget'>;
  /** Deletes all that is kept of who asks, as in Privacy. */
  forget(): ReturnType<Privacy['forget']>;
  facts: Facts;
  /** Writes the mention that rings for who asks, as in Ending; undefined where nobody else reads along, or none can. */
  mention(): string | undefined;
  /** As `askedLater`: finds where the person can be told later what they ask for. */
  later(): Promise<AskedLater | undefined>;
  /** Reminders and what is asked again and again: what a command changes of them is harmless when repeated. */
  schedules: Schedules;
  /** Lists the tools that the operator lets answers use here: as many as can be reached just now. */
  toolsHere(): Promise<readonly ToolHere[]>;
  /** IANA time zone of the person; undefined where it is not known. */
  zone(): Promise<string | undefined>;
  /** Content that would go to the model now if `change` were applied to the turns. */
  preview(change: (turn: BranchExchange) => BranchExchange): Promise<Preview>;
  /**
   * Messages of the place that a question asked now would be told of as background, oldest first. `most`: UTF-16 units of all
   * together.
   */
  overheard(most?: number): Promise<OverheardMessage[]>;
  /** Reason why the person may speak here, or may not. */
  access(): Access;
  /** Tells whether a person (Actor.id) may speak here still. */
  admits(person: string): boolean;
  /**
   * Keeps a decision about a call that waits, before anything follows from it. Harmless when repeated; false where another turn has
   * decided.
   */
  decide(exchange: string, pending: Pending, how: Decision): Promise<boolean>;
  /** Tells whether the person may decide about a question of `asker`. Asks the platform if the event does not tell. */
  mayDecide(asker: string | undefined): Promise<boolean>;
  /** Finds who may use a command, or an option of it, here; with `chosen` in place of the chat's choices. */
  whoMay(spec: CommandSpec, option?: string, chosen?: ChatSettings['commands']): Who;
  /** Tells whether the person is one of those. Asks the platform if the event does not tell. */
  isAmong(who: Who): Promise<boolean>;
  /** Address that leads to what was found; undefined where its platform has none for it, or is not in use. */
  linkTo(find: Pick<Find, 'at' | 'conversation'>): string | undefined;
  /** Conditions that help or hinder the bot at this place. Asks the platform. */
  conditions(): Promise<readonly Condition[]>;
  /**
   * Ending of an answer after an error, with a sentence in the user's language. Logs failures. Throws if the answer
   * must not end here.
   */
  failure(error: unknown): Failure;
}

/** Answers with a fixed text. Asks no model; leaves nothing in the context unless `events` do. */
export function* reply(text: string, events: readonly ConversationEvent[] = []): Generator<Progress> {
  yield { type: 'end', end: { reason: 'complete', text, events } };
}

/** Finds those options of a command that the person may use here. */
export async function usable<T extends string>(
  { whoMay, isAmong }: Pick<CommandContext, 'whoMay' | 'isAmong'>,
  spec: CommandSpec,
  options: readonly T[],
): Promise<T[]> {
  const known = new Map<Who, boolean>();
  const found: T[] = [];
  for (const option of options) {
    const who = whoMay(spec, option);
    const may = known.get(who) ?? (await isAmong(who));
    known.set(who, may);
    if (may) found.push(option);
  }
  return found;
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
