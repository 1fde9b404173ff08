import type { Api } from 'grammy';
import type { Content, Placement, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { clip } from '../../src/util/text.ts';
import { textOf, textWith } from './content.ts';
import type { FetchFile } from './download.ts';
import { isStaleQuery, toFault } from './faults.ts';
import { type Sent, sendFiles } from './files.ts';
import {
  decodeMessage,
  decodePrivate,
  decodeTarget,
  encodeEphemeral,
  hasMoved,
  type PrivateAddress,
  pendingPress,
} from './ids.ts';
import { askingPresser, markupOf } from './markup.ts';
import type { ApiSignal } from './signal.ts';
import type { Threads } from './threads.ts';

/** Clients for quick calls and for uploads, which differ in how long they wait, and for files that are fetched. */
export interface Clients {
  api: Api;
  media: Api;
  fetchFile: FetchFile;
}

/** Most files of one album (Bot API, sendMediaGroup). */
export const albumSize = 10;

/** Most characters of an alert (Bot API, answerCallbackQuery). */
const alertLength = 200;

export const noPreview = { link_preview_options: { is_disabled: true } };

/** Makes a bubble where the target says: the chat, one person's own place, or an alert on the screen of who pressed. */
export async function create(
  clients: Clients,
  threads: Threads,
  target: Target,
  content: Content,
  placement: Placement,
  signal: ApiSignal,
): Promise<string[]> {
  const press = pendingPress(target);
  if (press !== undefined && target.privately) return alert(clients.api, press, content, signal);
  const place = decodeTarget(target);
  const onlyFor = decodePrivate(target);
  if (onlyFor) return tell(clients, onlyFor, content, signal);
  const { chat, thread } = place;
  const put = (where: object) => send(clients, chat, askingPresser(content, target), where, albumSize, signal);
  const reply = inReply(target, placement);
  const inTopic = target.group ? inTopicByReply(target, placement) : reply;
  return ids(
    await threads.call(place, () => put({ ...threadOption(thread), ...reply }), inTopic && (() => put(inTopic))),
  );
}

/** Answers a press, so that its button no longer waits. Twice is once; too late is as good. */
export async function answerPress(api: Api, press: string, other: object, signal: ApiSignal): Promise<void> {
  try {
    await api.answerCallbackQuery(press, other, signal);
  } catch (error) {
    if (!isStaleQuery(error)) throw error;
  }
}

/** Shown above the chat until it is closed. It is no message: nothing to edit or to take away. */
async function alert(api: Api, press: string, { rendered }: Content, signal: ApiSignal): Promise<string[]> {
  await answerPress(api, press, { text: clip(textOf(rendered).text, alertLength), show_alert: true }, signal);
  return [];
}

/**
 * Writes to one person alone, in their private chat. If that is closed to the bot, it writes in the group a message
 * that nobody else sees. The latter takes an admin, or a press of a few seconds ago. If neither helps, it is
 * `forbidden`.
 */
async function tell(clients: Clients, to: PrivateAddress, content: Content, signal: ApiSignal): Promise<string[]> {
  try {
    return ids(await send(clients, to.user, content, {}, albumSize, signal));
  } catch (error) {
    const closed = toFault(error);
    if (closed.kind !== 'forbidden') throw closed;
    return whisper(clients, to, content, signal).catch((reason: unknown) => {
      const fault = toFault(reason);
      throw fault.kind === 'rejected' || fault.kind === 'gone' ? closed : fault;
    });
  }
}

async function whisper(clients: Clients, to: PrivateAddress, content: Content, signal: ApiSignal): Promise<string[]> {
  const { chat, thread, user } = to;
  const put = (press: object) => {
    const parameters = { receiver_user_id: user, ...press };
    return send(
      clients,
      chat,
      content,
      { ...threadOption(thread), ephemeral_message_parameters: parameters },
      1,
      signal,
    );
  };
  const sent = await (to.query === undefined ? put({}) : put({ callback_query_id: to.query }).catch(retry));
  const whispered = sent.flatMap(({ ephemeral_message_id: message }) => message ?? []);
  if (whispered.length === sent.length) return whispered.map((message) => encodeEphemeral({ chat, user, message }));
  // A server of an older version knows no such messages: everybody has seen it, so it goes at once.
  for (const { message_id } of sent) await clients.api.deleteMessage(chat, message_id, signal);
  throw new Fault('forbidden', 'this server of the Bot API has no messages for one person');

  /** An admin needs no press, and one that is over would only hinder. */
  function retry(error: unknown): Promise<Sent[]> {
    if (!isStaleQuery(error)) throw error;
    return put({});
  }
}

function ids(sent: readonly Sent[]): string[] {
  return sent.map(({ message_id }) => String(message_id));
}

async function send(
  clients: Clients,
  chat: number,
  content: Content,
  place: object,
  album: number,
  signal: ApiSignal,
): Promise<Sent[]> {
  const { files = [], rendered } = content;
  const markup = markupOf(content);
  if (files.length > 0) return sendFiles(clients, chat, { files, rendered }, { album, markup, place }, signal);
  const { text, entities } = textWith(content);
  return [await clients.api.sendMessage(chat, text, { ...place, ...noPreview, ...markup, entities }, signal)];
}

/** The General topic is named by no thread when sending. */
export function threadOption(thread: number | undefined): { message_thread_id?: number } {
  return thread === undefined || thread === 1 ? {} : { message_thread_id: thread };
}

function inReply(target: Target, { replyTo }: Placement): object {
  if (replyTo === undefined || hasMoved(target)) return {};
  return { reply_parameters: { message_id: decodeMessage(replyTo), allow_sending_without_reply: true } };
}

/** A reply finds its topic by itself, unless what it replies to is gone: then it must not go out, for it would get lost. */
function inTopicByReply(target: Target, { replyTo = target.prompt }: Placement): object | undefined {
  if (replyTo === undefined || hasMoved(target)) return undefined;
  return { reply_parameters: { message_id: decodeMessage(replyTo) } };
}
