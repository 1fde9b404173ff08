import type { Actor, MediaAddress, MediaSource, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';

/**
 * Every id this adapter makes or reads, in one place. Telegram's ids are whole numbers below 2^52; those of groups are
 * negative, those of supergroups start with -100.
 */

export const surfaceName = 'telegram';

/** Name of the stored position in the stream of updates. */
export const offsetCursor = 'telegram:offset';

/** Address to write to: the chat and, in a forum, the topic's thread. */
export interface Address {
  chat: number;
  thread?: number;
}

/** `telegram:<chat>`: what pacing and permission count by. */
export function chatId(chat: number): string {
  return `${surfaceName}:${chat}`;
}

export function actorId(user: number): string {
  return `${surfaceName}:${user}`;
}

/** Address of a message: only supergroups have some (https://core.telegram.org/api/links#message-links). */
export function messageLink(chat: string, message: string): string | undefined {
  const [, channel] = /^telegram:-100(\d+)$/.exec(chat) ?? [];
  return channel !== undefined && /^\d+$/.test(message) ? `https://t.me/c/${channel}/${message}` : undefined;
}

export function messageKey(chat: number, message: number): string {
  return `${chatId(chat)}:${message}`;
}

/** Both groups of a move tell of it; this is one event. */
export function moveKey(from: number, to: number): string {
  return `${chatId(from)}:moved:${to}`;
}

/** One edit of a message; a later one has another update. */
export function editKey(chat: number, message: number, update: number): string {
  return `${surfaceName}:edit:${chat}:${message}:${update}`;
}

/** One press of a button. */
export function pressKey(query: string): string {
  return `${surfaceName}:press:${query}`;
}

/** One press of Telegram's own Stop. */
export function stopKey(chat: number, update: number): string {
  return `${surfaceName}:stop:${chat}:${update}`;
}

/** The target of an answer to `message`, where there is one. */
export function encodeTarget(address: Address, message: number | undefined, group: boolean): Target {
  const { chat, thread } = address;
  return {
    surface: surfaceName,
    chat: chatId(chat),
    group,
    privately: false,
    ...(message === undefined ? {} : { prompt: String(message) }),
    address: thread === undefined ? { chat } : { chat, thread },
  };
}

/**
 * The target of what a press leads to. With `privately` it is the presser's screen: an alert, within seconds of the
 * press; else the chat.
 */
export function pressTarget(target: Target, query: string, user: number): Target {
  return { ...target, address: { ...target.address, callback: query, user } };
}

/** The same for a button under a message that only the presser sees: what follows is for nobody else either. */
export function ephemeralPressTarget(target: Target, query: string, user: number): Target {
  return pressTarget({ ...privateTarget(target, user), privately: false }, query, user);
}

/** The press that waits for its answer, if the target is one's. */
export function pendingPress({ address }: Target): string | undefined {
  const { callback } = address;
  return typeof callback === 'string' ? callback : undefined;
}

/** Person who pressed a button, if the chat sees what follows the press. */
export function presserIn({ group, address }: Target): number | undefined {
  const { user } = address;
  return group && isId(user) ? user : undefined;
}

/** The press whose button still waits, also where what follows goes to the presser alone. */
export function answerOwed({ address }: Target): string | undefined {
  const { query, callback = query } = address;
  return typeof callback === 'string' ? callback : undefined;
}

/**
 * Target that only `user`, a member of a group, sees: their private chat, or the group where that chat is closed to the
 * bot. It has the private chat's pace. A private target stays as it is.
 */
export function privateTarget(target: Target, user: number): Target {
  if (!target.group) return isPrivate(target) ? withoutPress(target) : target;
  const { chat, thread } = decodeTarget(target);
  const query = pendingPress(target);
  return {
    surface: surfaceName,
    chat: chatId(user),
    group: false,
    privately: true,
    address: {
      chat: user,
      group: chat,
      ...(thread === undefined ? {} : { topic: thread }),
      ...(query === undefined ? {} : { query }),
    },
  };
}

/** A press is answered once; what is said to its presser alone afterwards is a message, not an alert. */
function withoutPress(target: Target): Target {
  const { callback, user: _, ...address } = target.address;
  return { ...target, privately: true, address: callback === undefined ? address : { ...address, query: callback } };
}

function isPrivate({ address }: Target): boolean {
  return address['group'] !== undefined;
}

/** Place to write to if the private chat of the only reader is closed to the bot. */
export interface PrivateAddress extends Address {
  user: number;
  /** The press that led to it. */
  query?: string;
}

/** The group behind a target that is for one person alone; undefined for any other target. */
export function decodePrivate({ address }: Target): PrivateAddress | undefined {
  const { chat: user, group: chat, topic, query = address['callback'] } = address;
  if (!isId(user) || !isId(chat)) return undefined;
  return {
    chat,
    user,
    ...(isId(topic) ? { thread: topic } : {}),
    ...(typeof query === 'string' ? { query } : {}),
  };
}

export function decodeTarget({ address }: Target): Address {
  const { chat, thread } = address;
  if (!isId(chat)) throw new Fault('internal', 'a target names no chat of this platform');
  return isId(thread) ? { chat, thread } : { chat };
}

/** Telegram's id of a person. */
export function decodeActor({ id }: Actor): number {
  const user = id.startsWith(`${surfaceName}:`) ? Number(id.slice(surfaceName.length + 1)) : Number.NaN;
  if (!isId(user)) throw new Fault('internal', 'a person of another platform');
  return user;
}

/** Target without the press that led to it: a chat's id lasts, a press is answered within seconds. */
export function lastingTarget({ prompt: _, ...target }: Target): Target {
  // `user` is who pressed; the reader of a private target is its `chat`.
  const { callback: _callback, query: _query, user: _user, ...address } = target.address;
  return { ...target, address };
}

/** The same target in the chat that took over. Message and topic ids do not carry over. */
export function movedTarget(target: Target, to: string): Target {
  const { prompt: _, ...rest } = target;
  if (isPrivate(target)) {
    const { topic: __, ...address } = target.address;
    return { ...rest, address: { ...address, group: Number(to) } };
  }
  return { ...rest, chat: chatId(Number(to)), address: { chat: Number(to), moved: true } };
}

/** Tells whether ids of messages known before still mean the same messages. */
export function hasMoved({ address }: Target): boolean {
  return address['moved'] === true;
}

export function decodeMessage(id: string): number {
  const number = Number(id);
  if (!isId(number)) throw new Fault('internal', 'a message id of another platform');
  return number;
}

/** A message in a group that only one person sees. Its id means nothing without the two others. */
export interface Ephemeral {
  chat: number;
  user: number;
  message: number;
}

/** `e:<chat>:<user>:<message>`: tells apart what was written to the private chat and what to the group. */
export function encodeEphemeral({ chat, user, message }: Ephemeral): string {
  return `e:${chat}:${user}:${message}`;
}

/** Undefined for the id of a message everybody in its chat sees. */
export function decodeEphemeral(id: string): Ephemeral | undefined {
  if (!id.startsWith('e:')) return undefined;
  const [chat, user, message] = id.slice(2).split(':').map(Number);
  if (!isId(chat) || !isId(user) || !isId(message)) throw new Fault('internal', 'a message id that cannot be read');
  return { chat, user, message };
}

/** Source of a file of this bot's, by its id; `size` as it was told, bytes. */
export function fileSource(file: string, size: number | undefined): MediaSource {
  return { surface: surfaceName, address: { file, ...(size === undefined ? {} : { size }) } };
}

export function decodeFile({ file, size }: MediaAddress): { file: string; size?: number } {
  if (typeof file !== 'string') throw new Fault('internal', 'an address that names no file of this platform');
  return { file, ...(typeof size === 'number' ? { size } : {}) };
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
