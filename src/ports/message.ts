import * as v from 'valibot';
import { attachmentSchema } from './media.ts';

/** Parts of a person's message. They are stored: each schema is the one statement of its shape. */

const text = v.string();
const number = v.pipe(v.number(), v.finite());

/** Longest `details`, in UTF-16 units. */
export const MOST_DETAILS = 8000;

/** Source of words that somebody only passes on: a forward, or what a bot wrote for them. */
export const sourceSchema = v.object({
  kind: v.picklist(['forward', 'bot']),
  /** Display name of whose words they are; absent where the platform does not tell, and for the bot itself. */
  author: v.exactOptional(text),
  /** True for this bot's own words. */
  own: v.exactOptional(v.literal(true)),
  /** Name of the place the words come from, where it may be told. */
  place: v.exactOptional(text),
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
  /** As in Message. */
  details: v.exactOptional(text),
  /** True where a message is pointed at, and its content was not told. */
  unseen: v.exactOptional(v.literal(true)),
  /** Absent when there are none. */
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
  /** Words of it, as in Message. */
  text,
  /** Epoch ms at which it was sent, by the platform's clock. */
  at: v.exactOptional(number),
  /** Platform id that the messages of one album share. */
  album: v.exactOptional(text),
  /** UTF-16 units of its text as it was sent. */
  length: v.exactOptional(number),
  /** Source of its words, if they are not the person's own. */
  source: v.exactOptional(sourceSchema),
  details: v.exactOptional(text),
  attachments: v.exactOptional(v.array(attachmentSchema)),
  quote: v.exactOptional(quoteSchema),
});

export type Piece = v.InferOutput<typeof pieceSchema>;

/** Opening of a place: a thread's title and first message. It is material. */
export const openingSchema = v.object({
  /** Title that people gave it. */
  title: v.exactOptional(text),
  /** First message there. */
  starter: v.exactOptional(quoteSchema),
});

export type Opening = v.InferOutput<typeof openingSchema>;
