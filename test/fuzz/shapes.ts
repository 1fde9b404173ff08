import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';

import { endReasonSchema, eventSchema, settingsSchema } from '../../src/ports/index.ts';

import { hold } from './property.ts';

/** The ports' plain data, as strict as it is written down there. */

export const id = v.pipe(v.string(), v.regex(/^(?:telegram|discord):[\s\S]+$/));
export const filled = v.pipe(v.string(), v.nonEmpty());
export const scalar = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()]);
const whole = v.pipe(v.number(), v.safeInteger());
const tier = v.exactOptional(v.picklist(['basic', 'advanced']));

export const target = v.strictObject({
  surface: v.picklist(['telegram', 'discord']),
  chat: id,
  pace: v.exactOptional(filled),
  group: v.boolean(),
  privately: v.boolean(),
  prompt: v.exactOptional(filled),
  expiresAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  address: v.record(v.string(), scalar),
});

export const finite = v.pipe(v.number(), v.finite());

export const place = v.strictObject({
  kind: v.picklist(['private', 'group', 'personal']),
  scopes: v.pipe(v.array(id), v.nonEmpty()),
});

export const actor = v.strictObject({
  id,
  name: v.string(),
  locale: v.exactOptional(v.string()),
  moderator: v.exactOptional(v.boolean()),
});

const base = {
  v: v.literal(1),
  key: id,
  alsoKeys: v.exactOptional(v.array(id)),
  surface: v.picklist(['telegram', 'discord']),
  conversation: id,
  ownConversation: v.exactOptional(id),
  groupConversation: v.exactOptional(id),
  lane: v.exactOptional(filled),
  about: v.exactOptional(id),
  place,
  actor,
  sentAt: finite,
  target,
  amends: v.exactOptional(filled),
};

export const piece = v.strictObject({ key: v.string(), id: v.string(), text: v.string() });
export const attachment = v.strictObject({
  kind: v.picklist(['picture', 'voice', 'audio', 'video', 'sticker', 'file', 'other']),
});
export const quote = v.strictObject({
  id: v.string(),
  author: v.exactOptional(v.string()),
  text: v.string(),
  chosen: v.exactOptional(v.boolean()),
  attachments: v.exactOptional(v.array(attachment)),
});

const prompt = v.strictObject({
  ...base,
  kind: v.literal('prompt'),
  text: v.string(),
  addressed: v.boolean(),
  attachments: v.array(attachment),
  pieces: v.exactOptional(v.array(piece)),
  joint: v.exactOptional(v.string()),
  quote: v.exactOptional(quote),
  skipped: v.exactOptional(v.boolean()),
});

const command = v.strictObject({
  ...base,
  kind: v.literal('command'),
  name: v.string(),
  options: v.record(v.string(), scalar),
  problem: v.exactOptional(
    v.strictObject({
      kind: v.picklist(['missing', 'unknown', 'number', 'integer', 'boolean', 'choice', 'length', 'alone', 'gone']),
      values: v.record(v.string(), v.union([v.string(), v.number()])),
    }),
  ),
  openly: v.exactOptional(target),
  home: v.exactOptional(target),
  quote: v.exactOptional(quote),
  material: v.exactOptional(v.array(quote)),
  pressed: v.exactOptional(filled),
  subject: v.exactOptional(filled),
  reworded: v.exactOptional(v.object({ text: v.string(), tier, pieces: v.exactOptional(v.array(piece)) })),
});

const usage = v.strictObject({
  inputTokens: v.pipe(v.number(), v.finite()),
  outputTokens: v.pipe(v.number(), v.finite()),
  cachedTokens: v.exactOptional(v.pipe(v.number(), v.finite())),
});

export const final = v.object({
  v: v.literal(1),
  reason: endReasonSchema,
  text: v.string(),
  notice: v.exactOptional(v.string()),
  pictures: v.exactOptional(v.number()),
  events: v.array(eventSchema),
  settings: v.exactOptional(settingsSchema),
  usage: v.exactOptional(v.object(usage.entries)),
  model: v.exactOptional(v.string()),
  controls: v.exactOptional(v.array(v.array(v.object({ data: v.string(), label: v.string() })))),
  hidden: v.exactOptional(v.boolean()),
  removes: v.exactOptional(v.array(v.string())),
});

export const receipt = v.object({ part: whole, ids: v.array(v.string()), start: whole, end: whole });

const modelEvent = v.variant('type', [
  v.strictObject({ type: v.literal('text'), delta: v.string() }),
  v.strictObject({
    type: v.literal('end'),
    reason: v.picklist(['complete', 'length', 'filtered']),
    usage: v.exactOptional(usage),
  }),
]);

/** A value that has not the form of its type, and where. */
class ShapeError extends Error {
  readonly paths: readonly string[];

  constructor(what: string, issues: readonly v.BaseIssue<unknown>[]) {
    const paths = issues.map((issue) => v.getDotPath(issue) ?? 'it');
    super(`${what}: ${issues.map(({ message }, index) => `${paths[index]}: ${message}`).join('; ')}`);
    this.paths = paths;
  }
}

/** Fails unless `value` has the form of `schema`. */
export function holdShape(schema: v.GenericSchema, value: unknown, what: string): void {
  const read = v.safeParse(schema, value);
  if (!read.success) throw new ShapeError(what, read.issues);
}

/** Whether an error is only about fields of stored values that nothing reads: they are not looked at. */
export function isUnread(error: unknown): boolean {
  const unread = /(?:^|\.)(?:addressed|usage)(?:\.|$)/;
  return error instanceof ShapeError && error.paths.every((path) => unread.test(path));
}

/** What is stored may come from another version: its ids are whatever they are, further fields are no harm. */
const loose = {
  key: v.string(),
  alsoKeys: v.exactOptional(v.array(v.string())),
  surface: v.string(),
  conversation: v.string(),
  ownConversation: v.exactOptional(v.string()),
  groupConversation: v.exactOptional(v.string()),
  lane: v.exactOptional(v.string()),
  about: v.exactOptional(v.string()),
  place: v.object({ ...base.place.entries, scopes: v.array(v.string()) }),
  actor: v.object({ ...base.actor.entries, id: v.string() }),
  target: v.object({
    ...base.target.entries,
    surface: v.string(),
    chat: v.string(),
    pace: v.exactOptional(v.string()),
    prompt: v.exactOptional(v.string()),
  }),
  quote: v.exactOptional(v.object(quote.entries)),
};
const loosePrompt = {
  attachments: v.array(v.object(attachment.entries)),
  pieces: v.exactOptional(v.array(v.object(piece.entries))),
};
const looseCommand = {
  material: v.exactOptional(v.array(v.object(quote.entries))),
  pressed: v.exactOptional(v.string()),
  subject: v.exactOptional(v.string()),
};

const storedTurn = v.variant('kind', [
  v.object({ ...prompt.entries, ...loose, ...loosePrompt }),
  v.object({ ...command.entries, ...loose, ...looseCommand }),
]);

/** Fails unless a turn that is handed on has all that its type says. */
export function holdTurnInbound(value: unknown): void {
  holdShape(storedTurn, value, 'a stored inbound');
}

/** Fails unless `value` is an event of a model's stream. */
export function holdModelEvent(value: unknown): void {
  holdShape(modelEvent, value, 'a model event');
}

/** Fails unless both are the same data. */
export function holdSame(actual: unknown, expected: unknown, what: string): void {
  hold(isDeepStrictEqual(actual, expected), () => `${what}: ${JSON.stringify(actual)} and ${JSON.stringify(expected)}`);
}
