import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';

import {
  itemSchema,
  MOST_DETAILS,
  taskSchema,
  toolCallSchema,
  usageSchema,
  webSourceSchema,
} from '../../src/ports/index.ts';

import { hold } from './property.ts';

/** The ports' plain data, as strict as it is written down there. */

export const id = v.pipe(v.string(), v.regex(/^(?:telegram|discord):[\s\S]+$/));
export const filled = v.pipe(v.string(), v.nonEmpty());
export const scalar = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()]);

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
  kind: v.exactOptional(v.literal('chat')),
  behind: v.exactOptional(id),
});

/** Content besides words. */
export const details = v.pipe(v.string(), v.nonEmpty(), v.maxLength(MOST_DETAILS));

/** Nothing that ends by itself is kept, and no name is a path. */
const mediaSource = v.strictObject({
  surface: v.picklist(['telegram', 'discord']),
  address: v.pipe(
    v.record(v.string(), scalar),
    v.check((address) => !/https?:|[?&]ex=/.test(JSON.stringify(address))),
  ),
  passing: v.exactOptional(v.literal(true)),
});
const amount = v.exactOptional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const mediaType = v.exactOptional(v.pipe(v.string(), v.regex(/^[a-z]+\/[a-z0-9.+_-]+$/), v.maxLength(150)));
export const attachment = v.strictObject({
  kind: v.picklist(['picture', 'voice', 'audio', 'video', 'sticker', 'file', 'other']),
  source: v.exactOptional(mediaSource),
  mime: mediaType,
  name: v.exactOptional(v.pipe(filled, v.maxLength(128), v.regex(/^[^/\\\n]+$/))),
  size: amount,
  durationMs: amount,
  width: amount,
  height: amount,
  moving: v.exactOptional(v.literal(true)),
  preview: v.exactOptional(v.strictObject({ source: mediaSource, mime: mediaType, size: amount })),
});
export const source = v.strictObject({
  kind: v.picklist(['forward', 'bot']),
  author: v.exactOptional(filled),
  own: v.exactOptional(v.literal(true)),
  place: v.exactOptional(filled),
});
export const quote = v.strictObject({
  id: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
  author: v.exactOptional(v.string()),
  text: v.string(),
  chosen: v.exactOptional(v.boolean()),
  source: v.exactOptional(source),
  attachments: v.exactOptional(v.array(attachment)),
  details: v.exactOptional(details),
  unseen: v.exactOptional(v.literal(true)),
});
export const piece = v.strictObject({
  key: v.string(),
  id: v.string(),
  text: v.string(),
  at: v.exactOptional(finite),
  album: v.exactOptional(filled),
  length: v.exactOptional(finite),
  source: v.exactOptional(source),
  details: v.exactOptional(details),
  attachments: v.exactOptional(v.array(attachment)),
  quote: v.exactOptional(quote),
});
export const opening = v.strictObject({ title: v.exactOptional(filled), starter: v.exactOptional(quote) });

const outgoing = v.strictObject({ bytes: v.instance(Uint8Array), mime: v.string(), name: v.string() });
const modelEvent = v.variant('type', [
  v.strictObject({ type: v.literal('text'), delta: v.string() }),
  v.strictObject({ type: v.literal('reasoning'), delta: v.string() }),
  v.strictObject({ type: v.literal('reset') }),
  v.strictObject({ type: v.literal('drawing') }),
  v.strictObject({
    type: v.literal('picture'),
    file: outgoing,
  }),
  v.strictObject({ type: v.literal('file'), file: outgoing }),
  v.strictObject({ type: v.literal('call'), call: v.strictObject(toolCallSchema.entries) }),
  v.strictObject({ type: v.literal('item'), item: v.strictObject(itemSchema.entries) }),
  v.strictObject({ type: v.literal('commentary'), delta: filled }),
  v.strictObject({
    type: v.literal('working'),
    on: v.picklist(['search', 'code']),
    query: v.exactOptional(filled),
  }),
  v.strictObject({ type: v.literal('source'), source: v.strictObject(webSourceSchema.entries) }),
  v.strictObject({
    type: v.literal('end'),
    reason: v.picklist(['complete', 'length', 'filtered']),
    usage: v.exactOptional(v.strictObject(usageSchema.entries)),
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

/** Fails unless a turn that is handed on has all that its type says. */
export function holdTask(value: unknown): void {
  holdShape(taskSchema, value, 'a stored task');
}

/** Fails unless `value` is an event of a model's stream. */
export function holdModelEvent(value: unknown): void {
  holdShape(modelEvent, value, 'a model event');
}

/** Fails unless both are the same data. */
export function holdSame(actual: unknown, expected: unknown, what: string): void {
  hold(isDeepStrictEqual(actual, expected), () => `${what}: ${JSON.stringify(actual)} and ${JSON.stringify(expected)}`);
}
