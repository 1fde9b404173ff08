import { randomUUID } from 'node:crypto';
import type { ImagePart, ModelMessage } from '../ports/index.ts';
import { wordsOf } from '../util/messages.ts';
import { encoded } from './encoded.ts';
import { Pieces } from './pieces.ts';

/**
 * Pictures of a request. In a body, a mark stands for the Base64 of each until it is sent. As one text, ten of them would be in
 * memory several times over.
 */

/** Secret of the process: no text from outside can hold it. */
const MARK = randomUUID();
const MARKS = new RegExp(`${MARK}:(\\d{1,4});`);

/** Parts as one of the APIs has them. `url` is a data URL. */
export interface PartForms {
  text(text: string): object;
  image(url: string, part: ImagePart): object;
}

/** Contents of messages, in order. One without pictures is a text. */
export function contentsOf(messages: readonly ModelMessage[], forms: PartForms): (string | object[])[] {
  let count = 0;
  return messages.map((message) => {
    const { parts } = message;
    if (!parts.some(({ type }) => type === 'image')) return wordsOf(message);
    return parts.flatMap((part) => {
      if (part.type === 'text') return forms.text(part.text);
      if (part.type !== 'image') return [];
      const url = `data:${part.mime};base64,${MARK}:${count};`;
      count += 1;
      return forms.image(url, part);
    });
  });
}

/** Gives the pictures of messages, in the order in which their marks are counted. */
export function picturesOf(messages: readonly ModelMessage[]): ImagePart[] {
  return messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'image'));
}

/** Body as it goes out. */
export type Written = string | Uint8Array<ArrayBuffer> | Pieces;

/** Writes a body as it goes out, with the pictures in the place of their marks. */
export function written(body: object, pictures: readonly ImagePart[]): Written {
  if (pictures.length === 0) return encoded(body);
  // Texts and numbers of marks take turns.
  const parts = JSON.stringify(body).split(MARKS);
  return new Pieces(
    parts.map((part, at) => (at % 2 === 0 ? part : { base64: pictures[Number(part)]?.bytes ?? NOTHING })),
  );
}

const NOTHING = new Uint8Array();
