import * as v from 'valibot';

/** Parts of a person's message. They are stored: each schema is the one statement of its shape. */

const text = v.string();

export const attachmentKinds = ['picture', 'voice', 'audio', 'video', 'sticker', 'file', 'other'] as const;

/** Something sent along with a message that is not text. */
export const attachmentSchema = v.object({ kind: v.picklist(attachmentKinds) });

export type Attachment = v.InferOutput<typeof attachmentSchema>;

/** Source of words that somebody only passes on: a forward, or what a bot wrote for them. */
export const sourceSchema = v.object({
  kind: v.picklist(['forward', 'bot']),
  /** Display name of whose words they are; absent where the platform does not tell, and for the bot itself. */
  author: v.exactOptional(text),
  /** True for this bot's own words. */
  own: v.exactOptional(v.literal(true)),
});

export type Source = v.InferOutput<typeof sourceSchema>;

/** The message a prompt replies to. */
export const quoteSchema = v.object({
  /**
   * Platform id of the message, in the chat it is quoted in. Absent for another chat's message, whose id is some other
   * message's here, and for words that are no message.
   */
  id: v.exactOptional(text),
  /** Author's display name; undefined for the bot itself. */
  author: v.exactOptional(text),
  /** Text or caption; empty when the message has none. */
  text,
  /** Kinds of attachments; absent when there are none. */
  attachments: v.exactOptional(v.array(attachmentSchema)),
  /** The person picked this passage out of the message. */
  chosen: v.exactOptional(v.boolean()),
  /** Source of its author's words; absent where they are the author's own. */
  source: v.exactOptional(sourceSchema),
});

export type Quote = v.InferOutput<typeof quoteSchema>;

/** One of several messages that are one prompt (a long paste, an album). */
export const pieceSchema = v.object({
  /** Key of the message, as in `key`. */
  key: text,
  /** Platform message id. */
  id: text,
  text,
});

export type Piece = v.InferOutput<typeof pieceSchema>;
