import * as v from 'valibot';
import { endReasonSchema, eventSchema, type Final, type Receipt, settingsSchema } from '../../ports/index.ts';
import { earlierEventSchema } from './earlier-final.ts';

/**
 * Shapes of stored rows. Our own writing is checked against damage and other versions: every field that is read later;
 * further ones are allowed. A row that does not fit is set aside instead of failing its turn for ever.
 */

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
const flag = v.boolean();
const event = v.union([eventSchema, earlierEventSchema]);

const controls = v.array(v.array(v.object({ data: text, label: text })));

const final = v.object({
  v: v.literal(1),
  reason: endReasonSchema,
  text,
  notice: v.optional(text),
  pictures: v.optional(number),
  events: v.array(event),
  settings: v.optional(settingsSchema),
  controls: v.optional(controls),
  hidden: v.optional(flag),
  removes: v.optional(v.array(text)),
});

const receipt = v.object({
  part: whole,
  ids: v.pipe(v.array(text), v.nonEmpty()),
  start: whole,
  end: whole,
  movedTo: v.optional(text),
});

export function isFinal(value: unknown): value is Final {
  return v.is(final, value);
}

export function isReceipt(value: unknown): value is Receipt {
  return v.is(receipt, value);
}
