import * as v from 'valibot';
import type { InboundEvent } from '../../src/ports/index.ts';
import { hold, holdPlain } from './property.ts';
import {
  actor,
  attachment,
  details,
  filled,
  finite,
  holdShape,
  id,
  opening,
  piece,
  place,
  quote,
  scalar,
  source,
  target,
} from './shapes.ts';

/** Events as adapters report them, as strict as the port is written down. */

const at = v.strictObject({
  ...place.entries,
  surface: v.picklist(['telegram', 'discord']),
  chat: id,
  title: v.exactOptional(v.pipe(filled, v.maxLength(128))),
  thread: v.exactOptional(filled),
  unnamed: v.exactOptional(v.literal(true)),
  parent: v.exactOptional(id),
  restricted: v.exactOptional(v.literal(true)),
  member: v.exactOptional(filled),
});

const base = {
  v: v.literal(2),
  key: id,
  alsoKeys: v.exactOptional(v.array(id)),
  at,
  actor,
  sentAt: finite,
  reply: target,
  own: v.exactOptional(v.boolean()),
};

const message = v.strictObject({
  type: v.literal('message'),
  text: v.string(),
  addressed: v.boolean(),
  attachments: v.array(attachment),
  pieces: v.exactOptional(v.array(piece)),
  joint: v.exactOptional(v.string()),
  quote: v.exactOptional(quote),
  source: v.exactOptional(source),
  details: v.exactOptional(details),
  opening: v.exactOptional(opening),
  at: finite,
  length: finite,
  album: v.exactOptional(filled),
});

const body = v.variant('type', [
  message,
  v.strictObject({
    type: v.literal('command'),
    name: v.string(),
    options: v.record(v.string(), scalar),
    files: v.exactOptional(v.record(v.string(), attachment)),
    quote: v.exactOptional(v.union([quote, v.literal('gone')])),
    material: v.exactOptional(v.array(quote)),
  }),
  v.strictObject({
    type: v.literal('press'),
    data: v.string(),
    message: filled,
    input: v.exactOptional(v.record(v.string(), v.string())),
  }),
  v.strictObject({
    type: v.literal('edit'),
    of: id,
    id: filled,
    at: finite,
    text: v.string(),
    whole: v.exactOptional(v.strictObject({ ...base, body: message })),
  }),
  v.strictObject({ type: v.literal('delete'), of: v.array(v.strictObject({ key: id, id: filled })) }),
  v.strictObject({ type: v.literal('move'), from: id }),
  v.strictObject({ type: v.literal('stop') }),
]);

const event = v.strictObject({ ...base, body });

/** Fails unless an adapter's event has the form of its type, and all its ids are that surface's. */
export function holdEventShape(value: InboundEvent, surface: 'telegram' | 'discord'): void {
  holdPlain(value, 'an event');
  holdShape(event, value, 'an event');
  const { key, alsoKeys = [], at: where, actor: who, reply } = value;
  const { scopes, chat, parent = chat } = where;
  const ids = [key, ...alsoKeys, chat, parent, who.id, reply.chat, ...scopes];
  const stray = ids.find((each) => !each.startsWith(`${surface}:`));
  hold(stray === undefined, () => `an id of another surface: ${stray}`);
  hold(where.surface === surface && reply.surface === surface, 'another surface');
  hold(new Set([key, ...alsoKeys]).size === alsoKeys.length + 1, 'a key twice in one event');
}
