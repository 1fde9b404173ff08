import { randomBytes } from 'node:crypto';
import type { ModelMessage, ToolCall } from '../ports/index.ts';
import { headOf } from '../util/text.ts';
import { fields, stringOr } from './json.ts';

/** Calls of tools, as models write them: whole or in pieces, with ids or without. */

/** Most calls of one stream; what goes beyond is dropped. */
const MOST_CALLS = 64;
/** Most arguments of one call, in UTF-16 units. */
const MOST_ARGUMENTS = 100_000;
/** Part that is kept of longer arguments: the beginning of an object is no JSON, and so nobody runs it. */
const KEPT = 1_000;
/** Longest id that is kept: some gateways carry signatures in it, and want them back. */
const LONGEST_ID = 10_000;
const LONGEST_NAME = 200;

/** Call as a service told it. */
interface Told {
  id: unknown;
  name: unknown;
  arguments: unknown;
  /** Field that it wants back with the call. */
  extra?: unknown;
}

/** Makes calls with ids of their own, in one stream. */
export interface CallMaker {
  /** Undefined for a call without a name, and for one too many. */
  make(told: Told): ToolCall | undefined;
}

/** An id that was taken in the messages before is not given twice: some servers count anew in each answer. */
export function createCallMaker(messages: readonly ModelMessage[] = []): CallMaker {
  const taken = new Set(
    messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'call' ? [part.call.id] : []))),
  );
  let count = 0;

  function idOf(told: unknown): string {
    const isUsable = typeof told === 'string' && told !== '' && told.length <= LONGEST_ID && !taken.has(told);
    // Nine letters and digits: Mistral takes no other ids.
    const id = isUsable ? told : randomBytes(5).toString('hex').slice(0, 9);
    taken.add(id);
    return id;
  }

  return {
    make({ id, name, arguments: written }) {
      const called = typeof name === 'string' ? headOf(name.trim(), LONGEST_NAME) : '';
      if (called === '' || count >= MOST_CALLS) return undefined;
      count += 1;
      return { id: idOf(id), name: called, arguments: argumentsOf(written) };
    },
  };
}

/** Arguments as JSON text. Some servers send the object itself, or nothing where there are none. */
function argumentsOf(written: unknown): string {
  if (written === undefined || written === null) return '{}';
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  if (text.trim() === '') return '{}';
  return text.length > MOST_ARGUMENTS ? headOf(text, KEPT) : text;
}

/** Arguments as they may be sent back: some servers read them, and refuse what is no object. */
export function sentArguments(written: string): string {
  return isObject(written) ? written : '{}';
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Call that is arriving in pieces. */
interface Arriving {
  id: string | undefined;
  name: string;
  pieces: string[];
  length: number;
  extra?: unknown;
  /** Times it was looked whether it is whole. */
  looks: number;
}

/** Calls of a chat stream, put together from its deltas. */
export interface ArrivingCalls {
  readonly any: boolean;
  add(entries: unknown): void;
  /** Gives the calls that arrived, in order. */
  told(): Told[];
}

/** Most looks whether one call is whole. */
const MOST_LOOKS = 20;

/** Servers differ in whether ids, indexes and names come once, each time, never, or all alike: what they mean is told by all three. */
export function createArrivingCalls(): ArrivingCalls {
  const calls: Arriving[] = [];
  const byIndex = new Map<unknown, Arriving>();
  let last: Arriving | undefined;

  function begin(index: unknown, id: string | undefined, name: string): Arriving {
    const call: Arriving = { id, name, pieces: [], length: 0, looks: 0 };
    if (calls.length < MOST_CALLS) calls.push(call);
    if (index !== undefined) byIndex.set(index, call);
    return call;
  }

  function find(index: unknown, id: string | undefined, name: string, piece: unknown): Arriving | undefined {
    const at = index === undefined ? last : byIndex.get(index);
    if (!at || name === '') return at;
    // One that has a name of its own is another, where the id says so, or what came is whole and this begins anew.
    if (id !== undefined && at.id !== undefined && id !== at.id) return calls.find((call) => call.id === id);
    return (id === undefined || at.id === undefined) && startsAnew(at, piece) ? undefined : at;
  }

  function add(entry: unknown): void {
    const { index: told, id: named, function: called, extra_content: extra } = fields(entry);
    const { name: written, arguments: piece } = fields(called);
    const index = typeof told === 'number' ? told : undefined;
    const id = stringOr(named) || undefined;
    const name = stringOr(written) ?? '';
    const call = find(index, id, name, piece) ?? begin(index, id, name);
    last = call;
    call.id ??= id;
    call.extra ??= extra ?? undefined;
    if (call.name === '') call.name = name;
    const text = typeof piece === 'object' && piece !== null ? JSON.stringify(piece) : (stringOr(piece) ?? '');
    if (call.length > MOST_ARGUMENTS || text === '') return;
    call.pieces.push(headOf(text, MOST_ARGUMENTS + 1));
    call.length += text.length;
  }

  return {
    get any() {
      return calls.length > 0;
    },
    add(entries) {
      for (const entry of Array.isArray(entries) ? entries : []) add(entry);
    },
    told: () => calls.map(({ id, name, pieces, extra }) => ({ id, name, arguments: pieces.join(''), extra })),
  };
}

/** Tells whether a piece begins a new object behind one that is whole. */
function startsAnew(call: Arriving, piece: unknown): boolean {
  if (typeof piece === 'object' && piece !== null) return call.length > 0;
  const isBeginning = typeof piece === 'string' && piece.trimStart().startsWith('{');
  if (!isBeginning || !call.pieces.at(-1)?.trimEnd().endsWith('}') || call.looks >= MOST_LOOKS) return false;
  call.looks += 1;
  return isObject(call.pieces.join(''));
}
