import fc from 'fast-check';
import type { MessageEntity } from 'grammy/types';
import { describe, expect, it } from 'vitest';
import { withFound } from './web/telegram/detect.ts';
import { type Piece, readEntities, textOf } from './web/telegram/entities.ts';

/** The page's own reader of Telegram's entities. What it reads wrongly, every picture of the page shows wrongly. */

const styles = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'code', 'blockquote'] as const;
type Style = (typeof styles)[number];

const style = (type: Style, offset: number, length: number): MessageEntity => ({ type, offset, length });

/** `a <bold>b</bold>` */
function written(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      typeof piece === 'string' ? piece : `<${piece.entity.type}>${written(piece.pieces)}</${piece.entity.type}>`,
    )
    .join('');
}

const read = (text: string, ...entities: MessageEntity[]) => written(readEntities(text, entities));

describe('entities', () => {
  it('count UTF-16 units, not characters', () => {
    expect(read('👩‍👩‍👧 a 𝒷 ü', style('bold', 9, 1), style('italic', 11, 2))).toBe(
      '👩‍👩‍👧 <bold>a</bold> <italic>𝒷</italic> ü',
    );
    expect(read('e\u0301x', style('bold', 0, 1))).toBe('<bold>e</bold>\u0301x');
  });

  it('nest, the outer first, whatever order they came in', () => {
    expect(read('one two three', style('italic', 4, 3), style('bold', 0, 13))).toBe(
      '<bold>one <italic>two</italic> three</bold>',
    );
    expect(read('both', style('bold', 0, 4), style('italic', 0, 4))).toBe('<bold><italic>both</italic></bold>');
    expect(read('ab', style('bold', 0, 1), style('bold', 1, 1))).toBe('<bold>a</bold><bold>b</bold>');
  });

  it('are cut at the end of another that they cross', () => {
    expect(read('abcdef', style('bold', 0, 4), style('italic', 2, 4))).toBe(
      '<bold>ab<italic>cd</italic></bold><italic>ef</italic>',
    );
    expect(read('abcdef', style('bold', 0, 3), style('italic', 1, 4), style('code', 2, 4))).toBe(
      '<bold>a<italic>b<code>c</code></italic></bold><italic><code>de</code></italic><code>f</code>',
    );
  });

  it('are as wrong in the picture as they were sent', () => {
    expect(read('😀', style('bold', 0, 1))).toBe('<bold>\ud83d</bold>\ude00');
    expect(
      read('abc', style('bold', 2, 9), style('italic', 7, 2), style('code', -4, 5), style('underline', 1, 0)),
    ).toBe('<code>a</code>b<bold>c</bold>');
    expect(read('', style('bold', 0, 3))).toBe('');
  });

  it('change no text, whatever they are', () => {
    const sign = fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '😀', '👩‍👩‍👧', '字', '\ud83d');
    const number = fc.integer({ min: -3, max: 30 });
    const entity = fc.tuple(fc.constantFrom(...styles), number, number).map((given) => style(...given));
    fc.assert(
      fc.property(fc.array(sign), fc.array(entity, { maxLength: 12 }), (signs, entities) => {
        const text = signs.join('');
        const pieces = readEntities(text, entities);
        const shown = entities.map((given) => covered(pieces, given));
        return textOf(pieces) === text && shown.every((part, at) => part === rangeOf(text, entities[at]));
      }),
    );
  });

  it('are read at once from a long text', () => {
    const many = Array.from({ length: 100 }, (_, at) => style('bold', at * 3, 4000 - at * 20));
    const start = performance.now();
    readEntities('a b '.repeat(1024), many);
    withFound('@aaaa /b #c $D e@f.com '.repeat(178));
    withFound(`${'a.'.repeat(2000)} ${'/@#'.repeat(1000)}`);
    const commands = '/a '.repeat(10_000);
    expect(readEntities(commands, withFound(commands))).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

function rangeOf(text: string, entity: MessageEntity | undefined): string {
  const { offset, length } = entity ?? style('bold', 0, 0);
  const end = Math.max(0, offset + length);
  return length > 0 ? text.slice(Math.max(0, offset), end) : '';
}

/** All text that one entity covers. */
function covered(pieces: readonly Piece[], entity: MessageEntity): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return '';
      return piece.entity === entity ? textOf(piece.pieces) : covered(piece.pieces, entity);
    })
    .join('');
}

describe('what the server finds by itself', () => {
  const found = (text: string, sent: MessageEntity[] = []) =>
    withFound(text, sent)
      .filter((entity) => !sent.includes(entity))
      .map(({ type, offset, length }) => `${type} ${text.slice(offset, offset + length)}`);

  it.each([
    ['See https://a.example/x?y=(1), please.', ['url https://a.example/x?y=(1)']],
    ['(see http://a.example/b)。', ['url http://a.example/b']],
    ['docs.example.com/a and file.ts', ['url docs.example.com/a']],
    ['mail ada@example.org, not @', ['email ada@example.org']],
    ['@ada_l, me@ada, @a', ['mention @ada_l']],
    ['/help or /model@parley_bot, not a/b, </i>, 1/2, /', ['bot_command /help', 'bot_command /model@parley_bot']],
    ['#topic #1 #话题 a#b $USD $usd', ['hashtag #topic', 'hashtag #话题', 'cashtag $USD']],
  ])('is found in %s', (text, expected) => {
    expect(found(text).toSorted()).toEqual(expected.toSorted());
  });

  it('stands aside from code and links, and within words that are only styled', () => {
    expect(found('run /help now', [style('code', 0, 9)])).toEqual([]);
    expect(found('run /help now', [style('bold', 0, 9)])).toEqual(['bot_command /help']);
    const link: MessageEntity = { type: 'text_link', url: 'https://a.example', offset: 0, length: 9 };
    expect(found('a.com/b c', [link])).toEqual([]);
  });
});
