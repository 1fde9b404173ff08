import * as v from 'valibot';
import type { Final, Receipt } from '../../ports/index.ts';

/**
 * What stored rows must look like. They are our own writing, checked against damage and other versions: every field
 * that is read later, further ones allowed. What does not fit is set aside instead of failing its turn for ever.
 */

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.safeInteger());
const flag = v.boolean();
const scalar = v.union([text, number, flag]);
const tier = v.optional(v.picklist(['basic', 'advanced']));
const piece = v.object({ key: text, id: text, text });

const target = v.object({
  surface: text,
  chat: text,
  pace: v.optional(text),
  group: flag,
  privately: flag,
  prompt: v.optional(text),
  expiresAt: v.optional(number),
  address: v.record(text, scalar),
});

const place = v.object({ kind: v.picklist(['private', 'group', 'personal']), scopes: v.array(text) });

const reason = v.picklist(['complete', 'length', 'filtered', 'stop', 'timeout', 'error', 'cut']);

const prompt = v.object({
  text,
  speaker: v.optional(text),
  quote: v.optional(v.object({ author: v.optional(text), text })),
  id: v.optional(text),
  echo: v.optional(text),
  pieces: v.optional(v.array(piece)),
  joint: v.optional(text),
  alone: v.optional(v.literal(true)),
  tier,
});
const answer = v.object({ text, reason });

const event = v.variant('type', [
  v.object({ type: v.literal('answered'), parent: v.nullable(text), prompt, answer, thread: v.optional(text) }),
  v.object({
    type: v.literal('revised'),
    turn: text,
    answer,
    prompt: v.optional(prompt),
    replace: v.optional(flag),
    enters: v.optional(flag),
  }),
  v.object({ type: v.literal('shown'), turn: text, answer: whole }),
  v.object({ type: v.literal('removed'), turn: text }),
  v.object({ type: v.literal('omitted'), turn: text, omitted: flag }),
  v.object({ type: v.literal('pinned'), turn: text, pinned: flag }),
  v.object({ type: v.literal('reset'), thread: v.optional(text), title: v.optional(text) }),
  v.object({ type: v.literal('switched'), thread: text }),
  v.object({ type: v.literal('titled'), thread: text, title: text }),
  v.object({ type: v.literal('dropped'), thread: text }),
  v.object({ type: v.literal('menu'), line: v.optional(text), home: v.optional(v.object({ place, target })) }),
  v.object({
    type: v.literal('noted'),
    messages: v.array(text),
    said: text,
    elsewhere: v.optional(v.literal(true)),
    pictures: v.optional(v.literal(true)),
    skipped: v.optional(v.literal(true)),
    pieces: v.optional(v.array(piece)),
    joint: v.optional(text),
  }),
  // A version before kept them among the events.
  v.object({ type: v.literal('settings'), settings: v.object({ v: v.literal(1) }) }),
]);

const controls = v.array(v.array(v.object({ data: text, label: text })));

const final = v.object({
  v: v.literal(1),
  reason,
  text,
  notice: v.optional(text),
  pictures: v.optional(number),
  events: v.array(event),
  settings: v.optional(v.object({ v: v.literal(1) })),
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
