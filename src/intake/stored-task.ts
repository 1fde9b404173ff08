import * as v from 'valibot';
import { attachmentKinds, type Prompt, type Target, type Task, type TaskReader } from '../ports/index.ts';
import { bubbleTags, keysOf, queueOf, tagsOf } from './tags.ts';

/**
 * Reads stored tasks. They are our own writing, checked against damage and other versions: every field that is read
 * later, further ones allowed.
 */
export const taskReader: TaskReader = {
  read: (stored) => (isTask(stored) ? stored : undefined),

  salvage(stored, { id, conversation, acceptedAt }) {
    const target = targetIn(stored);
    if (!target) return undefined;
    const { surface, group } = target;
    const place: Prompt['place'] = { kind: group ? 'group' : 'private', scopes: [] };
    const said = { kind: 'prompt', text: '', addressed: true, attachments: [] } as const;
    const key = `salvaged:${id}`;
    return {
      ...said,
      v: 1,
      key,
      surface,
      conversation,
      place,
      actor: { id: '', name: '' },
      sentAt: acceptedAt,
      target,
      attachments: [],
    };
  },

  facts(task) {
    const { conversation, surface, target } = task;
    const pace = target.pace ?? target.chat;
    return { keys: keysOf(task), queue: queueOf(task), conversation, surface, pace, tags: tagsOf(task) };
  },

  bubbleTags,
};

/** The one object under this name; within a text somebody wrote, its quotes would stand behind backslashes. */
function targetIn(text: string): Target | undefined {
  const [, rest] = text.split('"target":', 2);
  if (!rest?.startsWith('{')) return undefined;
  // It holds one object itself, so its own end is among the first braces.
  for (let end = rest.indexOf('}'), tries = 0; end >= 0 && tries < 5; end = rest.indexOf('}', end + 1), tries += 1) {
    try {
      const value: unknown = JSON.parse(rest.slice(0, end + 1));
      return isTarget(value) ? value : undefined;
    } catch {}
  }
  return undefined;
}

function isTarget(value: unknown): value is Target {
  return v.is(targetShape, value);
}

function isTask(value: unknown): value is Task {
  return v.is(taskShape, value);
}

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const flag = v.boolean();
const scalar = v.union([text, number, flag]);
const attachments = v.array(v.object({ kind: v.picklist(attachmentKinds) }));
const quote = v.object({
  id: text,
  author: v.optional(text),
  text,
  attachments: v.optional(attachments),
  chosen: v.optional(flag),
});
const tier = v.optional(v.picklist(['basic', 'advanced']));
const piece = v.object({ key: text, id: text, text });

const targetShape = v.object({
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

const base = {
  v: v.literal(1),
  key: text,
  alsoKeys: v.optional(v.array(text)),
  surface: text,
  conversation: text,
  ownConversation: v.optional(text),
  groupConversation: v.optional(text),
  lane: v.optional(text),
  about: v.optional(text),
  place,
  actor: v.object({ id: text, name: text, locale: v.optional(text), moderator: v.optional(flag) }),
  sentAt: number,
  target: targetShape,
  quote: v.optional(quote),
  amends: v.optional(text),
  pieces: v.optional(v.array(piece)),
  joint: v.optional(text),
};

const problemKinds = [
  'missing',
  'unknown',
  'number',
  'integer',
  'boolean',
  'choice',
  'length',
  'alone',
  'gone',
] as const;

const taskShape = v.variant('kind', [
  v.object({
    ...base,
    kind: v.literal('prompt'),
    text,
    attachments,
    skipped: v.optional(flag),
  }),
  v.object({
    ...base,
    kind: v.literal('command'),
    name: text,
    options: v.record(text, scalar),
    problem: v.optional(v.object({ kind: v.picklist(problemKinds), values: v.record(text, v.union([text, number])) })),
    material: v.optional(v.array(quote)),
    pressed: v.optional(text),
    subject: v.optional(text),
    openly: v.optional(targetShape),
    home: v.optional(targetShape),
    reworded: v.optional(v.object({ text, tier, pieces: v.optional(v.array(piece)) })),
  }),
]);
