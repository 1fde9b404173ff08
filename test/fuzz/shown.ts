import type { MessageEntity } from 'grammy/types';
import { hold } from './property.ts';

/** What is shown of an answer: its words, and what a platform takes. */

/** The numbered words of a text. */
export const wordsIn = (markdown: string) => markdown.match(/w[0-9a-z]{3}q/g) ?? [];

/** Every word of the source is shown, in its order. */
export function holdWords(source: string, shown: string): void {
  let at = 0;
  for (const word of wordsIn(source)) {
    const found = shown.indexOf(word, at);
    hold(found >= 0, () => `${shown.includes(word) ? 'out of order' : 'lost'}: ${word} in ${JSON.stringify(shown)}`);
    at = found;
  }
}

export interface Formatted {
  text: string;
  entities: readonly MessageEntity[];
}

/** Addresses and languages are shown by the client where they are not in the text. */
export function shownText({ text: body, entities }: Formatted): string {
  const notes = entities
    .flatMap((entity) => {
      if (entity.type === 'text_link') return [{ at: entity.offset + entity.length, note: entity.url }];
      return entity.type === 'pre' && entity.language ? [{ at: entity.offset, note: entity.language }] : [];
    })
    .sort((a, b) => a.at - b.at);
  let shown = '';
  let from = 0;
  for (const { at, note } of notes) {
    shown += body.slice(from, at) + note;
    from = at;
  }
  return shown + body.slice(from);
}

/** What Telegram refuses or drops: ranges outside the text, blank, out of order, crossing, or inside code. */
export function holdEntities({ text: body, entities }: Formatted): void {
  hold(entities.length <= 100, () => `${entities.length} entities`);
  let open: MessageEntity[] = [];
  let before: MessageEntity | undefined;
  for (const entity of entities) {
    const { offset, length, type } = entity;
    const told = () => `${JSON.stringify(entity)} in ${JSON.stringify(body)}`;
    hold(Number.isInteger(offset) && Number.isInteger(length) && offset >= 0, told);
    hold(length > 0 && offset + length <= body.length, () => `out of range: ${told()}`);
    const inside = body.slice(offset, offset + length);
    const edge = type === 'pre' || isQuote(type) ? inside.trimEnd() : inside.trim();
    // Code may begin with blanks, and so may a quote that begins with code.
    hold(inside.trim() !== '' && (type === 'pre' || inside === edge), () => `blank edges: ${told()}`);
    hold(inside.isWellFormed(), () => `half a character: ${told()}`);
    const sorted = !before || offset > before.offset || (offset === before.offset && length <= before.length);
    hold(sorted, () => `out of order: ${told()}`);
    open = open.filter((other) => other.offset + other.length > offset);
    for (const other of open) {
      hold(offset + length <= other.offset + other.length, () => `crossing: ${told()}`);
      hold(other.type !== 'pre' && other.type !== 'code', () => `inside code: ${told()}`);
      hold((type !== 'pre' && type !== 'code') || isQuote(other.type), () => `code in ${other.type}: ${told()}`);
      hold(type !== other.type, () => `twice: ${told()}`);
    }
    open.push(entity);
    before = entity;
  }
}

function isQuote(type: string): boolean {
  return type === 'blockquote' || type === 'expandable_blockquote';
}

export function holdText(body: string, limit: number): void {
  hold(body.length <= limit, () => `${body.length} units of ${limit}`);
  hold(body.trim() !== '', 'an empty part');
  hold(body.isWellFormed() && !body.includes('\0'), () => `not text: ${JSON.stringify(body)}`);
}
