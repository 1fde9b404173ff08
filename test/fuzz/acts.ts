import * as fc from 'fast-check';
import { passedOn } from '../../src/conversation/pieces.ts';
import { MOST_PIECES, piecesOf } from '../../src/intake/pieces.ts';
import { keysOf } from '../../src/intake/tags.ts';
import type { InboundEvent, Message, Task } from '../../src/ports/index.ts';
import { type ActsRoom, openActsRoom } from './acts-room.ts';
import { type Fuzz, fuzz, hold } from './property.ts';
import { holdSame, holdTask } from './shapes.ts';

/** What people send as several messages, through the core's way in: joined or not, nothing is lost and nothing is doubled. */

const shapes = {
  words: {},
  long: { length: 3900 },
  full: { length: 4096 },
  forward: { source: { kind: 'forward', author: 'Carl' } },
  otherForward: { source: { kind: 'forward', author: 'Dora' } },
  longForward: { length: 4000, source: { kind: 'forward', author: 'Carl' } },
  forwardedPoll: { text: '', details: 'Poll', source: { kind: 'forward' } },
  byBot: { source: { kind: 'bot' } },
  album: { album: '7', attachments: [{ kind: 'picture' }] },
  otherAlbum: { album: '8', attachments: [{ kind: 'picture' }] },
  picture: { text: '', attachments: [{ kind: 'picture' }] },
  reply: { quote: { id: '1', author: 'Dora', text: 'said' } },
  command: { text: '/translate' },
  plainCommand: { text: '/help' },
  blank: { text: '  ' },
} as const satisfies Record<string, Partial<Message>>;

interface Said {
  shape: keyof typeof shapes;
  who: number;
  /** Time since the message before, by the platform's clock, ms. */
  gap: number;
  /** In a group, the bot is mentioned. */
  addressed: boolean;
  /** How often in a row. */
  times: number;
}

const shapeNames = Object.keys(shapes) as (keyof typeof shapes)[];
/** What is joined comes more often. */
const joined = ['words', 'long', 'full', 'forward', 'otherForward', 'album'] as const;

const said: fc.Arbitrary<Said> = fc.record({
  shape: fc.oneof(fc.constantFrom(...joined), fc.constantFrom(...shapeNames)),
  who: fc.constantFrom(0, 0, 0, 1),
  gap: fc.constantFrom(0, 0, 1, 300, 1000, 2000, 2001, 60_000),
  addressed: fc.boolean(),
  times: fc.oneof({ weight: 30, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(3, 55) }),
});

interface Case {
  group: boolean;
  bursts: 'each' | 'together';
  all: Said[];
  /** Sizes of the batches, over and over. */
  sizes: number[];
  /** Numbers of the batches before which the work begins, answers become final, and turns are closed. */
  begin: number;
  finish: number;
  close: number;
  /** After which batch which of those before comes again. */
  again: { after: number; which: number }[];
  /** Deliveries in another order: keys of sorting, over and over; in order where there are none. */
  order: number[];
}

const acts: fc.Arbitrary<Case> = fc.record({
  group: fc.boolean(),
  bursts: fc.constantFrom('each', 'together'),
  all: fc.array(said, { minLength: 1, maxLength: 9 }),
  sizes: fc.array(fc.constantFrom(1, 1, 2, 3, 100), { minLength: 1, maxLength: 4 }),
  begin: fc.nat({ max: 10 }),
  finish: fc.nat({ max: 10 }),
  close: fc.nat({ max: 12 }),
  again: fc.array(fc.record({ after: fc.nat({ max: 9 }), which: fc.nat({ max: 9 }) }), { maxLength: 3 }),
  order: fc.oneof(fc.constant<number[]>([]), fc.array(fc.nat({ max: 9 }), { minLength: 2, maxLength: 9 })),
});

/** Ids of chats and people are a case's own. */
let chats = 0;

/** The messages as an adapter reports them. Each has a mark of its own among its words. */
function eventsOf({ group, all }: Case): InboundEvent<Message>[] {
  chats += 1;
  const chat = `telegram:${chats}`;
  const place = { kind: group ? ('group' as const) : ('private' as const), scopes: [chat] };
  let at = 1_790_000_000_000;
  return all
    .flatMap((each) => Array.from({ length: each.times }, () => each))
    .map(({ shape, who, gap, addressed }, index) => {
      at += gap;
      const { text = `<${index}> said`, length, ...more }: Partial<Message> = shapes[shape];
      const marked = text.startsWith('/') ? `${text} <${index}>` : text;
      return {
        v: 2,
        key: `${chat}:${index}`,
        at: { ...place, surface: 'telegram', chat },
        actor: { id: `${chat}${who}`, name: who === 0 ? 'Ann' : 'Bo' },
        sentAt: at,
        reply: {
          ...{ surface: 'telegram', chat, group, privately: false, prompt: String(index + 1) },
          address: { chat: chats },
        },
        body: {
          ...{ type: 'message', addressed: !group || addressed, attachments: [], at },
          ...structuredClone(more),
          ...{ text: marked, length: length ?? marked.length },
        },
      };
    });
}

function batchesOf(events: readonly InboundEvent<Message>[], sizes: readonly number[]) {
  const batches: InboundEvent<Message>[][] = [];
  for (let at = 0; at < events.length; ) {
    const size = sizes[batches.length % sizes.length] ?? 1;
    batches.push(events.slice(at, at + size));
    at += size;
  }
  return batches;
}

function reordered<T>(list: readonly T[], order: readonly number[]): T[] {
  if (order.length === 0) return [...list];
  const keyed = list.map((value, at) => ({ value, key: at + (order[at % order.length] ?? 0) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}

interface Played {
  events: InboundEvent<Message>[];
  tasks: Task[];
  room: ActsRoom;
}

async function play(what: Case): Promise<Played> {
  const room = await openActsRoom(what.bursts);
  const events = reordered(eventsOf(what), what.order);
  const batches = batchesOf(events, what.sizes);
  for (const [index, batch] of batches.entries()) {
    if (index === what.begin) room.begin();
    if (index === what.finish) room.finish();
    if (index === what.close) room.close();
    await room.deliver(batch);
    for (const { after, which } of what.again)
      if (after === index) await room.deliver(await taken(room, batches[Math.min(which, index)] ?? []));
  }
  const tasks = await room.end([`telegram:${chats}`]);
  return { events, tasks, room };
}

/** What was taken in of a batch. Group talk that was not is heard anew when it comes again: nothing is kept of it. */
async function taken(room: ActsRoom, batch: readonly InboundEvent<Message>[]): Promise<InboundEvent[]> {
  const known = await room.known(batch.map(({ key }) => key));
  return batch.filter(({ key, body }) => body.addressed || known.has(key));
}

/** Every message is in one task; those of a group that are meant for nobody are in one at most. */
async function holdOnce({ events, tasks, room }: Played): Promise<void> {
  const keys = tasks.flatMap(keysOf);
  hold(new Set(keys).size === keys.length, () => `a message in two tasks: ${keys.join()}`);
  const wanted = events.filter(({ body }) => body.addressed).map(({ key }) => key);
  const lost = wanted.find((key) => !keys.includes(key));
  hold(lost === undefined, () => `${lost} is lost`);
  hold((await room.known(wanted)).size === wanted.length, 'a message that would be taken in again');
  const strange = keys.find((key) => !events.some((event) => event.key === key));
  hold(strange === undefined, () => `a message that nobody sent: ${strange}`);
}

/** Tasks come in the order in which they were asked for, and messages in theirs. */
function holdOrder({ events, tasks }: Played): void {
  const place = (key: string) => events.findIndex((event) => event.key === key);
  const rises = (keys: readonly string[]) =>
    keys.every((key, at) => at === 0 || place(keys[at - 1] ?? '') < place(key));
  hold(rises(tasks.map(({ key }) => key)), () => `tasks out of order: ${tasks.map(({ key }) => key).join()}`);
  for (const task of tasks) {
    const { pieces } = task;
    if (!pieces) continue;
    const keys = pieces.map(({ key }) => key);
    // What was not meant for the bot comes with the message behind it that takes it along.
    const meant = keys.filter((key) => events[place(key)]?.body.addressed);
    hold(rises(meant), () => `messages out of order: ${keys.join()}`);
    holdSame(keys.toSorted(), keysOf(task).toSorted(), 'the messages of a task and the keys that it uses up');
    hold(pieces.length <= MOST_PIECES, () => `${pieces.length} messages in a task`);
    const people = new Set(keys.map((key) => events[place(key)]?.actor.id));
    hold(people.size === 1, 'messages of two people in a task');
  }
}

/** A task says the words of its messages, each once, and no more. */
function holdWords({ events }: Played, task: Task): void {
  holdTask(task);
  if (task.kind !== 'prompt' || task.command !== undefined) return;
  const { before, behind } = passedOn(task);
  const told = [...before, task, ...behind].map(({ text }) => text).join('\n');
  const pieces = piecesOf(task) ?? [];
  const own = events.filter(({ key }) => pieces.some((piece) => piece.key === key));
  const written = own.map(({ body }) => body.text).filter((text) => text.includes('<'));
  for (const text of written) {
    const mark = /<\d+>/.exec(text)?.[0] ?? '';
    hold(told.split(mark).length === 2, () => `${mark} is not said once in ${told}`);
  }
  const most = own.reduce((sum, { body }) => sum + body.text.length + 2, 0);
  hold(told.length <= most + 2, () => `${told.length} letters of ${most}`);
}

/** Which messages were put together, by their numbers. */
function partition({ tasks }: Played): string[] {
  return tasks.map((task) =>
    keysOf(task)
      .map((key) => Number(key.split(':')[2]))
      .toSorted((a, b) => a - b)
      .join('+'),
  );
}

async function holdAll(played: Played): Promise<void> {
  await holdOnce(played);
  holdOrder(played);
  for (const task of played.tasks) holdWords(played, task);
}

export const actProperties: readonly Fuzz[] = [
  fuzz('acts', acts, async (what) => {
    const played = await play(what);
    await holdAll(played);
    // What comes again once all is answered is asked for by nobody.
    const { room, events } = played;
    await room.deliver(events.filter(({ body }) => body.addressed).toReversed());
    hold((await room.end([`telegram:${chats}`])).length === played.tasks.length, 'answered again');
  }),
  fuzz('acts-again', acts, async (what) => {
    const once = partition(await play({ ...what, again: [] }));
    holdSame(partition(await play(what)), once, 'what comes again is put together in another way');
  }),
  fuzz('acts-cuts', acts, async (what) => {
    // Where nobody begins before all is there, it is the same however it arrives.
    // What would not stand beside a forward by itself keeps it apart, where it may yet turn out to be a question of its own.
    const all = what.all.filter(({ shape }) => shape !== 'blank' && shape !== 'plainCommand');
    const never = Number.POSITIVE_INFINITY;
    const late = { ...what, all, begin: never, finish: never, close: never, again: [] };
    const whole = partition(await play({ ...late, sizes: [1000] }));
    holdSame(partition(await play(late)), whole, 'in other batches it is put together in another way');
  }),
];
