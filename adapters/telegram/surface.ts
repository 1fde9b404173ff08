import { type Api, InputFile } from 'grammy';
import type { InputMediaPhoto, MessageEntity } from 'grammy/types';
import { Fault } from '../../src/errors.ts';
import type { Content, Picture, Placement, Rendered, Surface, SurfaceLimits, Target } from '../../src/ports.ts';
import { hasNoText, isNotModified, toFault } from './faults.ts';
import { decodeMessage, decodeTarget, hasMoved, movedTarget, surfaceName } from './ids.ts';
import { type ApiSignal, apiSignal } from './signal.ts';

/** How much the operator wants to send; 0 means no bound. */
export interface Rates {
  chatPerSecond: number;
  groupPerMinute: number;
  globalPerSecond: number;
}

/** Clients for quick calls and for uploads; they differ in how long they wait. */
export interface Clients {
  api: Api;
  media: Api;
}

/** Most pictures of one album (Bot API, sendMediaGroup). */
const albumSize = 10;

/** Stands where a bubble can no longer be deleted. */
const emptied: Content = { rendered: { text: '…' } };

const limits = {
  caption: 1024,
  pictures: albumSize,
  picturesPerEdit: 1,
  buttonsPerRow: 8,
  editIntervalMs: 1000,
  typingMs: 5000,
} as const satisfies Omit<SurfaceLimits, 'rates'>;

/** Telegram's chats as the core writes to them. */
export function createSurface(clients: Clients, rates: Rates): Surface {
  const { api } = clients;
  return {
    name: surfaceName,
    limits: { ...limits, rates: { ...rates, chatBurst: 3 } },
    renderer: async () => (await import('./format.ts')).telegramRenderer,
    // Telegram wants no first response; the typing sign is what says "I have got it".
    acknowledge: async () => undefined,
    async typing(target, signal) {
      const { chat, thread } = decodeTarget(target);
      await attempt(signal, (at) => api.sendChatAction(chat, 'typing', inThread(thread), at));
    },
    create: (target, content, placement, signal) =>
      attempt(signal, (at) => create(clients, target, content, placement, at)),
    edit: (target, id, content, signal) => attempt(signal, (at) => edit(clients, target, id, content, at)),
    remove: (target, id, signal) => attempt(signal, (at) => remove(clients, target, id, at)),
    moved: movedTarget,
  };
}

/** Runs a call; an abort throws the signal's reason, a refusal its Fault. */
async function attempt<T>(signal: AbortSignal, call: (signal: ApiSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  try {
    return await call(apiSignal(signal));
  } catch (error) {
    signal.throwIfAborted();
    throw toFault(error);
  }
}

async function create(
  clients: Clients,
  target: Target,
  content: Content,
  placement: Placement,
  signal: ApiSignal,
): Promise<string[]> {
  const { chat, thread } = decodeTarget(target);
  const where = { ...inThread(thread), ...inReply(target, placement) };
  const { pictures = [], rendered } = content;
  if (pictures.length > 0) return sendPictures(clients.media, chat, pictures, rendered, where, signal);
  const { text, entities } = textOf(rendered);
  const sent = await clients.api.sendMessage(chat, text, { ...where, ...noPreview, entities }, signal);
  return [String(sent.message_id)];
}

async function sendPictures(
  media: Api,
  chat: number,
  pictures: readonly Picture[],
  caption: Rendered,
  where: object,
  signal: ApiSignal,
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < pictures.length; at += albumSize) {
    const chunk = pictures.slice(at, at + albumSize);
    const items = chunk.map((picture, index) => photo(picture, at + index === 0 ? caption : undefined));
    const [first] = items;
    if (first && items.length === 1) {
      const { media: file, type: _, ...captions } = first;
      const sent = await media.sendPhoto(chat, file, { ...where, ...captions }, signal);
      ids.push(String(sent.message_id));
    } else {
      const sent = await media.sendMediaGroup(chat, items, where, signal);
      ids.push(...sent.map(({ message_id }) => String(message_id)));
    }
  }
  return ids;
}

async function edit(clients: Clients, target: Target, id: string, content: Content, signal: ApiSignal): Promise<void> {
  const { chat } = decodeTarget(target);
  const message = decodeMessage(id);
  const [picture] = content.pictures ?? [];
  try {
    if (picture) {
      await clients.media.editMessageMedia(chat, message, photo(picture, content.rendered), {}, signal);
    } else {
      await editWords(clients.api, chat, message, content.rendered, signal);
    }
  } catch (error) {
    if (!isNotModified(error)) throw error;
  }
}

/** A bubble that became a picture before a restart has its words in the caption. */
async function editWords(
  api: Api,
  chat: number,
  message: number,
  rendered: Rendered,
  signal: ApiSignal,
): Promise<void> {
  const { text, entities } = textOf(rendered);
  try {
    await api.editMessageText(chat, message, text, { ...noPreview, entities }, signal);
  } catch (error) {
    if (!hasNoText(error)) throw error;
    await api.editMessageCaption(chat, message, { caption: text, caption_entities: entities }, signal);
  }
}

async function remove(clients: Clients, target: Target, id: string, signal: ApiSignal): Promise<void> {
  const { chat } = decodeTarget(target);
  try {
    await clients.api.deleteMessage(chat, decodeMessage(id), signal);
  } catch (error) {
    const fault = toFault(error);
    if (fault.kind !== 'gone' || /not found/i.test(fault.facts.description ?? '')) return ignoreGone(fault);
    await edit(clients, target, id, emptied, signal).catch((reason: unknown) => ignoreGone(toFault(reason)));
  }
}

/** Being gone already is what was wanted. */
function ignoreGone(fault: Fault): void {
  if (fault.kind !== 'gone') throw fault;
}

const noPreview = { link_preview_options: { is_disabled: true } };

/** The General topic is named by no thread when sending. */
function inThread(thread: number | undefined): { message_thread_id?: number } {
  return thread === undefined || thread === 1 ? {} : { message_thread_id: thread };
}

function inReply(target: Target, { replyTo }: Placement): object {
  if (replyTo === undefined || hasMoved(target)) return {};
  return { reply_parameters: { message_id: decodeMessage(replyTo), allow_sending_without_reply: true } };
}

/** What goes out as text; an empty bubble would be refused, so it is not even tried. */
function textOf(rendered: Rendered): { text: string; entities: MessageEntity[] } {
  if (rendered.text.trim() === '') throw new Fault('rejected', 'a bubble without any text');
  return { text: rendered.text, entities: entitiesOf(rendered) };
}

function entitiesOf({ entities = [] }: Rendered): MessageEntity[] {
  return entities.filter(isEntity);
}

function isEntity(value: object): value is MessageEntity {
  return 'type' in value && 'offset' in value && 'length' in value;
}

function photo(picture: Picture, caption: Rendered | undefined): InputMediaPhoto {
  const media = new InputFile(picture.bytes, picture.name);
  if (!caption || caption.text.trim() === '') return { type: 'photo', media };
  return { type: 'photo', media, caption: caption.text, caption_entities: entitiesOf(caption) };
}
