import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Content, OutgoingFile, Rendered, Target } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { textWith } from './content.ts';
import { hasNoText, isNoPhoto, isNotModified, toFault } from './faults.ts';
import { formOf, inputMedia } from './files.ts';
import { decodeEphemeral, decodeMessage, decodeTarget } from './ids.ts';
import { keyboardOf } from './markup.ts';
import { type Clients, noPreview } from './send.ts';
import type { ApiSignal } from './signal.ts';

/** Stands where a bubble can no longer be deleted. */
const emptied: Content = { rendered: { text: '…' } };

type Words = ReturnType<typeof textWith>;
interface Markup {
  reply_markup?: InlineKeyboardMarkup;
}

/** The calls upon a message that is there: those of everybody, and those of one person's, have methods of their own. */
interface Handle {
  text(words: Words, markup: Markup): Promise<unknown>;
  caption(words: Words, markup: Markup): Promise<unknown>;
  media(media: ReturnType<typeof inputMedia>, markup: Markup): Promise<unknown>;
  remove(): Promise<unknown>;
}

/**
 * Brings a bubble to `content`. One that asks for a reply was made as it is to be: Telegram lets nobody edit it.
 */
export async function edit(
  clients: Clients,
  target: Target,
  id: string,
  content: Content,
  signal: ApiSignal,
): Promise<void> {
  if (content.form) return;
  const handle = handleOf(clients, target, id, signal);
  const [file] = content.files ?? [];
  const markup = keyboardOf(content);
  try {
    if (file) await editFile(handle, file, content.rendered, markup);
    else await editWords(handle, textWith(content), markup);
  } catch (error) {
    if (!isNotModified(error)) throw error;
  }
}

/** A picture of which the server makes no photo becomes a file. Nothing becomes a voice message (Bot API, editMessageMedia). */
async function editFile(handle: Handle, file: OutgoingFile, caption: Rendered, markup: Markup): Promise<void> {
  if (file.role === 'voice') throw new Fault('rejected', 'no message becomes a voice message');
  const form = formOf([file]);
  try {
    await handle.media(inputMedia(form, file, caption), markup);
  } catch (error) {
    if (form !== 'photo' || !isNoPhoto(error)) throw error;
    await handle.media(inputMedia('document', file, caption), markup);
  }
}

/** A bubble that became a picture before a restart has its words in the caption. */
async function editWords(handle: Handle, words: Words, markup: Markup): Promise<void> {
  try {
    await handle.text(words, markup);
  } catch (error) {
    if (!hasNoText(error)) throw error;
    await handle.caption(words, markup);
  }
}

/** Takes a bubble away, or empties it where it can no longer be deleted. */
export async function remove(clients: Clients, target: Target, id: string, signal: ApiSignal): Promise<void> {
  try {
    await handleOf(clients, target, id, signal).remove();
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

function handleOf({ api, media }: Clients, target: Target, id: string, signal: ApiSignal): Handle {
  const ephemeral = decodeEphemeral(id);
  if (ephemeral) {
    const { chat, user, message } = ephemeral;
    return {
      text: ({ text, entities }, markup) =>
        api.editEphemeralMessageText(chat, user, message, text, { ...noPreview, ...markup, entities }, signal),
      caption: ({ text, entities }, markup) =>
        api.editEphemeralMessageCaption(chat, user, message, text, { ...markup, caption_entities: entities }, signal),
      media: (item, markup) => media.editEphemeralMessageMedia(chat, user, message, item, markup, signal),
      remove: () => api.deleteEphemeralMessage(chat, user, message, signal),
    };
  }
  const { chat } = decodeTarget(target);
  const message = decodeMessage(id);
  return {
    text: ({ text, entities }, markup) =>
      api.editMessageText(chat, message, text, { ...noPreview, ...markup, entities }, signal),
    caption: ({ text, entities }, markup) =>
      api.editMessageCaption(chat, message, { ...markup, caption: text, caption_entities: entities }, signal),
    media: (item, markup) => media.editMessageMedia(chat, message, item, markup, signal),
    remove: () => api.deleteMessage(chat, message, signal),
  };
}
