import * as v from 'valibot';
import type { Attachment } from './media.ts';
import type { Opening, Piece, Quote, Source } from './message.ts';

/** Events as adapters report them: immutable plain JSON, stored as it came. What an event means is decided by the core. */

/** A person on a platform, or a chat that speaks. */
export interface Actor {
  /** `<surface>:<platform user id>`, e.g. `telegram:123`; the form allow-lists use. */
  id: string;
  /** Display name; never an identity. */
  name: string;
  /** BCP 47 tag of the person's client, when the platform tells. */
  locale?: string;
  /** May take others' messages away here. Undefined where the event does not tell; then the Surface can be asked. */
  moderator?: boolean;
  /** `chat`: a channel, an anonymous admin or a proxy speaks. It is no person, and has nobody's rights. */
  kind?: 'chat';
  /** Actor.id of the person that a proxy speaks for, where the platform tells. */
  behind?: string;
}

/** Parts of a place that permission depends on. */
export const groundsSchema = v.object({
  /** `private`: the person and the bot alone. `group`: others see it. `personal`: the person brought the bot along (user-installed app). */
  kind: v.picklist(['private', 'group', 'personal']),
  /**
   * Ids an allow-list may name to admit everybody here, nearest first: chat, parent channel, server, and the id the chat
   * had before it moved. `<surface>:<id>`; a kind stands before an id that could be another thing's.
   */
  scopes: v.array(v.string()),
});

export type Grounds = v.InferOutput<typeof groundsSchema>;

/** Place where something was said. Adapters name places; which conversation they make up is the core's decision. */
export interface Place extends Grounds {
  /** Name of the Surface. */
  surface: string;
  /** `<surface>:<chat id>`. */
  chat: string;
  /** Name that people know the chat or topic by; never an identity. At most 128 UTF-16 units. */
  title?: string;
  /** Platform id of the topic, in a chat that is divided into topics. */
  thread?: string;
  /** True for a topic whose title nobody chose. */
  unnamed?: true;
  /** Id of the chat that this one is a thread of; its settings hold here. `<surface>:<id>`. */
  parent?: string;
  /** True where fewer people read along than in `parent`: nothing said here may be shown there. */
  restricted?: boolean;
  /** Platform id of the person, where the platform can keep what one person asks apart from everybody else's. */
  member?: string;
}

/** Target of an answer. The core reads the named fields; `address` is the adapter's own and opaque elsewhere. */
export const targetSchema = v.object({
  /** Name of the Surface. */
  surface: v.string(),
  /** Pacing key: one budget and one call in flight per chat. `<surface>:<chat id>`. */
  chat: v.string(),
  /**
   * Pacing key instead of the chat's: messages that only one person sees do not count against the others. Stored by
   * releases under this name.
   */
  pace: v.exactOptional(v.string()),
  /** True if the stricter budget of groups applies. */
  group: v.boolean(),
  /** Only the asker sees the answer. Stored by releases under this name. */
  privately: v.boolean(),
  /** Platform id of the prompt's message, to reply to. Absent where there is none (slash commands). */
  prompt: v.exactOptional(v.string()),
  /** Epoch ms after which nothing can be written here any more (interaction tokens). */
  expiresAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  /** Data the adapter needs to find the place again. Plain JSON; may hold a reply token, wiped when the turn closes. */
  address: v.record(v.string(), v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()])),
});

export type Target = v.InferOutput<typeof targetSchema>;

/** Event of a platform, or of the core itself (`due`). */
export interface InboundEvent<Body extends EventBody = EventBody> {
  readonly v: 2;
  /** Key of deduplication; equal for every delivery of the same event. `<surface>:…` */
  readonly key: string;
  /** Further keys this event uses up (the other messages of an album). */
  readonly alsoKeys?: readonly string[];
  readonly at: Place;
  readonly actor: Actor;
  /** Epoch ms at which the platform says it was sent. */
  readonly sentAt: number;
  /** Target of an answer to it. */
  readonly reply: Target;
  /** The person asks for themselves alone: the ask belongs to their own conversation at this place. */
  readonly own?: boolean;
  readonly body: Body;
}

export type EventBody = Message | SlashCommand | ButtonPress | MessageEdit | MessageDelete | ChatMove | StopPress | Due;

/** Message, or several that are one prompt. The bot's own mention is taken out of `text`. */
export interface Message {
  type: 'message';
  text: string;
  /** True if it is meant for the bot: a private chat, a mention, a reply to it, or a command that names it. */
  addressed: boolean;
  attachments: Attachment[];
  /**
   * Content besides words, readable: a poll, a list, a place, a contact, an embed. Labels are English, each item is a line.
   * It is material. At most `MOST_DETAILS` units.
   */
  details?: string;
  quote?: Quote;
  /**
   * Source of its words, if they are not the person's own. Such words are material: never a command, never a stop word,
   * and no mention in them is meant for the bot.
   */
  source?: Source;
  opening?: Opening;
  /** Epoch ms at which it was sent, by the platform's clock; of several, the last. */
  at: number;
  /** UTF-16 units of its text as it was sent; of several, the last: clients split a long text into full messages. */
  length: number;
  /** Platform id that the messages of one album share. */
  album?: string;
  /** Messages it was put together from, in order, where that is more than one; `text` is theirs joined by `joint`. */
  pieces?: Piece[];
  joint?: string;
}

/** Command with named options. A message that is written as a command comes as a Message. */
export interface SlashCommand {
  type: 'command';
  name: string;
  options: Record<string, string | number | boolean>;
  /** Files that were given to options, by the names of these. */
  files?: Record<string, Attachment>;
  /** Message it was called on. `gone`: it was called on one that cannot be read any more. */
  quote?: Quote | 'gone';
  /** Further messages it is about (a stretch of a channel), oldest first. */
  material?: Quote[];
}

/** Press of a button. */
export interface ButtonPress {
  type: 'press';
  /** Data of the button. Untrusted: clients can send anything. */
  data: string;
  /** Platform id of the message that holds the button. */
  message: string;
  /** Texts that were written into the form the button opened, by the names of their fields. Untrusted. */
  input?: Readonly<Record<string, string>>;
}

/** Edit of a message, which says `text` now. */
export interface MessageEdit {
  type: 'edit';
  /** Key the message came with. */
  of: string;
  /** Platform id of the message. */
  id: string;
  /** Epoch ms of the edit, by the platform's clock. */
  at: number;
  text: string;
  /** The message as if it were said now, where the bot could be asked with it. Its `sentAt` is when it was first said. */
  whole?: InboundEvent<Message>;
}

/** Deletion of messages. */
export interface MessageDelete {
  type: 'delete';
  of: readonly { key: string; id: string }[];
}

/** Move of a chat, which has a new id now. */
export interface ChatMove {
  type: 'move';
  /** Id it had before, as in Place.chat. */
  from: string;
}

/** Press of the platform's own way to stop the answer that is being written. */
export interface StopPress {
  type: 'stop';
}

/** Request that the core itself makes at a time somebody asked for. It counts as said by the event's actor. */
export interface Due {
  type: 'due';
  /** Words that are asked; empty where a command shows something. */
  text: string;
  /** Command that is due in the place of a question, as the core writes it: it is not checked like one that people write. */
  command?: Pick<SlashCommand, 'name' | 'options'>;
}

/** Position in a platform's stream of events, committed together with what was read up to it. */
export interface Cursor {
  name: string;
  value: string;
  /** Conversation whose position it is, if it is of one. */
  conversation?: string;
}

/**
 * Hands events to the core. Resolves when every event is durably accepted or refused for good: then the platform may be
 * told "got it". Rejects when nothing was committed: the platform must deliver again.
 */
export type Receive = (batch: readonly InboundEvent[], cursor?: Cursor) => Promise<void>;
