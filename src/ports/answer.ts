import type { Controls, OutgoingFile } from './content.ts';
import type { ChatSettings, ConversationEvent, EndReason } from './conversation.ts';
import type { Usage } from './model.ts';

/** Stages of an answer, from the first text to stored bubbles. */

/** Reason to abort a running turn. It decides what becomes of the text so far (ARCHITECTURE.md). */
export type AbortReason = 'stop' | 'timeout' | 'superseded' | 'forgotten' | 'shutdown' | 'lost';

/** Value that respond() yields. */
export type Progress =
  /** Whole text so far, not only what is new. */
  { type: 'text'; text: string } | { type: 'end'; end: Ending };

/** Ending of a response. `text` is Markdown. */
export interface Ending {
  reason: EndReason;
  text: string;
  /** One sentence under the text, in the user's language: stopped, cut off, an error. */
  notice?: string;
  pictures?: readonly OutgoingFile[];
  events: readonly ConversationEvent[];
  /** Settings of the chat from now on, whole; unchanged when absent. */
  settings?: ChatSettings;
  /**
   * Marks a message whose owner is kept: its buttons edit it in place, or a reply to it completes the command
   * `completes`.
   */
  menu?: { completes?: string };
  usage?: Usage;
  /** Name of the model that was asked, if one was. */
  model?: string;
  /** Buttons under the last bubble. */
  controls?: Controls;
  /** Shows nothing, and removes the bubbles that are there. */
  hidden?: boolean;
  /** Platform ids of further messages to remove. */
  removes?: readonly string[];
}

/** Ending as stored. Whatever happens later, the model is not asked again. Pictures' bytes are not kept. */
export interface Final {
  v: 1;
  reason: EndReason;
  text: string;
  notice?: string;
  /** Number of pictures that belonged to it. */
  pictures?: number;
  events: readonly ConversationEvent[];
  /** Settings of the chat from now on, whole; unchanged when absent. */
  settings?: ChatSettings;
  usage?: Usage;
  /** Name of the model that was asked, if one was. */
  model?: string;
  controls?: Controls;
  hidden?: boolean;
  removes?: readonly string[];
}

/** A bubble that is on the platform. */
export interface Receipt {
  part: number;
  /** Message ids, the first being the one to edit. */
  ids: string[];
  /** Source range of the answer's Markdown it last showed, in UTF-16 units. */
  start: number;
  end: number;
  /** Platform id of the chat it is in, if the turn's chat had moved before. */
  movedTo?: string;
}
