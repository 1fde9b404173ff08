/** What a message of a person is made of. */

/** Something sent along with a message that is not text. */
export interface Attachment {
  kind: 'picture' | 'voice' | 'audio' | 'video' | 'sticker' | 'file' | 'other';
}

/** The message a prompt replies to. */
export interface Quote {
  /** Platform message id. */
  id: string;
  /** Who wrote it: display name, or undefined for the bot itself. */
  author?: string;
  /** Its text or caption; empty when it has none. */
  text: string;
  /** What it carries besides its text; absent when that is nothing. */
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
