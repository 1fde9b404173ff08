import * as v from 'valibot';
import { stepSchema } from './tools.ts';

/** Leave for calls of tools that change something. */

/** Word of somebody about a call: run it once, run this tool without asking from now on, or do not. */
const decisionSchema = v.picklist(['once', 'always', 'no']);

export type Decision = v.InferOutput<typeof decisionSchema>;

/** Call that waits for somebody's leave. The answer ends with the question. */
export const pendingSchema = v.object({
  /** Names this very question: no other has the same. */
  key: v.string(),
  /** Id of the call in the last round of the steps. */
  call: v.string(),
  /** Digest of the tool, as it was, and of the call: by this leave nothing else is run. */
  hash: v.string(),
  /** Name of the tool for people. */
  title: v.string(),
  group: v.string(),
  /** Words of the answer before the question. */
  said: v.string(),
  /** Steps of the answer so far. */
  steps: v.array(stepSchema),
  /** Epoch ms. */
  expires: v.pipe(v.number(), v.finite()),
  /** Digest of the tool alone, where it may be allowed for the whole conversation. */
  lasting: v.exactOptional(v.string()),
  /** Decision, and the turn that goes on with it: no other one does. */
  decided: v.exactOptional(v.object({ how: decisionSchema, by: v.string() })),
});

export type Pending = v.InferOutput<typeof pendingSchema>;

/** Events of a conversation about leave. */
export const approvalEvents = [
  /** Somebody has decided about a call that waits. `by`: the turn that goes on with it. The first decision counts. */
  v.object({ type: v.literal('decided'), turn: v.string(), key: v.string(), how: decisionSchema, by: v.string() }),
  /** A tool is not run without asking any more. `tool`: its digest. */
  v.object({ type: v.literal('revoked'), tool: v.string() }),
] as const;
