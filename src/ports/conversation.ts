import * as v from 'valibot';
import { answerSchema } from './answer-record.ts';
import { approvalEvents } from './approval.ts';
import { groundsSchema, targetSchema } from './event.ts';
import { attachmentSchema, mediaKinds, mediaSourceSchema, sentSchema } from './media.ts';
import { openingSchema, pieceSchema, sourceSchema } from './message.ts';
import { pictureFormats } from './model.ts';
import { onceSchema } from './settings.ts';

/**
 * Contents of a conversation, and events that change it. Each schema is the one statement of a stored shape. The types
 * are taken from it, and every reader of stored data checks by it. Further fields are allowed.
 */

const text = v.string();
const flag = v.boolean();
const number = v.pipe(v.number(), v.finite());
/** Media of a prompt, or of what it replies to. */
const along = {
  media: v.exactOptional(v.array(sentSchema)),
  /** Kinds of them, each once: releases that kept no references stored these. */
  attachments: v.exactOptional(v.array(v.picklist(mediaKinds))),
};

export const promptSchema = v.object({
  text,
  /** Display name of who said it, in groups. */
  speaker: v.exactOptional(text),
  ...along,
  /** As in Message. */
  details: v.exactOptional(text),
  quote: v.exactOptional(
    v.object({
      author: v.exactOptional(text),
      text,
      details: v.exactOptional(text),
      unseen: v.exactOptional(v.literal(true)),
      ...along,
      source: v.exactOptional(sourceSchema),
    }),
  ),
  /** Source of its words, if they are not the person's own. */
  source: v.exactOptional(sourceSchema),
  /** Opening of its place, in the first exchange there. */
  opening: v.exactOptional(openingSchema),
  /** Ids of messages heard before it. Their words are kept apart, for a while. */
  overheard: v.exactOptional(v.array(text)),
  /** Platform message id. */
  id: v.exactOptional(text),
  /**
   * Words shown above its answers where there is no message to see; `text` when absent. Empty where the words are not the
   * person's (a command's task), or may not be: its message stayed in the chat before this one moved. Stored by releases
   * under this name.
   */
  echo: v.exactOptional(text),
  /** Messages it was put together from, where that is more than one. */
  pieces: v.exactOptional(v.array(pieceSchema)),
  joint: v.exactOptional(text),
  ...onceSchema.entries,
  /** A task about the text it quotes: it is asked without what was said before, and none of its words is a person's. */
  standalone: v.exactOptional(v.literal(true)),
  /** Digest of what its message asked for, where that is no plain question: an edit that asks for the same changes nothing. */
  fingerprint: v.exactOptional(text),
});

/** A prompt as it is kept. */
export type PromptRecord = v.InferOutput<typeof promptSchema>;

/** A place and the way there. */
export const originSchema = v.object({ place: groundsSchema, target: targetSchema });

export type Origin = v.InferOutput<typeof originSchema>;

/** Command that a button says, in the core's own words. Nothing else can be asked for by a press. */
export const entrySchema = v.object({
  /** The command as it is typed, without its slash. */
  line: text,
  /** A form is filled in first, and its text becomes the command's free text. */
  form: v.exactOptional(v.literal(true)),
});

export type Entry = v.InferOutput<typeof entrySchema>;

/** Form that is asked field by field: what is known so far. */
const stepsSchema = v.object({
  /** Options that it asks for, in order. */
  fields: v.array(v.object({ option: text, optional: v.exactOptional(v.literal(true)) })),
  /** Index of the one that is asked for now. */
  at: v.pipe(v.number(), v.safeInteger()),
  /** Texts by option: what somebody gave, or what stood there to begin with. */
  given: v.record(text, text),
  /** Option that each answered question was about, by the platform id of its message; only the newest are kept. */
  about: v.record(text, text),
  /** Platform ids of replies to those, so that edits of them are known. */
  replies: v.array(text),
  /** True once it was cancelled. */
  over: v.exactOptional(v.literal(true)),
});

export type FormSteps = v.InferOutput<typeof stepsSchema>;

/** Buttons that edit their own bubble, or a form that waits for a reply. */
const menu = v.object({
  /** Place of what the menu is about, where it is shown to one person alone elsewhere. */
  origin: v.exactOptional(originSchema),
  /** Command that a reply completes. */
  completes: v.exactOptional(text),
  /** Fields of that form; a version before asked for the command's free text alone, and kept none. */
  steps: v.exactOptional(stepsSchema),
});

/** Picture among the blobs that others are drawn out of. */
const keptPicture = v.object({
  blob: text,
  mime: text,
  /** Bytes; unknown where a version before drew it. */
  size: v.exactOptional(number),
  /** True where it is kept for this exchange, and goes with it. */
  own: v.exactOptional(v.literal(true)),
});

export type KeptPicture = v.InferOutput<typeof keptPicture>;

/** Request that pictures were drawn by, so that it can be made again. */
export const drawingSchema = v.object({
  prompt: text,
  size: v.exactOptional(text),
  quality: v.exactOptional(text),
  count: number,
  format: v.exactOptional(v.picklist(pictureFormats)),
  background: v.exactOptional(v.picklist(['transparent', 'opaque', 'auto'])),
  /** Pictures that they were drawn out of. */
  of: v.exactOptional(v.array(keptPicture)),
  /** Mask of the first of those: what is transparent in it was drawn anew. */
  mask: v.exactOptional(keptPicture),
  /** Style that is asked for besides, of the persona that drew. */
  style: v.exactOptional(text),
  /** Another form of those: `prompt` says what they show, and not what is to change. */
  as: v.exactOptional(v.picklist(['variation', 'larger'])),
});

export type Drawing = v.InferOutput<typeof drawingSchema>;

/** An exchange: a message, or a press of a button, and the bubbles that answered it. */
export const exchangeSchema = v.object({
  v: v.literal(2),
  id: text,
  /** Actor.id of who asked. */
  asker: v.exactOptional(text),
  prompt: promptSchema,
  /** In the order they were made. */
  answers: v.array(answerSchema),
  /** Answer that is shown, from 0; the last one when absent. */
  shown: v.exactOptional(number),
  /** Platform ids of its bubbles now. */
  bubbles: v.array(text),
  /** Chat of its messages, where that is another than the conversation's: linked accounts share that. `<surface>:<chat id>`. */
  chat: v.exactOptional(text),
  /** Entries of the buttons under those bubbles; unknown where a version before wrote it. */
  entries: v.exactOptional(v.array(entrySchema)),
  /** Place on a branch. Without one it is off every branch, and no model hears of it. */
  place: v.exactOptional(
    v.object({
      /** The exchange before it; null at the start of a thread. */
      parent: v.nullable(text),
      /** The thread it was said in. */
      thread: text,
      /** Head of its thread when it was asked, if not its parent: it began a branch there. */
      from: v.exactOptional(text),
    }),
  ),
  /** Keeps it in the window. */
  pinned: v.exactOptional(v.literal(true)),
  /** The model is not told of it, though the chat shows it. */
  omitted: v.exactOptional(v.literal(true)),
  /** True once it was deleted: only its place is left. */
  removed: v.exactOptional(v.literal(true)),
  /** `settingsChat`: the chat whose settings the menu is about. */
  menu: v.exactOptional(v.object({ ...menu.entries, settingsChat: text })),
  /** Tokens that it puts into a request, once they were counted. */
  tokens: v.exactOptional(number),
  /** Ids of those bubbles that show files: no words can come in their place. */
  files: v.exactOptional(v.array(text)),
  /** All of its bubbles do. Stored by releases before. */
  pictures: v.exactOptional(v.literal(true)),
  /** Pictures that were drawn for it. */
  media: v.exactOptional(v.array(attachmentSchema)),
  drawing: v.exactOptional(drawingSchema),
  /** The bubbles stay whatever becomes of the message: they are another exchange's, or for the whole chat. */
  lasting: v.exactOptional(v.literal(true)),
});

export type Exchange = v.InferOutput<typeof exchangeSchema>;

export const eventSchema = v.variant('type', [
  /** A new exchange on a branch. `thread`: begun if there is none of that id; the current one when absent. */
  v.object({
    type: v.literal('answered'),
    parent: v.nullable(text),
    prompt: promptSchema,
    answer: answerSchema,
    thread: v.exactOptional(text),
  }),
  /**
   * Gives a turn another answer, which is shown from now on. With `prompt` it answers a new wording, and the answers to
   * the old one are forgotten. With `replace` it takes the place of the answer shown (it was continued). With `enters`
   * it is shown below all else, and the next message continues from it. `media`: what was sent along, as it is noted by now.
   */
  v.object({
    type: v.literal('revised'),
    turn: text,
    answer: answerSchema,
    prompt: v.exactOptional(promptSchema),
    media: along.media,
    replace: v.exactOptional(flag),
    enters: v.exactOptional(flag),
  }),
  /**
   * Something was answered off every branch. `exchange`: the one it goes on with, in the same bubbles; a new one when
   * absent. Without a message (`prompt.id`) the message before is kept: a button was pressed. `asker`: Actor.id of whose
   * it is, where that is not who acted.
   */
  v.object({
    type: v.literal('recorded'),
    exchange: v.exactOptional(text),
    asker: v.exactOptional(text),
    prompt: promptSchema,
    menu: v.exactOptional(menu),
    /** All of its bubbles show pictures. Stored by releases before. */
    pictures: v.exactOptional(v.literal(true)),
    media: v.exactOptional(v.array(attachmentSchema)),
    drawing: v.exactOptional(drawingSchema),
    lasting: v.exactOptional(v.literal(true)),
  }),
  /** Another of a turn's answers is shown; `answer` counts from 0. */
  v.object({ type: v.literal('shown'), turn: text, answer: v.pipe(v.number(), v.safeInteger()) }),
  /** An exchange is taken away for good. */
  v.object({ type: v.literal('removed'), turn: text }),
  /** Media of a question that is kept nowhere go, and so do words that were heard or read in them. */
  v.object({ type: v.literal('released'), sources: v.array(mediaSourceSchema) }),
  /** A turn is left out of the context, or taken back in; it stays in the chat. Another answer to it takes it back in. */
  v.object({ type: v.literal('omitted'), turn: text, omitted: flag }),
  /** A pinned turn never leaves the window. */
  v.object({ type: v.literal('pinned'), turn: text, pinned: flag }),
  /** The tokens of turns were counted, as they are now; no later request counts them again. */
  v.object({ type: v.literal('counted'), turns: v.array(v.object({ turn: text, tokens: number })) }),
  /** A new thread begins; the one before is kept. */
  v.object({ type: v.literal('reset'), thread: v.exactOptional(text), title: v.exactOptional(text) }),
  /** A thread is gone on with, the current one too: whoever turns to it after a silence means it. */
  v.object({ type: v.literal('switched'), thread: text }),
  /** A thread has a title. `of`: the turns whose words it was made from; absent where a person gave it. */
  v.object({ type: v.literal('titled'), thread: text, title: text, of: v.exactOptional(v.array(text)) }),
  /** The words that stand for the older turns of a thread are let go; the turns stay as they are. */
  v.object({ type: v.literal('unsummarised'), thread: text }),
  ...approvalEvents,
  /** A thread and what was said in it are forgotten. */
  v.object({ type: v.literal('dropped'), thread: text }),
]);

/** Event of a conversation. Applied once for each turn. */
export type ConversationEvent = v.InferOutput<typeof eventSchema>;

/** A message that was said in a place, and not to the bot. It is material. */
export const overheardSchema = v.object({
  v: v.literal(1),
  /** Platform message id. */
  id: text,
  /** Display name of who said it. */
  author: text,
  text,
  /** As in Message. */
  details: v.exactOptional(text),
  source: v.exactOptional(sourceSchema),
  /** Epoch ms at which it was sent, by the platform's clock. */
  at: number,
});

export type OverheardMessage = v.InferOutput<typeof overheardSchema>;
