import * as fc from 'fast-check';
import * as v from 'valibot';
import { type AppliedTurn, type Context, createConversations } from '../../src/conversation/conversations.ts';
import { isOnBranch, shownAnswer } from '../../src/conversation/exchange.ts';
import { headSchema, threadIndexSchema } from '../../src/conversation/stored.ts';
import type { ConversationEvent } from '../../src/ports/index.ts';
import { exchangeSchema } from '../../src/ports/index.ts';
import { hold, wrong } from '../fuzz/property.ts';
import { holdSame, holdShape } from '../fuzz/shapes.ts';
import { memory } from './memory.ts';
import { type Line, Screen } from './screen.ts';

/** Whatever people do to a conversation, in whatever order: it stays a forest with a way to its head, and says what the chat shows. */

/** Turns of a path in these tests: few, so that most chats are longer. */
export const LIMIT = 4;
const PINS = 20;
const MARKS = 32;
const TIPS = 50;

/** `of`: which turn or thread, counted from the newest; past the oldest there is none of that name. */
export type Step =
  | {
      what: 'ask';
      text: string;
      after: 'head' | 'none' | 'stranger' | number;
      thread: 'current' | 'unsaid' | 'new' | 'left' | 'dropped' | number;
    }
  | { what: 'reply'; text: string; of: number }
  | { what: 'revise'; text: string; of: number; how: 'again' | 'below' | 'reworded' | 'continued' }
  | { what: 'show'; of: number; answer: number }
  | { what: 'remove'; of: number }
  | { what: 'omit'; of: number; omitted: boolean }
  | { what: 'pin'; of: number; pinned: boolean }
  | { what: 'reset'; titled: boolean }
  | { what: 'switch'; of: number }
  | { what: 'title'; of: number }
  | { what: 'drop'; of: number }
  | { what: 'command'; menu: boolean }
  /** A button of a command's answer. */
  | { what: 'press'; of: number }
  /** The message of a question or a command is edited to be the other, or another command. */
  | { what: 'edit'; of: number; into: 'question' | 'command' }
  /** A button that was made to say something about what is off every branch. */
  | { what: 'misuse'; of: number; how: 'ask' | 'revise' | 'show' | 'pin' | 'omit' }
  | { what: 'delete'; of: number }
  /** Something that was done is delivered again, `ago` steps later. */
  | { what: 'repeat'; ago: number }
  | { what: 'restart' };

export function steps(text: fc.Arbitrary<string>): fc.Arbitrary<Step[]> {
  const of = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }) }, { weight: 2, arbitrary: fc.nat({ max: 14 }) });
  const what = <const T extends string>(name: T) => fc.constant(name);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        what: what('ask'),
        text,
        after: what('head'),
        thread: fc.constantFrom('current', 'unsaid'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        what: what('ask'),
        text,
        after: fc.oneof(fc.constantFrom('none' as const, 'stranger' as const), of),
        thread: fc.oneof(
          fc.constantFrom('current' as const, 'unsaid' as const, 'new' as const, 'left' as const, 'dropped' as const),
          of,
        ),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('reply'), text, of }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: what('revise'),
        text,
        of,
        how: fc.constantFrom('again', 'below', 'reworded', 'continued'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('show'), of, answer: fc.integer({ min: -1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ what: what('remove'), of }) },
    { weight: 2, arbitrary: fc.record({ what: what('omit'), of, omitted: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ what: what('pin'), of, pinned: fc.oneof(fc.constant(true), fc.boolean()) }) },
    { weight: 2, arbitrary: fc.record({ what: what('reset'), titled: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ what: what('switch'), of }) },
    { weight: 1, arbitrary: fc.record({ what: what('title'), of }) },
    { weight: 1, arbitrary: fc.record({ what: what('drop'), of }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ what: 'restart' }) },
    { weight: 3, arbitrary: fc.record({ what: what('command'), menu: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ what: what('press'), of }) },
    { weight: 3, arbitrary: fc.record({ what: what('edit'), of, into: fc.constantFrom('question', 'command') }) },
    { weight: 1, arbitrary: fc.record({ what: what('delete'), of }) },
    {
      weight: 2,
      arbitrary: fc.record({
        what: what('misuse'),
        of,
        how: fc.constantFrom('ask', 'revise', 'show', 'pin', 'omit'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ what: what('repeat'), ago: fc.nat({ max: 12 }) }) },
  );
  return fc.array(step, { minLength: 1, maxLength: 40, size: 'max' });
}

const place = { conversation: 'c|0', chat: 'chat' };

/** Does all that, and holds after each step what has to hold. */
export async function live(list: readonly Step[]): Promise<void> {
  const { documents, kept } = memory();
  let conversations = createConversations(documents, LIMIT);
  const screen = new Screen();
  const asked = new Asked();
  const done: { deed: AppliedTurn; events: ConversationEvent[] }[] = [];
  for (const [index, step] of list.entries()) {
    if (step.what === 'restart') {
      conversations = createConversations(documents, LIMIT);
      continue;
    }
    if (step.what === 'repeat') {
      const again = done.at(-1 - step.ago);
      if (!again) continue;
      const before = structuredClone([...kept]);
      await conversations.apply(again.deed, again.events);
      holdSame([...kept], before, 'twice is not once');
      continue;
    }
    const id = `t${index}`;
    const context = await conversations.context(place.conversation);
    const events = eventsOf(step, index, screen, context, asked);
    if (events.length === 0) continue;
    const deed = { ...place, turn: id, asker: 'test:1', at: index + 1, parts: [`m${index}`] };
    done.push({ deed, events });
    screen.apply(id, index + 1, events);
    await conversations.apply(deed, events);
    await asked.apply(id, events, conversations);
    holdForest(kept);
    holdHead(kept);
    holdForgotten(kept, screen);
    await holdShown(conversations, screen);
    await holdOffBranch(conversations, asked, screen);
  }
  await holdMoved(conversations, kept, screen);
}

function eventsOf(step: Step, index: number, screen: Screen, context: Context, asked: Asked): ConversationEvent[] {
  const turnOf = (of: number) => [...screen.turns.keys()].at(-1 - of) ?? 'nobody';
  const threadOf = (of: number) => screen.list()[of] ?? 'no such thread';
  // Every text can be told from all others, so that one that was taken away can be looked for.
  const words = { text: `#${index}# ${'text' in step ? step.text : ''}`, id: `p${index}` };
  const answer = { text: `re #${index}#`, reason: 'complete' as const };
  const answered = { type: 'answered' as const, prompt: words, answer };
  switch (step.what) {
    case 'ask': {
      const { after, thread } = step;
      const named = { none: null, head: context.head, stranger: 'a turn of another chat' };
      const parent = typeof after === 'number' ? turnOf(after) : named[after];
      if (thread === 'unsaid') return [{ ...answered, parent }];
      const left = `n${index}`;
      const threads = { current: context.thread, new: `t${index}`, left, dropped: [...screen.dropped].at(-1) ?? left };
      return [{ ...answered, parent, thread: typeof thread === 'number' ? threadOf(thread) : threads[thread] }];
    }
    case 'reply': {
      const parent = turnOf(step.of);
      const thread = threadOf(step.of);
      return [
        { type: 'switched', thread },
        { ...answered, parent, thread },
      ];
    }
    case 'revise': {
      const revised = { type: 'revised' as const, turn: turnOf(step.of), answer };
      if (step.how === 'reworded') return [{ ...revised, prompt: words }];
      if (step.how === 'below') return [{ ...revised, enters: true }];
      return [step.how === 'continued' ? { ...revised, replace: true } : revised];
    }
    case 'show':
      return [{ type: 'shown', turn: turnOf(step.of), answer: step.answer }];
    case 'remove':
      return [{ type: 'removed', turn: turnOf(step.of) }];
    case 'omit':
      return [{ type: 'omitted', turn: turnOf(step.of), omitted: step.omitted }];
    case 'pin':
      return [{ type: 'pinned', turn: turnOf(step.of), pinned: step.pinned }];
    case 'reset':
      return [{ type: 'reset', ...(step.titled ? { title: `title ${index}` } : {}) }];
    case 'switch':
      return [{ type: 'switched', thread: threadOf(step.of) }];
    case 'title':
      return [{ type: 'titled', thread: threadOf(step.of), title: `title ${index}` }];
    case 'drop':
      return [{ type: 'dropped', thread: threadOf(step.of) }];
    case 'command':
      return [{ type: 'recorded', prompt: words, ...(step.menu ? { menu: {} } : {}) }];
    case 'press': {
      const exchange = asked.commands().at(-1 - step.of)?.exchange;
      return [{ type: 'recorded', prompt: { text: '' }, menu: {}, ...(exchange === undefined ? {} : { exchange }) }];
    }
    case 'edit': {
      const message = asked.messages().at(-1 - step.of);
      if (!message) return [];
      const { id, exchange, offBranch } = message;
      const prompt = { ...words, id };
      const removed = { type: 'removed' as const, turn: exchange };
      if (step.into === 'question') return [removed, { ...answered, prompt, parent: context.head }];
      return offBranch ? [{ type: 'recorded', exchange, prompt }] : [removed, { type: 'recorded', prompt }];
    }
    case 'delete':
      return asked
        .messages()
        .flatMap(({ exchange }, at, all) =>
          at === all.length - 1 - step.of ? [{ type: 'removed' as const, turn: exchange }] : [],
        );
    case 'misuse': {
      const exchange = asked.commands().at(-1 - step.of)?.exchange;
      if (exchange === undefined) return [];
      if (step.how === 'ask') return [{ ...answered, parent: exchange }];
      if (step.how === 'revise') return [{ type: 'revised', turn: exchange, answer, enters: true }];
      if (step.how === 'show') return [{ type: 'shown', turn: exchange, answer: 0 }];
      if (step.how === 'pin') return [{ type: 'pinned', turn: exchange, pinned: true }];
      return [{ type: 'omitted', turn: exchange, omitted: true }];
    }
    default:
      return [];
  }
}

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
function holdForest(kept: Kept, conversation = place.conversation): void {
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
function holdHead(kept: Kept, conversation = place.conversation): void {
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
function holdForgotten(kept: Kept, screen: Screen): void {
  const all = JSON.stringify([...kept.values()]);
  for (const [id, { gone }] of screen.turns) {
    if (gone) hold(!all.includes(`#${id.slice(1)}#`), `${id} was taken away, and its words are still kept`);
  }
}

type Conversations = ReturnType<typeof createConversations>;

/** What would go to the model is what the chat shows, along the current branch and along any other. */
async function holdShown(conversations: Conversations, screen: Screen): Promise<void> {
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
class Asked {
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
async function holdOffBranch(conversations: Conversations, asked: Asked, screen: Screen): Promise<void> {
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
async function holdMoved(conversations: Conversations, kept: Kept, screen: Screen): Promise<void> {
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
