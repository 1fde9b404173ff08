import { InputFile } from 'grammy';
import type { MessageEntity } from 'grammy/types';
import { NO_VOICE, type OutgoingFile, type Rendered } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { pngSize } from '../../src/util/png-size.ts';
import { entitiesOf } from './content.ts';
import { isFileRefused, isNoPhoto, isVoiceRefused } from './faults.ts';
import type { Clients } from './send.ts';
import type { ApiSignal } from './signal.ts';

/** Sends files: photos, documents and sound alone or in albums, voice messages alone. */

/** Form in which files are sent; an album has one. */
export type FileForm = 'photo' | 'audio' | 'document';

/** Largest file, in bytes (Bot API, sendDocument, sendAudio, sendVoice). */
export const LARGEST_SENT = 50 * 1024 * 1024;
/** Largest photo, in bytes (Bot API, sendPhoto). */
const LARGEST_PHOTO = 10 * 1024 * 1024;
/** Most of a photo's width and height together, and of one over the other, in pixels (Bot API, sendPhoto). */
const MAX_SIDES = 10_000;
const MAX_RATIO = 20;

/** Sound that a player takes: MP3 and M4A (Bot API, sendAudio). */
const PLAYED = /^audio\/(?:mpeg|mp3|mp4|x-m4a|m4a)\b/;

/** Message as the server tells of it. */
export interface Sent {
  message_id: number;
  ephemeral_message_id?: number;
}

/** Form of files, as far as that can be seen without drawing them. */
export function formOf(files: readonly OutgoingFile[]): FileForm {
  if (files.every(fitsPhoto)) return 'photo';
  return files.every(({ role, mime }) => role !== undefined && role !== 'document' && PLAYED.test(mime))
    ? 'audio'
    : 'document';
}

function fitsPhoto({ bytes, mime, role }: OutgoingFile): boolean {
  if (role !== undefined || !mime.startsWith('image/') || bytes.length > LARGEST_PHOTO) return false;
  const { width, height } = pngSize(bytes) ?? { width: 1, height: 1 };
  return width + height <= MAX_SIDES && Math.max(width, height) <= MAX_RATIO * Math.min(width, height);
}

/** A file in its form, with its caption, where it has one. */
export function inputMedia<Form extends FileForm>(form: Form, file: OutgoingFile, caption: Rendered | undefined) {
  return { type: form, media: inputFile(file), ...captionOf(caption), ...factsOf(form, file) };
}

/** Files of one form; the first has the caption. */
function albumOf(form: FileForm, files: readonly OutgoingFile[], caption: Rendered | undefined) {
  const each = <Form extends FileForm>(same: Form) =>
    files.map((file, index) => inputMedia(same, file, index === 0 ? caption : undefined));
  switch (form) {
    case 'photo':
      return each(form);
    case 'audio':
      return each(form);
    case 'document':
      return each(form);
  }
}

function inputFile({ bytes, name }: OutgoingFile): InputFile {
  return new InputFile(bytes, name);
}

function captionOf(caption: Rendered | undefined): { caption?: string; caption_entities?: MessageEntity[] } {
  if (!caption || caption.text.trim() === '') return {};
  return { caption: caption.text, caption_entities: entitiesOf(caption) };
}

/** Facts of a file; what is a document stays one, whatever the server finds in it. */
function factsOf(form: FileForm | 'voice', { durationMs }: OutgoingFile): object {
  if (form === 'document') return { disable_content_type_detection: true };
  if (form === 'photo' || durationMs === undefined) return {};
  return { duration: Math.max(1, Math.round(durationMs / 1000)) };
}

/** Several files go out as albums of at most `album`; only a message on its own can hold buttons. */
export async function sendFiles(
  { media }: Clients,
  chat: number,
  { files, rendered }: { files: readonly OutgoingFile[]; rendered: Rendered },
  { album, ...where }: { album: number; markup: object; place: object },
  signal: ApiSignal,
): Promise<Sent[]> {
  const send: Send = { media, chat, signal };
  const alone = { ...where.place, ...where.markup };
  const [first, more] = files;
  if (first?.role === 'voice' && !more) return sendVoice(send, first, rendered, alone);
  // Photos and files do not share an album. Two albums could be sent by halves, so all have one form.
  const form = formOf(files);
  const sent: Sent[] = [];
  for (let at = 0; at < files.length; at += album) {
    const group = files.slice(at, at + album);
    const under = at + album >= files.length && group.length === 1 ? alone : where.place;
    sent.push(...(await sendGroup(send, form, group, at === 0 ? rendered : undefined, under)));
  }
  return sent;
}

interface Send {
  media: Clients['media'];
  chat: number;
  signal: ApiSignal;
}

/** Sends a voice message; a file with the sound where people take none. */
async function sendVoice(send: Send, voice: OutgoingFile, caption: Rendered, where: object): Promise<Sent[]> {
  const { media, chat, signal } = send;
  const options = { ...where, ...captionOf(caption), ...factsOf('voice', voice) };
  try {
    return [await media.sendVoice(chat, inputFile(voice), options, signal)];
  } catch (error) {
    if (!isVoiceRefused(error)) throw error;
    return await sendGroup(send, formOf([voice]), [voice], caption, where).catch((reason: unknown) => {
      if (!isFileRefused(reason)) throw reason;
      throw new Fault('rejected', 'neither a voice message nor a file is taken here', { code: NO_VOICE });
    });
  }
}

/** Files of one message or album; pictures as documents where the server makes no photos of them. */
async function sendGroup(
  send: Send,
  form: FileForm,
  files: readonly OutgoingFile[],
  caption: Rendered | undefined,
  where: object,
): Promise<Sent[]> {
  const { media, chat, signal } = send;
  const [only, more] = files;
  try {
    if (!only || more) {
      return await media.sendMediaGroup(chat, albumOf(form, files, caption), where, signal);
    }
    const options = { ...where, ...captionOf(caption), ...factsOf(form, only) };
    if (form === 'photo') return [await media.sendPhoto(chat, inputFile(only), options, signal)];
    if (form === 'audio') return [await media.sendAudio(chat, inputFile(only), options, signal)];
    return [await media.sendDocument(chat, inputFile(only), options, signal)];
  } catch (error) {
    if (form !== 'photo' || !isNoPhoto(error)) throw error;
    return sendGroup(send, 'document', files, caption, where);
  }
}
