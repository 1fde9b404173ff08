import * as v from 'valibot';

/** What the bot's process tells the demo's. */

const tokens = v.object({ input: v.number(), output: v.number() });

/** A step of a turn, as the order of work has it. */
export const stepSchema = v.object({
  /** Epoch ms. */
  at: v.number(),
  turn: v.string(),
  /** Pacing key of its target: `telegram:<chat>`, `discord:<channel>`. */
  chat: v.string(),
  /** The chat, and the topic in it: `telegram:<chat>:<topic>`. */
  place: v.string(),
  what: v.picklist(['accepted', 'begun', 'asked', 'recorded', 'settled', 'applied', 'closed']),
  /** Sent to the model and received, of a step that settles an answer of its. */
  tokens: v.exactOptional(tokens),
});

/** A turn that is let go: it is closed, or is tried again. */
const overSchema = v.object({
  turn: v.string(),
  chat: v.string(),
  /** Absent where it has none. */
  final: v.exactOptional(v.object({ reason: v.string(), text: v.string() })),
});

export const toldSchema = v.union([v.object({ step: stepSchema }), v.object({ over: overSchema })]);

export type TurnStep = v.InferOutput<typeof stepSchema>;
export type Over = v.InferOutput<typeof overSchema>;
export type Told = v.InferOutput<typeof toldSchema>;
