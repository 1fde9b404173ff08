import { InputFile } from 'grammy';
import type { InputMediaPhoto, MessageEntity } from 'grammy/types';
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

/** A picture with its caption, where it has one. */
export function photo(picture: OutgoingFile, caption: Rendered | undefined): InputMediaPhoto {
  const media = new InputFile(picture.bytes, picture.name);
  if (!caption || caption.text.trim() === '') return { type: 'photo', media };
  return { type: 'photo', media, caption: caption.text, caption_entities: entitiesOf(caption) };
}
