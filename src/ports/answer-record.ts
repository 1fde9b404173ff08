import * as v from 'valibot';
import { pendingSchema } from './approval.ts';
import { attachmentSchema } from './media.ts';
import { usageSchema } from './model.ts';
import { offerSchema } from './tools.ts';

/** Answers as a conversation keeps them. */

export const endReasonSchema = v.picklist(['complete', 'length', 'filtered', 'stop', 'timeout', 'error', 'cut']);

/** Reason for which an answer ended. */
export type EndReason = v.InferOutput<typeof endReasonSchema>;

export const answerSchema = v.object({
  text: v.string(),
  reason: endReasonSchema,
  usage: v.exactOptional(usageSchema),
  /** Line about the documents that it cites, as in Ending. */
  sources: v.exactOptional(v.string()),
  /** Tools and pages that it was made with, as in Ending. */
  used: v.exactOptional(v.string()),
  /** Sentences about deeds of which its words may not tell. They stand under it wherever it is shown. */
  deeds: v.exactOptional(v.string()),
  /** Pictures that belong to it. */
  media: v.exactOptional(v.array(attachmentSchema)),
  pending: v.exactOptional(pendingSchema),
  /** Words that may be said next, as buttons. */
  choices: v.exactOptional(v.array(v.string())),
  /** Deeds that its tools propose. */
  offers: v.exactOptional(v.array(offerSchema)),
});

export type AnswerRecord = v.InferOutput<typeof answerSchema>;
