import * as v from 'valibot';
import type { Break, Request } from './protocol.ts';

/** What the browser sends is checked here, and nowhere else. */

/** Longest body that is read: a request with files. */
export const LONGEST_BODY = 30 * 1024 * 1024;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const text = v.pipe(v.string(), v.maxLength(100_000));
const pixels = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)));

const file = v.object({
  kind: v.picklist(['picture', 'file', 'voice']),
  name,
  mime: v.pipe(v.string(), v.maxLength(100), v.regex(/^[\w.+-]+\/[\w.+-]+(?:;[\w.+=, "-]*)?$/)),
  data: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_BODY)),
  duration: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(36_000))),
  width: pixels,
  height: pixels,
});

const values = v.pipe(
  v.record(name, v.union([text, v.number(), v.boolean()])),
  v.check((all) => Object.keys(all).length <= 25),
);

const where = { key: id, person: id, place: id };

const request: v.GenericSchema<unknown, Request> = v.variant('act', [
  v.object({
    ...where,
    act: v.literal('say'),
    text,
    replyTo: v.exactOptional(id),
    files: v.exactOptional(v.pipe(v.array(file), v.maxLength(10))),
  }),
  v.object({ ...where, act: v.literal('edit'), message: id, text }),
  v.object({ ...where, act: v.literal('erase'), message: id }),
  v.object({ ...where, act: v.literal('forward'), message: id }),
  v.object({
    ...where,
    act: v.literal('react'),
    message: id,
    emoji: v.pipe(v.string(), v.maxLength(32), v.regex(/^[\p{Emoji}\p{Emoji_Component}]+$/u)),
  }),
  v.object({ ...where, act: v.literal('press'), message: id, data: v.pipe(v.string(), v.maxLength(200)) }),
  v.object({ ...where, act: v.literal('stop') }),
  v.object({
    ...where,
    act: v.literal('use'),
    name,
    options: values,
    files: v.exactOptional(
      v.pipe(
        v.record(name, file),
        v.check((all) => Object.keys(all).length <= 10),
      ),
    ),
  }),
  v.object({ ...where, act: v.literal('complete'), name, options: values, focused: name }),
  v.object({ ...where, act: v.literal('pick'), message: id, name }),
  v.object({ ...where, act: v.literal('fill'), form: id, texts: v.record(id, text) }),
  v.object({ ...where, act: v.literal('dismiss'), form: id }),
]);

const breaking: v.GenericSchema<unknown, Break> = v.union([
  v.object({ key: id, trouble: v.picklist(['limit', 'failure', 'stall', 'reset', 'lost']), on: v.boolean() }),
  v.object({ key: id, bot: v.picklist(['kill', 'start']) }),
]);

/** Reads a body; undefined where it is not what it has to be. */
export function readDeed(body: Buffer): Request | undefined {
  return read(request, body);
}

export function readBreak(body: Buffer): Break | undefined {
  return read(breaking, body);
}

function read<T>(schema: v.GenericSchema<unknown, T>, body: Buffer): T | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(body.toString('utf8')));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
