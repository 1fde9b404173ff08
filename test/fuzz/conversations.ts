import * as fc from 'fast-check';
import * as v from 'valibot';
import { createConversations } from '../../src/conversation/conversations.ts';
import type { ConversationEvent } from '../../src/ports.ts';
import { type Fuzz, fuzz, hold, holdPlain } from './property.ts';
import { head, holdSame, holdShape, turn } from './shapes.ts';
import { text } from './values.ts';

/** Conversations: whatever happens to them and whatever is found in the store, what is handed on is a conversation. */

/** Documents as the store keeps them: plain JSON, everything in a copy. */
export function memory(entries: Iterable<readonly [string, unknown]> = []) {
  const kept = new Map<string, unknown>(entries);
  const documents = {
    getMany: async (keys: readonly string[]) => keys.map((key) => structuredClone(kept.get(key))),
    async setMany(list: readonly { key: string; value: unknown }[]) {
      for (const { key, value } of list) {
        holdPlain(value, `what is stored as ${key}`);
        kept.set(key, structuredClone(value));
      }
    },
    setAside: async (key: string) => void kept.delete(key),
  };
  return { documents, kept };
}

export const LIMIT = 5;

type Step =
  | { what: 'ask'; text: string; answer: string; from: number }
  | { what: 'again'; text: string; answer: string; from: number }
  | { what: 'reset' }
  | { what: 'settings'; tier: 'basic' | 'advanced' }
  | { what: 'repeat' }
  | { what: 'move' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    // `from`: which turn it follows; the head for a negative number, as nearly always.
    arbitrary: fc.record({
      what: fc.constantFrom('ask', 'again'),
      text,
      answer: text,
      from: fc.integer({ min: -6, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ what: 'reset' }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('settings'), tier: fc.constantFrom('basic', 'advanced') }) },
  { weight: 2, arbitrary: fc.constant<Step>({ what: 'repeat' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ what: 'move' }) },
);

/** The tree as it is written down is one: parents exist, the path is a path and ends in the head. */
function holdTree(kept: ReadonlyMap<string, unknown>, conversation: string, left: ReadonlySet<string>): void {
  const stored = kept.get(`head|${conversation}`);
  if (stored === undefined) return;
  holdShape(head, stored, 'the head');
  const { head: at, path, applied } = v.parse(head, stored);
  hold(path.length <= LIMIT && applied.length <= 32, 'more is kept than the limits say');
  hold(new Set(path.map(({ id }) => id)).size === path.length, 'a turn twice on the path');
  hold(
    (at === null) === (path.length === 0) && path.at(-1)?.id === (at ?? undefined),
    'the path does not end in the head',
  );
  let before: string | undefined;
  for (const { id } of path) {
    const document = kept.get(`turn|${conversation}|${id}`);
    holdShape(turn, document, `the turn ${id}`);
    const node = v.parse(turn, document);
    hold(node.id === id, 'a turn under another id');
    if (before !== undefined) hold(node.parent === before, 'a path with a gap');
    before = id;
  }
  for (const [key, value] of kept) {
    if (!key.startsWith(`turn|${conversation}|`)) continue;
    const { parent } = v.parse(turn, value);
    const there = parent === null || left.has(parent) || kept.has(`turn|${conversation}|${parent}`);
    hold(there, 'a parent that does not exist');
  }
}

async function live(steps: readonly Step[]): Promise<void> {
  const { documents, kept } = memory();
  const conversations = createConversations(documents, LIMIT);
  let place = { conversation: 'c|0', chat: 'chat' };
  let count = 0;
  let last: (() => Promise<void>) | undefined;
  const turns: string[] = [];
  /** Turns that a move left behind, for only the path goes along. */
  const left = new Set<string>();
  for (const each of steps) {
    if (each.what === 'move') {
      const to = { conversation: `c|${kept.size}`, chat: `chat|${kept.size}` };
      const before = (await conversations.context(place.conversation)).turns;
      await conversations.move(place, to);
      await conversations.move(place, to);
      holdSame((await conversations.context(to.conversation)).turns, before, 'a moved chat');
      for (const id of turns) left.add(id);
      turns.splice(0, turns.length, ...(await conversations.context(to.conversation)).turns.map(({ id }) => id));
      if (kept.has(`head|${to.conversation}`)) place = to;
      last = undefined;
      continue;
    }
    if (each.what === 'repeat') {
      const before = structuredClone([...kept]);
      await last?.();
      holdSame([...kept], before, 'twice is not once');
      continue;
    }
    const again = each.what === 'again' && turns.length > 0;
    if (!again) count += 1;
    const id = again ? (turns.at(-1) ?? 't0') : `t${count}`;
    const events = await eventsOf(each, id);
    const applied = { ...place, turn: id, revision: again ? count++ : 1, asker: 'a', at: count, parts: [`m${count}`] };
    last = () => conversations.apply(applied, events);
    await last();
    if (!again && (each.what === 'ask' || each.what === 'again')) turns.push(id);
    holdTree(kept, place.conversation, left);
    const context = await conversations.context(place.conversation);
    hold(context.turns.length <= LIMIT, 'more context than the limit');
    hold(context.turns.at(-1)?.id === (context.head ?? undefined), 'context without its head');
    if (each.what === 'settings')
      hold((await conversations.settings(place.chat)).tier === each.tier, 'settings are lost');
    if (each.what === 'reset')
      hold(context.head === null && context.turns.length === 0, 'something is left of a reset');
    if (each.what === 'ask')
      hold((await conversations.link(place.chat, `m${count}`))?.turn === id, 'a bubble without its turn');
  }

  async function eventsOf(each: Step, id: string): Promise<ConversationEvent[]> {
    if (each.what === 'reset') return [{ type: 'reset' }];
    if (each.what === 'settings') return [{ type: 'settings', settings: { v: 1, tier: each.tier } }];
    if (each.what !== 'ask' && each.what !== 'again') return [];
    const context = await conversations.context(place.conversation);
    // An answer once more follows what its turn followed.
    const node = kept.get(`turn|${place.conversation}|${id}`);
    const parent = node === undefined ? (turns[each.from] ?? context.head) : v.parse(turn, node).parent;
    return [
      { type: 'answered', parent, prompt: { text: each.text }, answer: { text: each.answer, reason: 'complete' } },
    ];
  }
}

export const conversationProperties: readonly Fuzz[] = [
  fuzz('conversation-events', fc.array(step, { maxLength: 20 }), live),
];
