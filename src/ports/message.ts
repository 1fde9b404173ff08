/** Parts of a person's message. */

export const attachmentKinds = ['picture', 'voice', 'audio', 'video', 'sticker', 'file', 'other'] as const;

/** Something sent along with a message that is not text. */
export interface Attachment {
  kind: (typeof attachmentKinds)[number];
}

/** The message a prompt replies to. */
export interface Quote {
  /** Platform message id. */
  id: string;
  /** Author's display name; undefined for the bot itself. */
  author?: string;
  /** Text or caption; empty when the message has none. */
  text: string;
  /** Kinds of attachments; absent when there are none. */
  attachments?: Attachment[];
  /** The person picked this passage out of the message. */
  chosen?: boolean;
}

/** One of several messages that are one prompt (a long paste, an album). */
export interface Piece {
  /** Key of the message, as in `key`. */
  key: string;
  /** Platform message id. */
  id: string;
  text: string;
}
