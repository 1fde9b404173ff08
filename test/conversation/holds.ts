import * as v from 'valibot';
import type { Context, Conversations } from '../../src/conversation/conversations.ts';
import { isOnBranch, shownAnswer } from '../../src/conversation/exchange.ts';
import { headSchema, threadIndexSchema } from '../../src/conversation/stored.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { exchangeSchema } from '../../src/ports/index.ts';
import { hold, wrong } from '../fuzz/property.ts';
import { holdSame, holdShape } from '../fuzz/shapes.ts';
import type { Line, Screen } from './screen.ts';

/** What holds of a conversation, whatever was done to it. */

/** Turns of a path in these tests: few, so that most chats are longer. */
export const LIMIT = 4;
const PINS = 20;
const MARKS = 32;
const TIPS = 50;

export const place = { conversation: 'c|0', chat: 'chat' };

type Kept = ReadonlyMap<string, unknown>;

function turnsOf(kept: Kept, conversation: string) {
  const start = `turn|${conversation}|`;
  return new Map(
    [...kept].flatMap(([key, value]) => {
      if (!key.startsWith(start)) return [];
      holdShape(exchangeSchema, value, key);
      const node = v.parse(exchangeSchema, value);
      return isOnBranch(node) ? [[key.slice(start.length), node] as const] : wrong(`${key} is on no branch`);
    }),
  );
}

/** Every turn's parent is there, and every way back ends. */
export function holdForest(kept: Kept, conversation = place.conversation): void {
  const turns = turnsOf(kept, conversation);
  for (const [id, node] of turns) {
    hold(node.id === id, 'a turn under another id');
    const seen = new Set([id]);
    for (let parent = node.place.parent; parent !== null; ) {
      const before = turns.get(parent);
      if (!before) throw new Error(`the parent ${parent} does not exist`);
      hold(!seen.has(parent), `a circle through ${parent}`);
      seen.add(parent);
      parent = before.place.parent;
    }
  }
}

/** The path is one that ends in the head, of turns that are there, and neither it nor anything beside it grows. */
export function holdHead(kept: Kept, conversation = place.conversation): void {
  const stored = kept.get(`head|${conversation}`);
  holdShape(headSchema, stored, 'the head');
  const { head: at, path, applied } = v.parse(headSchema, stored);
  const turns = turnsOf(kept, conversation);
  hold(path.at(-1)?.id === (at ?? undefined), 'the path does not end in the head');
  hold(new Set(path.map(({ id }) => id)).size === path.length, 'a turn twice on the path');
  const edge = Math.max(0, path.length - LIMIT);
  for (const [index, { id, pinned }] of path.entries()) {
    const node = turns.get(id);
    if (!node || node.removed) throw new Error(`${id} on the path is not there`);
    hold(node.pinned === pinned, `${id} is not pinned as its path says`);
    hold(index >= edge || pinned === true, 'a path longer than the limit');
    if (index <= edge) continue;
    let before = node.place.parent;
    while (before !== null && turns.get(before)?.removed) before = turns.get(before)?.place.parent ?? null;
    hold(before === path[index - 1]?.id, `a gap on the path before ${id}`);
  }
  hold(path.length <= LIMIT + PINS && applied.length <= MARKS, 'more is kept than the limits say');
  // Ids of 4 characters in entries of 30, and a title and a hint: none of it depends on what was said.
  hold(JSON.stringify(stored).length < 30 * (LIMIT + PINS) + 8 * (MARKS + TIPS) + 700, 'a head that grows');
  const beside = kept.get(`shelf|${conversation}`);
  if (beside !== undefined) holdShape(threadIndexSchema, beside, 'the other threads');
}

/** What was taken away is nowhere any more. */
export function holdForgotten(kept: Kept, screen: Screen): void {
  const all = JSON.stringify([...kept.values()]);
  for (const [id, { gone }] of screen.turns) {
    if (gone) hold(!all.includes(`#${id.slice(1)}#`), `${id} was taken away, and its words are still kept`);
  }
}

/** What would go to the model is what the chat shows, along the current branch and along any other. */
export async function holdShown(conversations: Conversations, screen: Screen): Promise<void> {
  const context = await conversations.context(place.conversation);
  holdSame(linesOf(context), screen.branch(LIMIT), 'the context is not what the chat shows');
  holdSame(context.thread, screen.current, 'another thread than the chat shows');
  hold((context.head ?? undefined) === context.turns.at(-1)?.id, 'context without its head');
  for (const [id, { gone }] of screen.turns) {
    const there = await conversations.context(place.conversation, id);
    const expected = screen.branch(LIMIT, gone ? undefined : id);
    holdSame(linesOf(there), expected, `the context of ${id} is not what the chat shows`);
    hold(gone || there.head === id, 'the context of another turn');
    hold(screen.threads.has(there.thread), 'a context in a thread that is not there');
    const found = await conversations.exchange(place.conversation, id);
    holdSame(found?.prompt.text, gone ? undefined : screen.turns.get(id)?.prompt, 'another turn');
  }
  const listed = await conversations.threads(place.conversation);
  holdSame(
    listed.map(({ id, title, hint }) => ({ id, title, hint: hint?.match(/^#\d+#/)?.[0] })),
    screen.list().map((id) => {
      const { title, hint } = screen.threads.get(id) ?? {};
      return { id, title, hint: hint && screen.turns.get(hint)?.prompt.match(/^#\d+#/)?.[0] };
    }),
    'other threads than the chat has',
  );
}

/** Messages people wrote, and what each was answered as last; the newest last. */
export class Asked {
  readonly #messages = new Map<string, { id: string; exchange: string; offBranch: boolean }>();
  /** Exchanges that were off every branch at some time. */
  readonly #offBranch = new Set<string>();

  messages() {
    return [...this.#messages.values()];
  }

  commands() {
    return this.messages().filter(({ offBranch }) => offBranch);
  }

  everOffBranch(): string[] {
    return [...this.#offBranch];
  }

  async apply(turn: string, events: readonly ConversationEvent[], conversations: Conversations): Promise<void> {
    for (const event of events) {
      if (event.type !== 'answered' && event.type !== 'recorded') continue;
      const { id } = event.prompt;
      if (id === undefined) continue;
      const found = await conversations.find(place.chat, id);
      const offBranch = event.type === 'recorded';
      const exchange = offBranch ? (found?.exchange.id ?? 'nothing') : turn;
      this.#messages.delete(id);
      this.#messages.set(id, { id, exchange, offBranch });
      if (offBranch) this.#offBranch.add(exchange);
    }
  }
}

/** What is off every branch is found by its message, and is in no context, whatever names it. */
export async function holdOffBranch(conversations: Conversations, asked: Asked, screen: Screen): Promise<void> {
  const off = new Set(asked.everOffBranch());
  for (const { id, exchange, offBranch } of asked.messages().slice(-4)) {
    const found = await conversations.find(place.chat, id);
    holdSame([found?.exchange.id, found?.isPrompt], [exchange, true], `${id} is another exchange`);
    hold(found !== undefined && isOnBranch(found.exchange) !== offBranch, `${id} is on a branch, or on none`);
  }
  for (const at of [undefined, ...[...off].slice(-2)]) {
    const { turns } = await conversations.context(place.conversation, at);
    holdSame(
      turns.map(({ id }) => id),
      screen.branch(LIMIT).map(({ id }) => id),
      'a way through what no branch holds',
    );
    hold(
      turns.every((turn) => isOnBranch(turn) && !off.has(turn.id)),
      'the model is told of a command',
    );
  }
}

/** Under a new id every thread says what it said before. */
export async function holdMoved(conversations: Conversations, kept: Kept, screen: Screen): Promise<void> {
  if (!kept.has(`head|${place.conversation}`)) return;
  const to = { conversation: 'c|1', chat: 'chat 1' };
  const threads = await conversations.threads(place.conversation);
  await conversations.move(place, to);
  const once = structuredClone([...kept]);
  await conversations.move(place, to);
  holdSame([...kept], once, 'a second move');
  holdSame(await conversations.threads(to.conversation), threads, 'a moved chat has other threads');
  holdForest(kept, to.conversation);
  for (const { bubbles } of turnsOf(kept, to.conversation).values()) holdSame(bubbles, [], 'messages of the old chat');
  for (const [index, { id }] of threads.entries()) {
    const last = screen.threads.get(id)?.last ?? null;
    const deed = { ...place, turn: `s${index}`, asker: 'test:1', at: 99, parts: [] };
    await conversations.apply(deed, [{ type: 'switched', thread: id }]);
    const context = await conversations.context(to.conversation);
    if (last !== null) holdSame(linesOf(context), screen.branch(LIMIT, last), 'a moved thread');
    holdHead(kept, to.conversation);
  }
}

function linesOf({ turns }: Context): Line[] {
  return turns.map((node) => ({
    id: node.id,
    prompt: node.prompt.text,
    answer: shownAnswer(node)?.text,
    answers: node.answers.map(({ text }) => text),
    omitted: node.omitted === true,
  }));
}
