import type { Target } from './event.ts';
import type { Grounds } from './inbound.ts';
import type { Piece } from './message.ts';
import type { ModelParameters, Tier, Usage } from './model.ts';

/** What is kept of a conversation, and what happens to it. */

/** What happened to a conversation. Applied once for each turn. */
export type ConversationEvent =
  /** A new turn. `thread`: the thread it belongs to, begun if there is none of that id; the current one when absent. */
  | { type: 'answered'; parent: string | null; prompt: PromptRecord; answer: AnswerRecord; thread?: string }
  /**
   * A turn has another answer, which is shown from now on. With `prompt` it answers a new wording, and what answered the
   * old one is forgotten; with `replace` it takes the place of the answer shown (it was continued). `enters`: it is shown
   * below all else, and what is said next goes on from it.
   */
  | {
      type: 'revised';
      turn: string;
      answer: AnswerRecord;
      prompt?: PromptRecord;
      replace?: boolean;
      enters?: boolean;
    }
  /** Another of a turn's answers is shown; `answer` counts from 0. */
  | { type: 'shown'; turn: string; answer: number }
  /** A turn leaves the context for good. */
  | { type: 'removed'; turn: string }
  /** A turn is left out of the context, or taken back in; it stays in the chat. Another answer to it takes it back in. */
  | { type: 'omitted'; turn: string; omitted: boolean }
  /** A pinned turn never leaves the window. */
  | { type: 'pinned'; turn: string; pinned: boolean }
  /** A new thread begins; the one before is kept. */
  | { type: 'reset'; thread?: string; title?: string }
  /** A thread is gone on with, the current one too: whoever turns to it after a silence means it. */
  | { type: 'switched'; thread: string }
  | { type: 'titled'; thread: string; title: string }
  /** A thread and what was said in it are forgotten. */
  | { type: 'dropped'; thread: string }
  /**
   * The answer's bubbles hold buttons (`line`: ask for a reply that completes this command): whose they are is remembered,
   * and where what they are about is, if they are shown to the asker alone elsewhere.
   */
  | { type: 'menu'; line?: string; home?: Home }
  /**
   * Messages were answered as what is no plain question, or with nothing that is kept: what they said and which bubbles
   * answered it is remembered, so that they can be answered anew when they are edited.
   */
  | ({ type: 'noted'; messages: string[] } & Noted);

/** What a message was answered as. */
export interface Noted {
  /** Digest of what it said (`saidOf`). */
  said: string;
  /** The bubbles are a turn's, which stays when the message says something else. */
  elsewhere?: true;
  /** The answer is pictures, in whose place no words can come. */
  pictures?: true;
  /** The answer is the line that it came too late, for its whole chat: that stays, whatever becomes of the message. */
  skipped?: true;
  /** What it was put together from, where that is more than one message. */
  pieces?: Piece[];
  joint?: string;
}

/** A place and the way there. */
export interface Home {
  place: Grounds;
  target: Target;
}

/** What a chat has chosen for itself; absent means the operator's default. */
export interface ChatSettings {
  v: 1;
  tier?: Tier;
  /** A model by name, instead of a tier. */
  model?: string;
  /** Parameters of the model; `sampling` is its stored name. */
  sampling?: ModelParameters;
  /** Whose history it is: one a group, one a topic or thread (when absent), one a member. */
  history?: 'group' | 'topic' | 'member';
  /** How an answer grows: by edits, by drafts where there are such, or not at all. */
  streaming?: 'edits' | 'drafts' | 'off';
  /** BCP 47 tag; the person's client decides when absent. */
  language?: string;
}

/** A prompt as it is kept in context. */
export interface PromptRecord {
  text: string;
  /** Display name of who said it, in groups. */
  speaker?: string;
  quote?: { author?: string; text: string };
  /** Platform message id. */
  id?: string;
  /**
   * What is shown above its answers where there is no message to see; `text` when absent. Empty where the words are not the
   * person's (a command's task), or may not be: its message stayed in the chat before this one moved.
   */
  echo?: string;
  /** What it was put together from, where that is more than one message. */
  pieces?: Piece[];
  joint?: string;
  /** Which model it was meant for; the chat's own choice when absent. */
  tier?: Tier;
  /** A task about the text it quotes: it is asked without what was said before, and none of its words is a person's. */
  alone?: true;
}

/** Why an answer ended. */
export type EndReason = 'complete' | 'length' | 'filtered' | 'stop' | 'timeout' | 'error' | 'cut';

export interface AnswerRecord {
  text: string;
  reason: EndReason;
  usage?: Usage;
  /** Platform message ids of the bubbles. */
  parts?: string[];
}
