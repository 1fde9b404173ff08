import type { Actor, InboundEvent, Message, Place, Target } from './event.ts';
import type { Attachment, Piece, Quote } from './message.ts';
import type { Tier } from './model.ts';

/** What arrives. */

/** Parts of a place that permission depends on; `scopes` with the id the chat had before it moved. */
export type Grounds = Pick<Place, 'kind' | 'scopes'>;

interface InboundBase {
  v: 1;
  /** Key of deduplication; equal for every delivery of the same event. `<surface>:…` */
  key: string;
  /** Further keys this event uses up (the other messages of an album). */
  alsoKeys?: string[];
  surface: string;
  /** The conversation's id: order and context belong to it. `<surface>:<chat>[:<topic or member>]`. */
  conversation: string;
  /** The conversation of the person's private asks at the same place, where there are such. */
  ownConversation?: string;
  /** The conversation of the whole group, where `conversation` is that of one topic or thread in it. */
  groupConversation?: string;
  /**
   * Whose order it keeps, where that is not the conversation's: what edits a menu need not wait for an answer, and what is
   * said after a chat moved waits for what was said before.
   */
  lane?: string;
  /**
   * The chat whose settings hold, where the answer goes elsewhere: to the asker alone, or into a thread of that chat.
   * `target.chat` when absent.
   */
  about?: string;
  place: Grounds;
  actor: Actor;
  /** Epoch ms at which the platform says it was sent. */
  sentAt: number;
  target: Target;
  /**
   * It is an edited message that was answered before, and its answer takes the place of that one's. Platform id of the
   * message, by which what was noted of it is found.
   */
  amends?: string;
  /** What it was put together from, in order, where that is more than one message; its text is theirs joined by `joint`. */
  pieces?: Piece[];
  joint?: string;
}

/** A message. `text` has the bot's own mention taken out. A text that starts with `/name` is made a Command by the core. */
export interface Prompt extends InboundBase {
  kind: 'prompt';
  text: string;
  /** The message is meant for the bot: a private chat, a mention, a reply to it, or a command that names it. */
  addressed: boolean;
  attachments: Attachment[];
  quote?: Quote;
  /** It came too late to be answered, and without its words: its answer is the sentence that says so, for its whole chat. */
  skipped?: boolean;
}

/** A command with named options, as slash commands deliver it or the core parsed it from text. */
export interface Command extends InboundBase {
  kind: 'command';
  name: string;
  options: Record<string, string | number | boolean>;
  /** What is wrong with the options: which text to show, and its values. */
  problem?: OptionProblem;
  quote?: Quote;
  /** Further messages it is about (a stretch of a channel), oldest first. */
  material?: Quote[];
  /** It came by a button: its answer takes the place of the message that holds the button. Platform message id. */
  pressed?: string;
  /** It is about an earlier turn of the conversation, and its answer takes the place of that turn's. */
  subject?: string;
  /** Where it was asked, if the answer goes to the asker alone elsewhere: to be told there when that is closed. */
  openly?: Target;
  /** Where what it is about is, if its button was shown to the asker alone elsewhere; `place` is the place there. */
  home?: Target;
  /** The new wording of the subject's prompt. */
  reworded?: { text: string; tier?: Tier; pieces?: Piece[] };
}

/**
 * An option that does not fit its spec; `kind` is the end of a locale key (`option.<kind>`). `alone`: the answer is for the
 * asker alone, and cannot be shown so here; `gone`: the message it is about cannot be read any more.
 */
export interface OptionProblem {
  kind: 'missing' | 'unknown' | 'number' | 'integer' | 'boolean' | 'choice' | 'length' | 'alone' | 'gone';
  values: Readonly<Record<string, string | number>>;
}

/** An act upon a conversation that is committed and applied at once, past the lane. */
export interface Gesture extends InboundBase {
  kind: 'gesture';
  gesture: Act;
}

export type Act =
  /** The answer that is written, or the one that `message` (a platform id; it was a reply) asked for or shows. */
  | { type: 'stop'; message?: string }
  | { type: 'moved'; from: string }
  /**
   * A message now says `text`. `of` is the key it came with, `id` its platform id; `at` when it was edited, epoch ms by the
   * platform's clock; `whole` the message as if it were said now, with the time it was first said at by the same clock,
   * where it is one the bot could be asked with.
   */
  | { type: 'edited'; of: string; id: string; at: number; text: string; whole?: InboundEvent<Message> }
  /** Messages are gone. */
  | { type: 'deleted'; of: readonly { key: string; id: string }[] }
  /**
   * A button was pressed. `data` is a command as it is typed, without its slash; `message` the platform id of the message
   * that holds the button, `input` what was written into the form the button opened.
   */
  | { type: 'press'; data: string; message: string; input?: string };

/** One event from a platform. Only prompts and commands become turns. */
export type Inbound = Prompt | Command | Gesture;
