import type { Message } from 'grammy/types';
import { jpeg, mp3, mp4, ogg, pdf, tgs, webm, webp } from '../samples.ts';
import type { Files } from './files.ts';

/** A file that somebody sends; a small one of its kind where nothing is said of it. */
export interface SaidFile {
  bytes?: Buffer;
  name?: string;
  mime?: string;
  /** Seconds. */
  duration?: number;
  /** Pixels. */
  width?: number;
  height?: number;
  /** Bytes, as they are told, where that is not true. */
  size?: number;
  /** Bytes of its still picture; false for none. */
  thumbnail?: Buffer | false;
}

type Said = boolean | SaidFile;

/** Kinds of media, which exclude one another. */
export interface MediaOptions {
  photo?: Said;
  livePhoto?: Said;
  voice?: Said;
  audio?: Said;
  animation?: Said;
  video?: Said;
  videoNote?: Said;
  sticker?: Said | (SaidFile & { form: 'animated' | 'video' });
  document?: Said;
  /** Id the messages of one album share. */
  album?: string;
}

/** Fields that such content comes in. */
export const mediaFieldNames = [
  'photo',
  'live_photo',
  'voice',
  'audio',
  'animation',
  'video',
  'video_note',
  'sticker',
  'document',
] as const;

/** Fields of a message that holds a file, as the server shapes them; undefined for one without. */
export function mediaFields(files: Files, options: MediaOptions): Partial<Message> | undefined {
  const album = options.album === undefined ? {} : { media_group_id: options.album };
  const { photo, livePhoto, audio, video, document } = options;
  if (photo) return { ...album, photo: photoOf(files, photo) };
  if (livePhoto) return { ...album, ...livePhotoOf(files, livePhoto) };
  if (audio) return { ...album, audio: audioOf(files, audio) };
  if (video) return { ...album, video: { ...moving(files, 'video', video), ...told(video) } };
  if (document) return { ...album, document: documentOf(files, document) };
  return alone(files, options);
}

/** Media of which there are no albums. */
function alone(files: Files, options: MediaOptions): Partial<Message> | undefined {
  const { voice, animation, videoNote, sticker } = options;
  if (voice) {
    const { bytes, duration = 3, mime = 'audio/ogg', size } = fieldsOf(voice);
    return { voice: { ...files.add('voice', bytes ?? ogg(duration), size), duration, mime_type: mime } };
  }
  if (animation) {
    const shown = { ...moving(files, 'animation', animation), ...told(animation) };
    const { width: _, height: __, duration: ___, ...file } = shown;
    // For old clients' sake the same file comes as a document, too (Bot API, Message).
    return { animation: shown, document: file };
  }
  if (videoNote) {
    const { width: length, height: _, ...note } = moving(files, 'videoNote', videoNote);
    return { video_note: { ...note, length } };
  }
  return sticker ? stickerOf(files, sticker) : undefined;
}

function fieldsOf(said: Said): SaidFile {
  return typeof said === 'object' ? said : {};
}

/** Name and kind, as their sender's client told them. */
function told(said: Said, other: { name?: string; mime?: string } = { mime: 'video/mp4' }) {
  const { name = other.name, mime = other.mime } = fieldsOf(said);
  return {
    ...(name === undefined ? {} : { file_name: name }),
    ...(mime === undefined ? {} : { mime_type: mime }),
  };
}

function photoOf(files: Files, said: Said) {
  const { bytes = jpeg, width = 320, height = 240 } = fieldsOf(said);
  return files.photo(bytes, width, height);
}

function livePhotoOf(files: Files, said: Said): Partial<Message> {
  const { size } = fieldsOf(said);
  const photo = photoOf(files, said);
  const video = { ...files.add('video', mp4, size), width: 320, height: 240, duration: 2, mime_type: 'video/mp4' };
  return { live_photo: { ...video, photo }, photo };
}

function audioOf(files: Files, said: Said) {
  const { bytes = mp3, duration = 60, size } = fieldsOf(said);
  return { ...files.add('audio', bytes, size), duration, ...told(said, { mime: 'audio/mpeg' }) };
}

function documentOf(files: Files, said: Said) {
  const { bytes = pdf, size, thumbnail = false } = fieldsOf(said);
  const file = { ...files.add('document', bytes, size), ...still(files, thumbnail) };
  return { ...file, ...told(said, { name: 'notes.pdf', mime: 'application/pdf' }) };
}

function moving(files: Files, kind: 'video' | 'videoNote' | 'animation', said: Said) {
  const { bytes = mp4, duration = 5, width = 320, height = 240, size, thumbnail = jpeg } = fieldsOf(said);
  return { ...files.add(kind, bytes, size), width, height, duration, ...still(files, thumbnail) };
}

function still(files: Files, thumbnail: Buffer | false) {
  return thumbnail ? { thumbnail: files.thumbnail(thumbnail) } : {};
}

function stickerOf(files: Files, said: NonNullable<MediaOptions['sticker']>): Partial<Message> {
  const form = typeof said === 'object' && 'form' in said ? said.form : 'still';
  const { bytes = { still: webp, animated: tgs, video: webm }[form], size, thumbnail = jpeg } = fieldsOf(said);
  const shape = { type: 'regular' as const, width: 512, height: 512, emoji: '👋' };
  const moves = { is_animated: form === 'animated', is_video: form === 'video' };
  return { sticker: { ...files.add('sticker', bytes, size), ...shape, ...moves, ...still(files, thumbnail) } };
}
