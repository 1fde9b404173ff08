import * as v from 'valibot';

/** Tools that a model may call while it answers, and what is kept of calls. */

/** Tool as a model is told of it. */
export interface ToolSpec {
  /** `[A-Za-z0-9_-]{1,64}`, the same for every service. */
  name: string;
  /** English; what it does, and when to use it. */
  description: string;
  /** JSON Schema of an object. */
  parameters: Readonly<Record<string, unknown>>;
}

/** Call of a tool, as a model wrote it. */
export const toolCallSchema = v.object({
  /** Name that its result refers to; made here where the service sent none. */
  id: v.string(),
  name: v.string(),
  /** JSON text. It may be no JSON, and may fit no schema. */
  arguments: v.string(),
});

export type ToolCall = v.InferOutput<typeof toolCallSchema>;

/** Page that an answer draws on. */
export const webSourceSchema = v.object({ url: v.string(), title: v.string() });

export type WebSource = v.InferOutput<typeof webSourceSchema>;

/** Part of a message of the model that its service wants back as it was: encrypted reasoning, words before a call. Plain JSON. */
export const itemSchema = v.object({
  /** Model that made it: no other is given it. */
  model: v.string(),
  item: v.record(v.string(), v.unknown()),
});

export type ServiceItem = v.InferOutput<typeof itemSchema>;

/** Step of an answer that calls tools, as it is journalled with the turn before it goes on. */
export const stepSchema = v.variant('type', [
  /** The model has called tools. */
  v.object({
    type: v.literal('round'),
    /** Words of the answer that it said before. */
    text: v.string(),
    items: v.array(itemSchema),
    calls: v.pipe(v.array(toolCallSchema), v.nonEmpty()),
  }),
  /** A call is about to run. */
  v.object({ type: v.literal('begun'), call: v.string() }),
  /** A call has ended. */
  v.object({
    type: v.literal('result'),
    call: v.string(),
    text: v.string(),
    isError: v.exactOptional(v.literal(true)),
    foreign: v.exactOptional(v.literal(true)),
    sources: v.exactOptional(v.array(webSourceSchema)),
  }),
]);

export type Step = v.InferOutput<typeof stepSchema>;
