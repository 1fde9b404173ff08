import { Fault } from '../../src/errors.ts';
import type { Target } from '../../src/ports.ts';

/**
 * Every id this adapter makes or reads, in one place. Telegram's ids are whole numbers below 2^52; those of groups are
 * negative, those of supergroups start with -100.
 */

export const surfaceName = 'telegram';

/** Name of the stored position in the stream of updates. */
export const offsetCursor = 'telegram:offset';

/** Where to write: chat and, in a forum, the topic's thread. */
export interface Address {
  chat: number;
  thread?: number;
}

/** `telegram:<chat>`: what pacing and permission count by. */
export function chatId(chat: number): string {
  return `${surfaceName}:${chat}`;
}

/** `telegram:<chat>[:<thread>]`: a topic has a conversation of its own. */
export function conversationId({ chat, thread }: Address): string {
  return thread === undefined ? chatId(chat) : `${chatId(chat)}:${thread}`;
}

export function actorId(user: number): string {
  return `${surfaceName}:${user}`;
}

export function messageKey(chat: number, message: number): string {
  return `${chatId(chat)}:${message}`;
}

/** All messages of one album share it. */
export function albumKey(chat: number, album: string): string {
  return `${chatId(chat)}:album:${album}`;
}

/** Both groups of a move tell of it; this is one event. */
export function moveKey(from: number, to: number): string {
  return `${chatId(from)}:moved:${to}`;
}

/** The target of an answer to `message`. */
export function encodeTarget(address: Address, message: number, group: boolean): Target {
  const { chat, thread } = address;
  return {
    surface: surfaceName,
    chat: chatId(chat),
    group,
    privately: false,
    prompt: String(message),
    address: thread === undefined ? { chat } : { chat, thread },
  };
}

export function decodeTarget({ address }: Target): Address {
  const { chat, thread } = address;
  if (!isId(chat)) throw new Fault('internal', 'a target names no chat of this platform');
  return isId(thread) ? { chat, thread } : { chat };
}

/** The same target in the chat that took over. Message and topic ids do not carry over. */
export function movedTarget(target: Target, to: string): Target {
  const { prompt: _, ...rest } = target;
  return { ...rest, chat: chatId(Number(to)), address: { chat: Number(to), moved: true } };
}

/** Whether ids of messages known before still mean the same messages. */
export function hasMoved({ address }: Target): boolean {
  return address['moved'] === true;
}

export function decodeMessage(id: string): number {
  const number = Number(id);
  if (!isId(number)) throw new Fault('internal', 'a message id of another platform');
  return number;
}

/**
 * The stored position names its bot: another bot's ids would confirm updates nobody has read.
 */
export function encodeOffset(bot: number, offset: number): string {
  return `${bot}:${offset}`;
}

/** The offset, or undefined when it is another bot's or cannot be read. */
export function decodeOffset(bot: number, value: string | undefined): number | undefined {
  const [owner, offset] = value?.split(':').map(Number) ?? [];
  return owner === bot && isId(offset) ? offset : undefined;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && value !== 0;
}
