import type { CallPart, ModelMessage, ServiceItem } from '../ports/index.ts';
import { wordsOf } from '../util/messages.ts';
import { sizeOf } from './json.ts';
import { sentArguments } from './tool-calls.ts';

/** Messages that called tools, and their results, as the Responses API has them: items, in the order in which they came. */

/** Most items of one answer, in UTF-16 units of their JSON. */
export const MOST_ITEMS = 1_000_000;

type Item = Readonly<Record<string, unknown>>;

/** Items of one answer that go back with the next request. */
export interface ItemKeeper {
  /** Keeps an item that is done. */
  keep(item: Item): void;
  /** All of them, or none where there are too many: a part of them would be refused. */
  kept(): ServiceItem[];
}

/** `owner` names the model that makes them. */
export function createItemKeeper(owner: string): ItemKeeper {
  const items: Item[] = [];
  let room = MOST_ITEMS;
  return {
    keep(item) {
      const own = keptOf(item);
      // A reasoning item is refused without that which it led to.
      if (!own) while (items.at(-1)?.['type'] === 'reasoning') items.pop();
      if (!own || room < 0) return;
      room -= sizeOf(own);
      items.push(own);
    },
    kept: () => (room < 0 ? [] : items.map((item) => ({ model: owner, item }))),
  };
}

/** Types of items that go back as they are. Pictures are too large for it. */
const types: readonly unknown[] = ['message', 'web_search_call', 'code_interpreter_call'];

/** Item as it is kept; undefined for one that does not go back. Arguments are the call's: they are not kept twice. */
function keptOf(item: Item): Item | undefined {
  const { type, arguments: _, ...call } = item;
  if (type === 'function_call') return { type, ...call };
  if (type === 'reasoning') return isReadable(item) ? item : undefined;
  return types.includes(type) ? item : undefined;
}

/** A service that keeps nothing knows a reasoning item by what is in it alone. */
function isReadable({ encrypted_content: encrypted, content }: Item): boolean {
  return typeof encrypted === 'string' || (Array.isArray(content) && content.length > 0);
}

/** Tells whether a message has calls, their results or items. */
export function isOfTools({ role, parts }: ModelMessage): boolean {
  return role === 'tool' || parts.some(({ type }) => type === 'call' || type === 'item');
}

/** Tells whether messages have items of a service. */
export function hasItems(messages: readonly ModelMessage[]): boolean {
  return messages.some(({ parts }) => parts.some(({ type }) => type === 'item'));
}

/** Gives messages without items: calls and words tell the same, to whoever made them. */
export function withoutItems(messages: readonly ModelMessage[]): ModelMessage[] {
  return messages.map(({ role, parts }) => ({ role, parts: parts.filter(({ type }) => type !== 'item') }));
}

/** Input items of a message of tools, for the model that `owner` names. */
export function itemsFor(message: ModelMessage, owner: string): object[] {
  const { parts } = message;
  if (message.role === 'tool') {
    return parts.flatMap((part) =>
      part.type === 'result' ? [{ type: 'function_call_output', call_id: part.call, output: part.text }] : [],
    );
  }
  const calls = parts.filter((part) => part.type === 'call');
  const own = parts.flatMap((part) => (part.type === 'item' && part.model === owner ? [part.item] : []));
  const kept = own.map((item) => restored(item, calls)).filter((item) => item !== undefined);
  const called = new Set(kept.map((item) => item['call_id']));
  const text = kept.some((item) => item['type'] === 'message') ? '' : wordsOf(message);
  return [
    ...kept,
    ...(text === '' ? [] : [{ role: 'assistant', content: text }]),
    ...calls.filter(({ call }) => !called.has(call.id)).map(({ call }) => asItem(call)),
  ];
}

const asItem = ({ id, name, arguments: written }: CallPart['call']) => ({
  ...{ type: 'function_call', call_id: id, name, arguments: sentArguments(written) },
});

/** Item with the arguments of its call; undefined where the message has no such call. */
function restored(item: Item, calls: readonly CallPart[]): Item | undefined {
  if (item['type'] !== 'function_call') return item;
  const made = calls.find(({ call }) => call.id === item['call_id']);
  return made && { ...item, arguments: sentArguments(made.call.arguments) };
}
