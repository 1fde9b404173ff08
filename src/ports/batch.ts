import * as v from 'valibot';
import { groundsSchema, targetSchema } from './event.ts';
import { type ModelLink, type ModelRequest, type Usage, usageSchema } from './model.ts';

/** Batches: many prompts from one file, worked off behind people's turns. What is stored is plain JSON of these shapes. */

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Form of a batch's file: its answers come back in the same one. */
const batchFormSchema = v.object({
  /** `lines`: a prompt a line. `paragraphs`: prompts between blank lines. `csv`: a row each. `jsonl`: a JSON value a line. */
  kind: v.picklist(['lines', 'paragraphs', 'csv', 'jsonl']),
  /** Name of the file. */
  name: text,
  /** Sign between the cells of a CSV file. */
  separator: v.exactOptional(v.picklist([',', ';', '\t'])),
  /** Names of the columns of a CSV file, as its first row says. */
  columns: v.exactOptional(v.array(text)),
});

export type BatchForm = v.InferOutput<typeof batchFormSchema>;

/** Row of a batch's file: a text, a line of JSON, or the cells of a CSV row. */
export const batchRowSchema = v.union([text, v.array(text)]);

export type BatchRow = v.InferOutput<typeof batchRowSchema>;

const asking = {
  form: batchFormSchema,
  /** Text of each prompt, with `{column}` where the row's words go; the row itself when absent. */
  template: v.exactOptional(text),
  model: text,
  /** As in ModelParameters. */
  parameters: v.object({
    temperature: v.exactOptional(number),
    topP: v.exactOptional(number),
    maxOutputTokens: v.exactOptional(number),
    effort: v.exactOptional(text),
    verbosity: v.exactOptional(text),
  }),
  /** `now`: asked line by line, behind people. `later`: handed over to the service's batch endpoint. */
  when: v.picklist(['now', 'later']),
  /** BCP 47 tag of the language that its failures are told in. */
  language: v.exactOptional(text),
};

/** Batch as a command orders it. */
const batchOrderSchema = v.object({ ...asking, rows: v.array(batchRowSchema) });

export type BatchOrder = v.InferOutput<typeof batchOrderSchema>;

/** Deed of a turn upon a batch. The batch that a turn begins has the turn's id. Each is the same when it is done twice. */
export const batchActSchema = v.variant('act', [
  v.object({ act: v.literal('begin'), order: batchOrderSchema }),
  v.object({ act: v.literal('stop'), id: text }),
  /** Answers of it were shown: they are kept no longer. */
  v.object({ act: v.literal('delivered'), id: text }),
]);

export type BatchAct = v.InferOutput<typeof batchActSchema>;

/**
 * Reason for which a batch ended. `done`: each line has an answer or an error. `quota`, `auth`, `unknown`: the service takes no
 * more. `denied`: who asked may not any more. `away`: the service could not be reached for a day.
 */
export const batchEndSchema = v.picklist(['done', 'stopped', 'quota', 'auth', 'unknown', 'denied', 'away']);

export type BatchEnd = v.InferOutput<typeof batchEndSchema>;

/** Batch as it is stored. Its rows and answers are documents of their own. */
export const batchSchema = v.object({
  v: v.literal(1),
  /** Id of the turn that began it. */
  id: text,
  ...asking,
  /** Number of its lines. */
  lines: whole,
  /** Person whose it is, and place where its answers go. */
  asked: v.object({
    surface: text,
    conversation: text,
    settingsChat: v.exactOptional(text),
    place: groundsSchema,
    thread: v.exactOptional(text),
    actor: v.object({
      id: text,
      name: text,
      locale: v.exactOptional(text),
      kind: v.exactOptional(v.literal('chat')),
    }),
    target: targetSchema,
    /** Platform id of the bubble that shows how far it is. */
    bubble: v.exactOptional(text),
  }),
  /** Epoch ms at which it began. */
  at: number,
  /** Lines in a row that the service did not answer for a reason that passes. */
  failures: v.exactOptional(whole),
  /** Handover to the service, where there was one. */
  service: v.exactOptional(
    v.object({
      /** Id that it is given under, which says nothing of anybody. */
      id: text,
      /** Epoch ms of that. */
      at: number,
      /** Times that it was handed over, this one among them. */
      rounds: whole,
      /** Name that the service gave it, once that is known. */
      name: v.exactOptional(text),
      /** Lines that the service has worked off. */
      done: v.exactOptional(whole),
    }),
  ),
  /** Edits of its bubble so far, and the last of them: epoch ms, and lines that it told of. */
  shown: v.exactOptional(v.object({ edits: whole, at: number, done: whole })),
  ended: v.exactOptional(v.object({ why: batchEndSchema, at: number })),
  /** True once its answers were shown. */
  delivered: v.exactOptional(v.literal(true)),
});

export type Batch = v.InferOutput<typeof batchSchema>;

/** Outcome of a line: an answer, or a sentence for the person. */
export const batchOutcomeSchema = v.union([
  v.object({
    answer: text,
    reason: v.picklist(['complete', 'length', 'filtered']),
    usage: v.exactOptional(usageSchema),
  }),
  v.object({ error: text }),
]);

export type BatchOutcome = v.InferOutput<typeof batchOutcomeSchema>;

/** Line of a batch as it is stored. */
export const batchLineSchema = v.object({
  v: v.literal(1),
  row: batchRowSchema,
  /** Times that it was asked, each counted before. */
  tries: whole,
  outcome: v.exactOptional(batchOutcomeSchema),
});

export type BatchLine = v.InferOutput<typeof batchLineSchema>;

/** Request of a batch, and the id by which its answer is told: another in each line, at most 64 characters. */
export interface BatchedRequest {
  id: string;
  request: ModelRequest;
}

/**
 * Answer to a request of a batch, or the failure: a Fault of a ModelFaultKind. `late`: the batch ended before the request was
 * begun, which costs nothing.
 */
export type BatchedAnswer = { id: string } & (
  | { text: string; reason: 'complete' | 'length' | 'filtered'; usage?: Usage }
  | { failure: unknown }
  | { late: true }
);

/** State of a batch that was handed over to a service. */
export type HandedOver =
  | { state: 'working'; done: number; of: number }
  /**
   * Answers there are can be had. `failed`: none was begun, for a reason that the service has the code `problem` for. `gone`: the
   * service has the batch no more.
   */
  | { state: 'ended'; how: 'completed' | 'failed' | 'expired' | 'cancelled' | 'gone'; problem?: string };

/**
 * Batch endpoint of a service: many requests at once, answered within a day for less. `id` is ours, of which a keyed hash leaves
 * the house; `name` is the service's. Methods reject with a Fault of a ModelFaultKind, or with the signal's reason.
 */
export interface BatchService {
  /** Tells whether a model's service has such an endpoint. It is asked where nobody knows. */
  offers(at: ModelLink, signal: AbortSignal): Promise<boolean>;
  /** Finds the name of a batch that was handed over in the last days. Of several, which lost answers can leave, others are cancelled. */
  find(id: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Hands requests of one model over, and resolves with the name. Handed over once already, as `find` tells, the batch is not made
   * anew: a failure can leave one behind. Requests have no pictures.
   */
  handOver(id: string, requests: readonly BatchedRequest[], signal: AbortSignal): Promise<string>;
  look(name: string, signal: AbortSignal): Promise<HandedOver>;
  /** Answers and failures there are, in any order. */
  answers(name: string, signal: AbortSignal): AsyncIterable<BatchedAnswer>;
  /** Has a batch stopped: it ends within ten minutes. One that has ended stays as it is. */
  cancel(name: string, signal: AbortSignal): Promise<void>;
  /** Deletes the files that the service keeps of it: uploads under the id, and those of `name`. Being gone already is success. */
  discard(id: string, name: string | undefined, signal: AbortSignal): Promise<void>;
}
