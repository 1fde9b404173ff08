import type { MessageEntity } from 'grammy/types';
import type { TextRun } from '../../src/delivery/runs.ts';
import { type PlacedMarks, type Span, spansOf } from '../../src/delivery/spans.ts';
import { isBlank } from '../../src/util/text.ts';
import { withoutMentions } from './names.ts';

type Block = 'pre' | 'blockquote' | 'expandable_blockquote';

const TYPES = { bold: 'bold', italic: 'italic', strike: 'strikethrough', code: 'code' } as const;

/**
 * Collects text and its entities. Breaks between blocks are written only when text follows, so that a block that shows
 * nothing leaves no hole. Offsets and lengths are UTF-16 units.
 */
export class EntityWriter {
  #text = '';
  #break = 0;
  #indent = '';
  #placed: PlacedMarks[] = [];
  #blocks: MessageEntity[] = [];
  /** Inside a block quotation. */
  quoted = false;

  write(text: string): void {
    if (text === '') return;
    if (this.#break > 0 && this.#text !== '') this.#text += '\n'.repeat(this.#break) + this.#indent;
    this.#break = 0;
    this.#text += text;
  }

  /** The next text begins on a new line (1) or after an empty one (2). */
  breakLine(lines: 1 | 2, indent: string): void {
    this.#break = Math.max(this.#break, lines);
    this.#indent = indent;
  }

  writeRuns(runs: readonly TextRun[], indent: string): void {
    for (const { text, marks } of runs) {
      const indented = indent === '' ? text : text.replaceAll('\n', `\n${indent}`);
      this.write(indented);
      this.#placed.push({ start: this.#text.length - indented.length, end: this.#text.length, marks });
    }
  }

  /** Writes a block with `content` as one entity that begins and ends a line and is not indented. */
  writeBlock(type: Block, indent: string, content: () => void, language?: string): void {
    const startsLine = this.#text === '' || this.#break > 0 || this.#text.endsWith('\n');
    this.breakLine(startsLine ? lines(this.#break) : 1, '');
    const before = this.#text.length;
    const nested = this.quoted;
    this.quoted ||= type !== 'pre';
    content();
    this.quoted = nested;
    if (this.#text.length === before) return;
    const written = this.#text.slice(before);
    const start = before + written.length - written.replace(/^\n+/, '').length;
    const range = { offset: start, length: this.#text.length - start };
    if (type !== 'pre') this.#blocks.push({ type, ...range });
    else this.#blocks.push({ type, ...range, ...(language !== undefined && { language }) });
    this.breakLine(1, indent);
  }

  /** Text without blank edges, entities sorted, nested, none blank. */
  finish(): { text: string; entities: MessageEntity[] } {
    const text = this.#text.trimEnd();
    const inline = spansOf(text, this.#placed).map(entityOf);
    const code = new Set(this.#blocks.flatMap(({ type, offset }) => (type === 'pre' ? [offset] : [])));
    const blocks = this.#blocks.flatMap((entity) => trimmedBlock(text, entity, code));
    const quotesFirst = blocks.sort((a, b) => a.type.localeCompare(b.type));
    const sorted = [...quotesFirst, ...inline].sort((a, b) => a.offset - b.offset || b.length - a.length);
    const entities = withoutMentions(text, sorted);
    // The server trims a message up to its first entity; the first line of code keeps its indentation.
    const first = entities[0]?.offset ?? text.length;
    const lead = Math.min(first, text.length - text.trimStart().length);
    return {
      text: isBlank(text) ? '' : text.slice(lead),
      entities: isBlank(text) ? [] : entities.map((entity) => ({ ...entity, offset: entity.offset - lead })),
    };
  }
}

function lines(count: number): 1 | 2 {
  return count > 1 ? 2 : 1;
}

function entityOf({ kind, start, end, url }: Span): MessageEntity {
  const range = { offset: start, length: end - start };
  if (kind === 'link') return { type: 'text_link', url: url ?? '', ...range };
  return { type: TYPES[kind], ...range };
}

/**
 * Without empty lines at its start and blanks at its end; a block that shows nothing is dropped. `code` holds where code
 * begins.
 */
function trimmedBlock(text: string, entity: MessageEntity, code: ReadonlySet<number>): MessageEntity[] {
  const inside = text.slice(entity.offset, entity.offset + entity.length);
  if (isBlank(inside)) return [];
  const emptyLines = /^(?:[^\S\n]*\n)*/.exec(inside)?.[0].length ?? 0;
  const blank = inside.length - inside.trimStart().length;
  // The indentation of code's first line stays, also where a quote begins with code.
  let isCode = false;
  for (let at = entity.offset; at <= entity.offset + blank; at += 1) isCode ||= code.has(at);
  const lead = isCode ? emptyLines : blank;
  return [{ ...entity, offset: entity.offset + lead, length: inside.trimEnd().length - lead }];
}
