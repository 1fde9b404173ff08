import * as v from 'valibot';
import { type ChatSettings, type Exchange, exchangeSchema, originSchema, settingsSchema } from '../ports/index.ts';
import { withMediaApart } from './prompt-record.ts';
import { exchangeOfV1, type LinkV1, linkV1Schema } from './stored-v1.ts';
import { type Summary, summariesSchema, summarySchema } from './summary.ts';

/** Shapes of what is stored beside the exchanges, and how stored values are read: what versions before kept, too. */

const text = v.string();
const number = v.pipe(v.number(), v.finite());

const pathEntry = v.object({ id: text, pinned: v.exactOptional(v.literal(true)) });

/** Exchange on a path. */
export type PathEntry = v.InferOutput<typeof pathEntry>;

const leave = v.object({
  /** Digest of the tool as it was. */
  tool: text,
  /** Name of it for people. */
  title: text,
  /** Exchange in which it was allowed: the leave goes with it. */
  exchange: text,
  /** Epoch ms. */
  at: number,
});

/** Leave to run a tool without asking, in one thread, until that is left. */
export type Leave = v.InferOutput<typeof leave>;

const label = v.object({
  title: v.exactOptional(text),
  /** The title was made from what was said. */
  made: v.exactOptional(v.literal(true)),
  /** First words of its first prompt, and the exchange they are from. */
  hint: v.exactOptional(v.object({ text, turn: text })),
});

/** Words that a thread is known by. */
export type Label = v.InferOutput<typeof label>;

export const headSchema = v.object({
  v: v.literal(1),
  /** The exchange the next one follows; null at the start of a thread. */
  head: v.nullable(text),
  /** The path there (`path.ts`). */
  path: v.array(pathEntry),
  /** Ids of the turns that were applied last: twice is once. */
  applied: v.array(text),
  /** Id of the current thread; FIRST where absent. */
  thread: v.exactOptional(text),
  /** Label of that thread. Releases store it under this name. */
  naming: v.exactOptional(label),
  /** Time at which its newest exchange was applied, epoch ms. */
  at: v.exactOptional(number),
  /** Time at which somebody last returned to this thread, or made an exchange of it show another answer, epoch ms. */
  touched: v.exactOptional(number),
  /** The newest exchanges of this thread's other branches, the one left last at the end. Stored by releases under this name. */
  tips: v.exactOptional(v.array(text)),
  /** The threads that were deleted last: an answer that was still written in one does not bring it back. */
  dropped: v.exactOptional(v.array(text)),
  /** Something was pinned here at some time, so that pinned exchanges are worth looking for. */
  pinning: v.exactOptional(v.literal(true)),
  /** The conversation goes on under this id: its chat was given a new one. */
  movedTo: v.exactOptional(text),
  /** Chat whose choices hold here, where that is another than the conversation. */
  settingsChat: v.exactOptional(text),
  /** The id it had before. */
  movedFrom: v.exactOptional(text),
  /** Something was taken away since it was tidied: rows of it are left, or more threads than are kept. */
  untidy: v.exactOptional(v.literal(true)),
  /** All of it was gone over once (`tidy.ts`), also what versions before left behind. */
  tidied: v.exactOptional(v.literal(true)),
  /** Other accounts (Actor.id) of the person whose private conversation it is, that went on with it in their own chats. */
  guests: v.exactOptional(v.array(text)),
  /** Tools that run without asking in the current thread. */
  leaves: v.exactOptional(v.array(leave)),
  /** Number of exchanges off every branch so far: the next one's place among those that are kept. */
  recorded: v.exactOptional(number),
});

/** Head of a conversation: its current thread. Its size does not grow with the age of the chat. */
export type Head = v.InferOutput<typeof headSchema>;

const threadEntry = v.object({
  id: text,
  /** Newest exchange of the thread; null while it is empty. */
  head: v.nullable(text),
  /** Time at which that was applied, epoch ms; 0 without one, or when an older version did not say. */
  at: number,
  naming: v.exactOptional(label),
  /** Pinned exchanges at the time the thread was left, oldest first. */
  pins: v.exactOptional(v.array(text)),
  /** The newest exchanges of its other branches, the one left last at the end. */
  tips: v.exactOptional(v.array(text)),
});

/** Thread that is not the current one. */
export type ThreadEntry = v.InferOutput<typeof threadEntry>;

export const threadIndexSchema = v.object({ v: v.literal(1), threads: v.array(threadEntry) });

/** The threads of a conversation beside the current one, newest first. */
export type ThreadIndex = v.InferOutput<typeof threadIndexSchema>;

const linkSchema = v.object({
  v: v.literal(2),
  conversation: text,
  exchange: text,
  /** The message asked for the exchange; it does not show it. */
  prompt: v.exactOptional(v.literal(true)),
  /** Place where it is answered, where that is another than the message's. */
  answeredAt: v.exactOptional(originSchema),
});

/** Exchange that a bubble, or a prompt's message, belongs to. */
export type Link = v.InferOutput<typeof linkSchema>;

/** Reads a stored value; undefined where it has another shape. */
export interface Reader<T> {
  (value: unknown): T | undefined;
  /** Takes a value of our own making. While it is remembered it is not checked: a head names up to 512 exchanges. */
  own<V extends T & object>(value: V): V;
}

export const readHead: Reader<Head> = once((value) => checked(headSchema, value));
export const readThreadIndex: Reader<ThreadIndex> = once((value) => checked(threadIndexSchema, value));
export const readSettings: Reader<ChatSettings> = once((value) => checked(settingsSchema, value));
export const readExchange: Reader<Exchange> = once((value) => {
  const exchange = checked(exchangeSchema, value) ?? exchangeOfV1(value);
  return exchange && { ...exchange, prompt: withMediaApart(exchange.prompt) };
});
/** Summaries of a thread; releases before kept one. */
export const readSummaries: Reader<readonly Summary[]> = once((value) => {
  const alone = checked(summarySchema, value);
  return alone ? [alone] : checked(summariesSchema, value)?.all;
});
export const readLink: Reader<Link | LinkV1> = once((value) =>
  checked(v.variant('v', [linkSchema, linkV1Schema]), value),
);

function checked<T>(schema: v.GenericSchema<T>, value: unknown): T | undefined {
  return v.is(schema, value) ? value : undefined;
}

/**
 * Checks each value once: those kept in memory are shared and never changed in place. A question reads forty exchanges;
 * checking them costs 165 µs, looking them up 2 µs.
 */
function once<T>(read: (value: unknown) => T | undefined): Reader<T> {
  const known = new WeakMap<object, T>();
  const reader = (value: unknown): T | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    const before = known.get(value);
    if (before !== undefined) return before;
    const now = read(value);
    if (now !== undefined) known.set(value, now);
    return now;
  };
  const own = <V extends T & object>(value: V): V => {
    known.set(value, value);
    return value;
  };
  return Object.assign(reader, { own });
}
