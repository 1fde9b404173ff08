import * as v from 'valibot';
import { type EndReason, endReasonSchema } from './answer-record.ts';
import { type BatchAct, batchActSchema } from './batch.ts';
import { type KeptFile, keptFileSchema, type OutgoingFile } from './content.ts';
import { type ConversationEvent, type Drawing, entrySchema, eventSchema, type FormSteps } from './conversation.ts';
import { type Usage, usageSchema } from './model.ts';
import { type ChatSettings, settingsSchema } from './settings.ts';

/** Stages of an answer, from the first text to stored bubbles. */

/** Reason to abort a running turn. It decides what becomes of the text so far (ARCHITECTURE.md). */
export type AbortReason = 'stop' | 'timeout' | 'superseded' | 'forgotten' | 'shutdown' | 'lost';

/** Value that respond() yields. */
export type Progress =
  /**
   * Whole text so far, not only what is new. `transcript`: as in Ending. `complete`: no more words follow, but something that
   * takes its time: they are shown meanwhile, also where answers do not grow.
   */
  | { type: 'text'; text: string; transcript?: readonly string[]; complete?: true }
  /** A picture that is not done yet, in the place of the text. */
  | { type: 'preview'; picture: OutgoingFile }
  | { type: 'end'; end: Ending };

/** Button as the core writes it. What a platform is given of it is a Control. */
export const buttonSchema = v.object({
  ...entrySchema.entries,
  /** A word or two, in the asker's language. */
  label: v.string(),
  /** Warns of what the button takes away; plain when absent. */
  style: v.exactOptional(v.literal('danger')),
});

export type Button = v.InferOutput<typeof buttonSchema>;

/** Rows of buttons. */
export type Buttons = readonly (readonly Button[])[];

const handoverSchema = v.object({
  /** Markdown. */
  text: v.string(),
  /** Mention in the form of the platform: the operator's word, and nobody else's. */
  mention: v.string(),
});

export type Handover = v.InferOutput<typeof handoverSchema>;

/** Ending of a response. `text` is Markdown. */
export interface Ending {
  reason: EndReason;
  text: string;
  /** Reasoning of the model to be shown with the answer. It is never kept with it, and the model is not told of it. */
  reasoning?: string;
  /**
   * Words that were heard in what was asked, a text for each recording, to be quoted above the answer. They are no part of it.
   * When absent, those stay that were quoted above the answer whose place it takes.
   */
  transcript?: readonly string[];
  /** One sentence under the text, in the user's language: stopped, cut off, an error. */
  notice?: string;
  /** Documents that the text cites, as one line of Markdown. It stands closed under the text. */
  sources?: string;
  /** Tools and pages that the answer was made with: Markdown of a line or two. It stands closed under the text, too. */
  used?: string;
  /** Person that is called, and the words for that: they have a message of their own, for no edit calls anybody. */
  handover?: Handover;
  /** Mention of the person whom it is for, as in Content: it stands before the text, and rings once. */
  mention?: string;
  files?: readonly OutgoingFile[];
  /** Files that are kept already, of an answer that is shown once more: they come before the others. */
  kept?: readonly KeptFile[];
  /** Leaves the files where they are that the answer shows whose place it takes. */
  keepsFiles?: true;
  /** The text is the caption of the files. Where absent it has bubbles of its own, if there is any, and the files follow. */
  captioned?: true;
  /** Request that the files were drawn by: their exchange keeps it. */
  drawing?: Drawing;
  events: readonly ConversationEvent[];
  /** Settings of the chat from now on, whole; unchanged when absent. */
  settings?: ChatSettings;
  /** Settings that these were made from. Others may have changed by the time they are applied: those stay. */
  settingsBefore?: ChatSettings;
  /** Topic, thread or asker whose settings they are, instead of the chat's. */
  settingsOf?: string;
  /**
   * Marks a message whose owner is kept: its buttons edit it in place, or a reply to it completes the command
   * `completes`. `goesOn`: exchange of the form whose next question it is.
   */
  menu?: { completes?: string; steps?: FormSteps; goesOn?: string };
  usage?: Usage;
  /** Name of the model that was asked, if one was. */
  model?: string;
  /** Buttons under the last bubble. */
  buttons?: Buttons;
  /** Shows nothing, and removes the bubbles that are there. */
  hidden?: boolean;
  /** Platform ids of further messages to remove. */
  removes?: readonly string[];
  /** Leaves nothing behind: no exchange keeps it, and its closed turn tells nobody's name. */
  traceless?: true;
  /** Deed upon a batch of many prompts. */
  batch?: BatchAct;
}

/** Ending as stored. Whatever happens later, the model is not asked again. The bytes of files are among the blobs. */
export const finalSchema = v.object({
  v: v.literal(1),
  reason: endReasonSchema,
  text: v.string(),
  /** As in Ending. */
  reasoning: v.exactOptional(v.string()),
  /** As in Ending. */
  transcript: v.exactOptional(v.array(v.string())),
  notice: v.exactOptional(v.string()),
  /** As in Ending, like what follows. */
  sources: v.exactOptional(v.string()),
  used: v.exactOptional(v.string()),
  handover: v.exactOptional(handoverSchema),
  mention: v.exactOptional(v.string()),
  /** Files that belong to it. None are left of an answer that a version before had shown: it kept no bytes. */
  files: v.exactOptional(v.array(keptFileSchema)),
  /** As in Ending. */
  captioned: v.exactOptional(v.literal(true)),
  /** As in Ending. */
  keepsFiles: v.exactOptional(v.literal(true)),
  events: v.array(eventSchema),
  /** Settings of the chat from now on, whole; unchanged when absent. */
  settings: v.exactOptional(settingsSchema),
  /** Settings that these were made from; unknown where a version before wrote it. */
  settingsBefore: v.exactOptional(settingsSchema),
  /** As in Ending. */
  settingsOf: v.exactOptional(v.string()),
  usage: v.exactOptional(usageSchema),
  /** Name of the model that was asked, if one was. */
  model: v.exactOptional(v.string()),
  buttons: v.exactOptional(v.array(v.array(buttonSchema))),
  hidden: v.exactOptional(v.boolean()),
  removes: v.exactOptional(v.array(v.string())),
  /** As in Ending. */
  traceless: v.exactOptional(v.literal(true)),
  /** As in Ending. */
  batch: v.exactOptional(batchActSchema),
});

export interface Final
  extends Readonly<Omit<v.InferOutput<typeof finalSchema>, 'events' | 'buttons' | 'removes' | 'files' | 'transcript'>> {
  readonly events: readonly ConversationEvent[];
  readonly buttons?: Buttons;
  readonly removes?: readonly string[];
  readonly transcript?: readonly string[];
  readonly files?: readonly KeptFile[];
}

/** A bubble that is on the platform. */
export const receiptSchema = v.object({
  part: v.pipe(v.number(), v.safeInteger()),
  /** Message ids, the first being the one to edit. None where a message that calls somebody is about to be sent. */
  ids: v.array(v.string()),
  /** Source range of the answer's Markdown it last showed, in UTF-16 units. */
  start: v.pipe(v.number(), v.safeInteger()),
  end: v.pipe(v.number(), v.safeInteger()),
  /** Index of the first of the answer's files that it shows; absent where it shows none. Stored by releases under this name. */
  picture: v.exactOptional(v.pipe(v.number(), v.safeInteger())),
  /** True where it may show a picture that was not done: no words can come in its place. */
  preview: v.exactOptional(v.literal(true)),
  /** True if it shows fewer of them than it should. */
  lost: v.exactOptional(v.literal(true)),
  /** Platform id of the chat it is in, if the turn's chat had moved before. */
  movedTo: v.exactOptional(v.string()),
  /** True if it stands where the question was asked: the thread for it could not be opened. */
  aside: v.exactOptional(v.literal(true)),
});

export type Receipt = v.InferOutput<typeof receiptSchema>;
