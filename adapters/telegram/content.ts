import { InputFile } from 'grammy';
import type { MessageEntity } from 'grammy/types';
import type { OutgoingFile, Rendered } from '../../src/ports/index.ts';
import { Fault } from '../../src/util/errors.ts';
import { withoutMentions } from './names.ts';

/** Text to send. An empty bubble would be refused, so it is not even tried. */
export function textOf(rendered: Rendered): { text: string; entities: MessageEntity[] } {
  if (rendered.text.trim() === '') throw new Fault('rejected', 'a bubble without any text');
  return { text: rendered.text, entities: entitiesOf(rendered) };
}

/** Entities of a text. What goes without formatting after a refusal has none of its own, and still mentions nobody. */
export function entitiesOf({ text, entities = [] }: Rendered): MessageEntity[] {
  return withoutMentions(text, entities.filter(isEntity));
}

function isEntity(value: object): value is MessageEntity {
  return 'type' in value && 'offset' in value && 'length' in value;
}

/** Form in which a file is sent. */
export type MediaKind = 'photo' | 'document';

/** Largest photo, in bytes (Bot API, sendPhoto); a file may be 50 MB (sendDocument). */
const MAX_PHOTO = 10 * 1024 * 1024;
/** Most of a photo's width and height together, and of one over the other, in pixels (Bot API, sendPhoto). */
const MAX_SIDES = 10_000;
const MAX_RATIO = 20;

/** Tells whether a file can be a photo, as far as that can be seen without drawing it. */
export function fitsPhoto({ bytes, mime }: OutgoingFile): boolean {
  if (!mime.startsWith('image/') || bytes.length > MAX_PHOTO) return false;
  const { width, height } = pngSize(bytes) ?? { width: 1, height: 1 };
  return width + height <= MAX_SIDES && Math.max(width, height) <= MAX_RATIO * Math.min(width, height);
}

/** Width and height in a PNG's first chunk (https://www.w3.org/TR/png/#11IHDR); undefined for other kinds. */
function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24 || bytes[0] !== 0x89 || bytes[1] !== 0x50) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** A picture as a photo or as a file, with its caption, where it has one. */
export function mediaOf<Kind extends MediaKind>(
  kind: Kind,
  picture: OutgoingFile,
  caption: Rendered | undefined,
): { type: Kind; media: InputFile; caption?: string; caption_entities?: MessageEntity[] } {
  const media = new InputFile(picture.bytes, picture.name);
  if (!caption || caption.text.trim() === '') return { type: kind, media };
  return { type: kind, media, caption: caption.text, caption_entities: entitiesOf(caption) };
}
