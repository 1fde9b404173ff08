import type { Attachment } from '../../src/ports/index.ts';
import { headOf } from '../../src/util/text.ts';
import { mediaReaders } from './media.ts';
import type { TelegramEntity } from './message.ts';

/**
 * Words of a rich message (Bot API 10.1 and later), which has blocks instead of a text. They read as a text with entities
 * would. A block or a style of a kind that is not known is read by the fields that all of them share.
 */
export interface RichWords {
  text: string;
  entities: TelegramEntity[];
  /** Media among the blocks. */
  attachments: Attachment[];
}

/** Longest text, deepest nesting and most blocks that Telegram allows; of styles, some more than a text has letters. */
const MOST_TEXT = 32_768;
const DEEPEST = 40;
const MOST_PARTS = 40_000;

/** Most media that Telegram allows. */
const MOST_MEDIA = 50;

/** Fields of blocks that hold media, by the type of the block, which is as a rule the field's name. */
const mediaBlocks: Readonly<Record<string, (value: unknown) => Attachment>> = {
  photo: mediaReaders.photo,
  animation: mediaReaders.animation,
  video: mediaReaders.video,
  audio: mediaReaders.audio,
  voice_note: mediaReaders.voice,
  document: mediaReaders.document,
};

type Fields = Readonly<Record<string, unknown>>;

/** Reads a rich message of whatever shape; what cannot be read has no words. */
export function richWords(message: unknown): RichWords {
  const written = writer();
  const attachments: Attachment[] = [];
  let parts = 0;
  const isEnough = (depth: number) => {
    parts += 1;
    return depth > DEEPEST || parts > MOST_PARTS || written.length() > MOST_TEXT;
  };

  /** Gives the parts of a list, as far as they are read. */
  function* partsOf(list: unknown, depth: number): Generator<unknown> {
    if (!Array.isArray(list)) return;
    for (const part of list) {
      if (isEnough(depth)) return;
      yield part;
    }
  }

  function inline(value: unknown, depth: number): void {
    if (depth > DEEPEST) return;
    if (typeof value === 'string') written.add(value);
    else if (Array.isArray(value)) for (const each of partsOf(value, depth)) inline(each, depth + 1);
    else styled(fieldsOf(value), depth);
  }

  function styled(style: Fields, depth: number): void {
    const start = written.length();
    if (typeof style['expression'] === 'string') written.add(`$${style['expression']}$`);
    else if (typeof style['alternative_text'] === 'string') written.add(style['alternative_text']);
    else inline(style['text'] ?? '', depth + 1);
    written.entity(style, start);
  }

  function blocks(value: unknown, depth: number): void {
    for (const each of partsOf(value, depth)) block(fieldsOf(each), depth);
  }

  function block(fields: Fields, depth: number): void {
    const { type, text, summary, expression, language, credit, size } = fields;
    const read = typeof type === 'string' && Object.hasOwn(mediaBlocks, type) ? mediaBlocks[type] : undefined;
    if (read && attachments.length < MOST_MEDIA) attachments.push(read(fields[String(type)]));
    written.begin(depth === 0);
    if (type === 'divider') written.add('---');
    if (type === 'heading') written.mark(`${'#'.repeat(Math.min(6, Math.max(1, numberOf(size) || 1)))} `);
    const quoted = type === 'blockquote' || type === 'pullquote';
    if (quoted) written.mark('> ');
    written.within(quoted ? '> ' : '', () => {
      if (type === 'pre') written.mark(`\`\`\`${typeof language === 'string' ? headOf(language, 50) : ''}\n`);
      if (typeof expression === 'string') written.add(`$$${expression}$$`);
      for (const each of [summary, text]) {
        if (each === undefined) continue;
        written.begin(false);
        inline(each, depth + 1);
      }
      if (type === 'pre') written.add('\n```');
      if (type === 'map') written.add(coordinates(fieldsOf(fields['location'])));
      blocks(fields['blocks'], depth + 1);
      items(fields['items'], depth + 1);
      rows(fields['cells'], depth + 1);
      caption(fields['caption'], depth + 1);
      caption(credit, depth + 1);
    });
  }

  function items(value: unknown, depth: number): void {
    for (const each of partsOf(value, depth)) {
      const { label, has_checkbox: box, is_checked: checked, blocks: content } = fieldsOf(each);
      written.begin(false);
      const mark = (typeof label === 'string' && headOf(label, 20).trim()) || '-';
      written.mark(`${box === true ? (checked === true ? '☑' : '☐') : mark} `);
      written.within('  ', () => blocks(content, depth));
      written.end();
    }
  }

  function rows(value: unknown, depth: number): void {
    for (const row of partsOf(value, depth)) {
      if (!Array.isArray(row)) continue;
      written.begin(false);
      written.add('|');
      for (const cell of partsOf(row, depth)) {
        written.add(' ');
        inline(fieldsOf(cell)['text'] ?? '', depth);
        written.add(' |');
      }
    }
  }

  /** A caption is a text, or has one, and a credit. */
  function caption(value: unknown, depth: number): void {
    if (value === undefined || depth > DEEPEST) return;
    const { type, credit } = fieldsOf(value);
    written.begin(false);
    inline(value, depth);
    if (type === undefined && credit !== undefined) caption(credit, depth + 1);
  }

  blocks(fieldsOf(message)['blocks'], 0);
  return { ...written.words(), attachments };
}

/** Writes lines, each behind the marks of what it is in. */
function writer() {
  const entities: TelegramEntity[] = [];
  let text = '';
  let lead = '';
  /** The next line has its mark already. */
  let open = true;

  function add(words: string): void {
    if (words === '') return;
    // Cut before it is joined: a joined text is copied as a whole when it is read.
    const kept = headOf(words, MOST_TEXT);
    text += lead === '' ? kept : kept.replaceAll('\n', `\n${lead}`);
    open = false;
  }

  return {
    add,
    length: () => text.length,
    /** Begins a line; below an empty one if it is `apart`. */
    begin(apart: boolean) {
      if (open) return;
      text += apart ? `\n${lead.trimEnd()}\n${lead}` : `\n${lead}`;
      open = true;
    },
    /** Ends a line, though it may have no words. */
    end() {
      open = false;
    },
    /** Writes the beginning of a line, whose words follow. */
    mark(words: string) {
      text += words.replaceAll('\n', `\n${lead}`);
    },
    /** Writes lines each of which but the first, whose line is begun, has this before it. */
    within(mark: string, write: () => void) {
      const before = lead;
      lead += mark;
      write();
      lead = before;
    },
    /** Keeps what a style says of the words from `start` on. */
    entity({ type, url, user, username }: Fields, start: number) {
      const length = text.length - start;
      if (typeof type !== 'string' || length === 0) return;
      const { id } = fieldsOf(user);
      entities.push({
        type: typeof url === 'string' ? 'text_link' : type,
        offset: start,
        length,
        ...(typeof url === 'string' ? { url } : {}),
        ...(typeof id === 'number' ? { user: { id } } : {}),
        ...(typeof username === 'string' ? { username } : {}),
      });
    },
    words: () => ({ text: headOf(text, MOST_TEXT), entities }),
  };
}

function coordinates({ latitude, longitude }: Fields): string {
  return `Coordinates: ${numberOf(latitude)}, ${numberOf(longitude)}`;
}

/** Number in a field; NaN for anything else, which may not even turn into a number. */
function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
