import type { Controls, OutgoingFile } from './content.ts';
import type { ChatSettings, ConversationEvent, EndReason } from './conversation.ts';
import type { Usage } from './model.ts';

/** An answer from its making to its bubbles. */

/** Why a running turn is aborted; says what happens to the part said so far (see docs: ARCHITECTURE). */
export type AbortReason = 'stop' | 'timeout' | 'superseded' | 'forgotten' | 'shutdown' | 'lost';

/** What respond() yields. */
export type Progress =
  /** The whole text so far. */
  { type: 'text'; text: string } | { type: 'end'; end: Ending };

/** How a response ended. `text` is Markdown. */
export interface Ending {
  reason: EndReason;
  text: string;
  /** One sentence under the text, in the user's language: stopped, cut off, an error. */
  notice?: string;
  pictures?: readonly OutgoingFile[];
  events: readonly ConversationEvent[];
  /** Settings of the chat from now on, whole; unchanged when absent. */
  settings?: ChatSettings;
  usage?: Usage;
  /** Name of the model that was asked, if one was. */
  model?: string;
  /** Buttons under the last bubble. */
  controls?: Controls;
  /** Nothing is shown, and what was is taken away. */
  hidden?: boolean;
  /** Platform ids of further messages that are taken away. */
  removes?: readonly string[];
}

/** An Ending as stored: whatever happens later, the model is not asked again. Pictures' bytes are not kept. */
export interface Final {
  v: 1;
  reason: EndReason;
  text: string;
  notice?: string;
  /** How many pictures belonged to it. */
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
  /** The platform id of the chat it is in, where the turn's chat had moved before. */
  movedTo?: string;
}
